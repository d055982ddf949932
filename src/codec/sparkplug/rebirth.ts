// The one command that Gantry itself sends to a Sparkplug node: report everything anew (Sparkplug 3.0 §5.9).

import { ByteWriter } from "../../kit/byte-writer.ts";

const NAME = "Node Control/Rebirth";
const BOOLEAN = 11;

/** An NCMD payload; `nowMs` is UTC ms. */
export function encodeRebirth(nowMs: number): Uint8Array {
  const metric = new ByteWriter(64);
  metric.u8(0x0a);
  metric.text(NAME);
  metric.u8(0x18);
  metric.varint(nowMs);
  metric.u8(0x20);
  metric.varint(BOOLEAN);
  metric.u8(0x70);
  metric.u8(1);
  const body = metric.written();
  const payload = new ByteWriter(64);
  payload.u8(0x08);
  payload.varint(nowMs);
  payload.u8(0x12);
  payload.bytes(body);
  return Uint8Array.from(payload.written());
}
