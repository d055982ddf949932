import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import mqttPacket, { type IPublishPacket, type Packet } from "mqtt-packet";
import {
  connackReason,
  connackReturnCode,
  disconnectReason,
  type OutboundPublish,
  pubackReason,
  putAck,
  putLibraryPacket,
  putPong,
  putPublish,
  sizeOfPublish,
} from "../../../../src/access/mqtt/wire/encode.ts";
import { BufferPool, Outgoing } from "../../../../src/net/outgoing.ts";
import { ERRORS, type ErrorCode } from "../../../../src/spine/error.ts";

function written(write: (out: Outgoing) => void): Buffer {
  const out = new Outgoing(new BufferPool());
  write(out);
  return Buffer.from(out.bytes.subarray(out.start, out.end));
}

function parse(bytes: Buffer, protocolVersion: 4 | 5): Packet[] {
  const packets: Packet[] = [];
  const parser = mqttPacket.parser({ protocolVersion });
  parser.on("packet", (packet) => packets.push(packet));
  parser.on("error", (error) => {
    throw error;
  });
  parser.parse(bytes);
  return packets;
}

const text = fc.string({ unit: "grapheme", maxLength: 40 }).filter((value) => value.isWellFormed());
const outbound: fc.Arbitrary<OutboundPublish> = fc
  .record({
    topic: text,
    payload: fc.oneof(text, fc.uint8Array({ maxLength: 20_000 })),
    qos: fc.constantFrom<0 | 1 | 2>(0, 1, 2),
    isRetain: fc.boolean(),
    isDuplicate: fc.boolean(),
    properties: fc.constantFrom(new Uint8Array(), Buffer.from("0101", "hex")),
    expiryS: fc.constantFrom(-1, 0, 7),
    id: fc.integer({ min: 1, max: 65_535 }),
    subscriptionIds: fc.array(fc.integer({ min: 1, max: 268_435_455 }), { maxLength: 40 }),
  })
  .map((publish) => ({ ...publish, id: publish.qos === 0 ? 0 : publish.id }));

describe.each([4, 5] as const)("version %d", (version) => {
  test("PUBLISH is read back by mqtt-packet, at the size foretold", () => {
    fc.assert(
      fc.property(outbound, (publish) => {
        const bytes = written((out) => putPublish(out, publish, version));
        expect(sizeOfPublish(publish, version)).toBe(bytes.length);
        const [packet] = parse(bytes, version) as IPublishPacket[];
        const { topic, payload, qos, messageId, dup, retain } = packet ?? {};
        const ids = packet?.properties?.subscriptionIdentifier ?? [];
        expect({
          topic,
          payload: Buffer.from(payload ?? "").toString("hex"),
          qos,
          messageId,
          dup,
          retain,
          ids: [ids].flat(),
        }).toEqual({
          topic: publish.topic,
          payload: Buffer.from(publish.payload).toString("hex"),
          qos: publish.qos,
          messageId: publish.qos === 0 ? undefined : publish.id,
          dup: publish.isDuplicate,
          retain: publish.isRetain,
          ids: version === 5 ? publish.subscriptionIds.slice(0, 25) : [],
        });
      }),
    );
  });

  test("acknowledgements and PINGRESP are read back by mqtt-packet", () => {
    const bytes = written((out) => {
      for (const type of [4, 5, 6, 7]) putAck(out, type, 0x1234);
      putPong(out);
      putLibraryPacket(
        out,
        { cmd: "suback", messageId: 7, granted: [0, 1] },
        { version, mostBytes: 5 + version },
      );
    });
    expect(parse(bytes, version).map((packet) => [packet.cmd, packet.messageId])).toEqual([
      ["puback", 0x1234],
      ["pubrec", 0x1234],
      ["pubrel", 0x1234],
      ["pubcomp", 0x1234],
      ["pingresp", undefined],
      ["suback", 7],
    ]);
  });
});

test("every code of the catalogue becomes a reason that its packet may carry", () => {
  for (const code of Object.keys(ERRORS) as ErrorCode[]) {
    const write = (packet: Packet) =>
      written((out) => putLibraryPacket(out, packet, { version: 5, mostBytes: 1_000 }));
    const read = [
      write({ cmd: "connack", sessionPresent: false, reasonCode: connackReason(code) }),
      write({ cmd: "puback", messageId: 1, reasonCode: pubackReason(code) }),
      write({ cmd: "disconnect", reasonCode: disconnectReason(code) }),
    ].flatMap((bytes) => parse(bytes, 5));
    expect(read.map(({ cmd }) => cmd)).toEqual(["connack", "puback", "disconnect"]);
    expect(connackReturnCode(code)).toBeWithin(1, 6);
  }
});

test("what 3.1.1 clients are told at the door", () => {
  const codes = [
    "bad_client_id",
    "sign_mismatch",
    "unknown_device",
    "device_disabled",
    "log_unavailable",
    "rate_limited",
    "protocol_version",
  ] as const;
  expect(codes.map(connackReturnCode)).toEqual([2, 4, 4, 5, 3, 3, 1]);
});
