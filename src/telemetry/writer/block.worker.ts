// Thread entry of telemetry's writer: one order in, one report out.

import { type BlockOrder, BlockWriter } from "./block-writer.ts";

declare const self: Worker;

const writer = new BlockWriter();

self.onmessage = (message: MessageEvent<BlockOrder>) => {
  self.postMessage(writer.obey(message.data));
};
