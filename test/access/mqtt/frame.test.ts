import { expect, test } from "bun:test";
import fc from "fast-check";
import mqttPacket from "mqtt-packet";
import { FrameReader } from "../../../src/access/mqtt/frame.ts";
import { parseBytes } from "../../conformance/mqtt/notation.ts";
import { clientPacket } from "./packets.ts";

const CONNECT = "10 { s'MQTT' 04 02 003c s'd1' }";

function makeReader(maxPacketBytes = 65_536, isTaken: (count: number) => boolean = () => true) {
  const frames: string[] = [];
  const bodies: string[] = [];
  const reader = new FrameReader(maxPacketBytes, ({ bytes, start, bodyAt, end }) => {
    frames.push(bytes.toString("hex", start, end));
    bodies.push(bytes.toString("hex", bodyAt, end));
    return isTaken(frames.length);
  });
  return { reader, frames, bodies };
}

function splitAt(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const points = [...new Set([0, ...cuts.map((cut) => cut % bytes.length), bytes.length])].sort(
    (a, b) => a - b,
  );
  return points.slice(1).map((end, i) => Buffer.from(bytes.subarray(points[i], end)));
}

test("packets come out whole, however the stream was split", () => {
  fc.assert(
    fc.property(
      fc.array(clientPacket, { maxLength: 12 }),
      fc.array(fc.nat(), { maxLength: 60 }),
      (packets, cuts) => {
        const parts = [parseBytes(CONNECT), ...packets.map((packet) => mqttPacket.generate(packet))];
        const { reader, frames } = makeReader();
        for (const chunk of splitAt(Buffer.concat(parts), cuts))
          expect(reader.feed(chunk, 0)).toBe(chunk.length);
        expect(reader.fault).toBeUndefined();
        expect(frames).toEqual(parts.map((part) => part.toString("hex")));
      },
    ),
    { numRuns: 300 },
  );
});

test("the body begins behind a remaining length of one to four bytes", () => {
  for (const size of [0, 1, 127, 128, 16_383, 16_384]) {
    for (const step of [1, 3, 100_000]) {
      const bytes = Buffer.concat([parseBytes(CONNECT), parseBytes(`30 { x${size}(61) }`)]);
      const { reader, bodies } = makeReader();
      for (let at = 0; at < bytes.length; at += step)
        reader.feed(Buffer.from(bytes.subarray(at, at + step)), 0);
      expect(bodies.slice(1)).toEqual(["61".repeat(size)]);
    }
  }
});

test("stops where it is told and goes on from there, also in a gathered packet", () => {
  const bytes = parseBytes(`${CONNECT} c000 c000 c000`);
  for (let cut = 1; cut < bytes.length; cut++) {
    const { reader, frames } = makeReader(65_536, (count) => count % 2 === 0);
    for (const part of [bytes.subarray(0, cut), bytes.subarray(cut)]) {
      const chunk = Buffer.from(part);
      for (let at = 0; at < chunk.length; ) at = reader.feed(chunk, at);
    }
    expect(frames.slice(1)).toEqual(["c000", "c000", "c000"]);
  }
});

test("a packet over the limit is a fault as soon as its length is known", () => {
  const { reader } = makeReader(1_000);
  reader.trust();
  reader.feed(parseBytes(CONNECT), 0);
  expect(reader.feed(parseBytes("30 e507"), 0)).toBe(3);
  expect(reader.fault).toBeUndefined();
  const other = makeReader(1_000);
  other.reader.feed(parseBytes(CONNECT), 0);
  other.reader.feed(parseBytes("30"), 0);
  other.reader.feed(parseBytes("e607 00"), 0);
  expect(other.reader.fault).toEqual({ code: "packet_too_large", params: { size: 1_001, limit: 1_000 } });
});

test("an unknown peer may send little; a trusted one up to the limit", () => {
  const { reader, frames } = makeReader(100_000);
  reader.feed(parseBytes("10 808004"), 0);
  expect(reader.fault?.code).toBe("packet_too_large");
  const trusted = makeReader(100_000);
  trusted.reader.feed(parseBytes(CONNECT), 0);
  trusted.reader.trust();
  trusted.reader.feed(parseBytes("30 { x65536(61) }"), 0);
  expect([trusted.reader.fault, trusted.frames.length, frames.length]).toEqual([undefined, 2, 0]);
});

test.each([
  ["c000", "the first packet is not CONNECT"],
  ["160301", "a TLS handshake on a port without TLS"],
  ["'GET /'", "text, such as HTTP, on an MQTT port"],
])("what begins with %s is named", (bytes, detail) => {
  const { reader } = makeReader();
  reader.feed(parseBytes(bytes), 0);
  expect(reader.fault).toEqual({ code: "protocol_error", params: { detail } });
});
