// Thread entry of the shelf: one order in, one report out, the buffer travels along both ways.

import { type RecordOrder, RecordWriter } from "./record-writer.ts";

declare const self: Worker;

const writer = new RecordWriter();

self.onmessage = (message: MessageEvent<RecordOrder>) => {
  const report = writer.obey(message.data);
  self.postMessage(report, "buffer" in report ? [report.buffer] : []);
  writer.tidy();
};
