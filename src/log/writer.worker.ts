// Thread entry of the log's writer: one order in, one report out, the buffer travels along both ways.

import { ChunkWriter, type WriterOrder } from "./chunk-writer.ts";

declare const self: Worker;

const writer = new ChunkWriter();

self.onmessage = (message: MessageEvent<WriterOrder>) => {
  const report = writer.obey(message.data);
  self.postMessage(report, "buffer" in report ? [report.buffer] : []);
  writer.tidy();
};
