import { expect, test } from "bun:test";
import { PublishFrames } from "../../../../src/access/mqtt/wire/frames.ts";
import { BufferPool, Outgoing } from "../../../../src/net/outgoing.ts";
import { parseBytes } from "../../../conformance/mqtt/notation.ts";
import { publication } from "../broker/fixtures.ts";

function put(frames: PublishFrames, version: 4 | 5, to: number): string {
  const out = new Outgoing(new BufferPool());
  frames.put(out, version, to);
  expect(frames.sizeOf(version, (to & 0xffff) > 0)).toBe(out.sizeBytes);
  return out.bytes.subarray(out.start, out.end).toString("hex");
}

const hex = (text: string) => parseBytes(text).toString("hex");
const PROPERTIES = Buffer.from("0101", "hex");

test("one publication in every layout, with each receiver's header and identifier", () => {
  const frames = new PublishFrames();
  frames.begin(publication("t", "x", { qos: 1, properties: PROPERTIES, expiryS: 9 }), undefined);
  expect([
    put(frames, 4, 0x30 << 16),
    put(frames, 4, (0x32 << 16) | 0x102),
    put(frames, 4, (0x35 << 16) | 3),
    put(frames, 5, 0x31 << 16),
    put(frames, 5, (0x32 << 16) | 4),
  ]).toEqual([
    hex("30 { s't' 'x' }"),
    hex("32 { s't' 0102 'x' }"),
    hex("35 { s't' 0003 'x' }"),
    hex("31 { s't' { 02 00000009 01 01 } 'x' }"),
    hex("32 { s't' 0004 { 02 00000009 01 01 } 'x' }"),
  ]);
});

test("a packet that came in is copied as it is for those who speak alike", () => {
  const bytes = parseBytes("ff 3b { s't' 0909 'packet' } ff");
  const frame = { bytes, start: 1, bodyAt: 3, end: bytes.length - 1 };
  const frames = new PublishFrames();
  frames.begin(publication("t", "encoded", { qos: 1 }), { frame, version: 4, idAt: 5 });
  expect([put(frames, 4, (0x32 << 16) | 7), put(frames, 4, 0x30 << 16), put(frames, 5, 0x30 << 16)]).toEqual([
    hex("32 { s't' 0007 'packet' }"),
    hex("30 { s't' 'encoded' }"),
    hex("30 { s't' 00 'encoded' }"),
  ]);
  frames.begin(publication("t", "next"), undefined);
  expect(put(frames, 4, 0x30 << 16)).toBe(hex("30 { s't' 'next' }"));
});

test("a large publication after a small one, and the other way round", () => {
  const frames = new PublishFrames();
  for (const size of [10, 100_000, 5]) {
    frames.begin(publication("t", "p".repeat(size)), undefined);
    expect(frames.sizeOf(4, false)).toBe(put(frames, 4, 0x30 << 16).length / 2);
  }
});
