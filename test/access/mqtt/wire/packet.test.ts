import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import mqttPacket, { type Packet as LibraryPacket } from "mqtt-packet";
import {
  type Frame,
  type Packet,
  PacketReader,
  TYPE,
  type Version,
} from "../../../../src/access/mqtt/wire/packet.ts";
import { parseBytes } from "../../../conformance/mqtt/notation.ts";
import { clientPacket, connectPacket } from "../packets.ts";

function frameOf(bytes: Buffer): Frame {
  let bodyAt = 1;
  while ((bytes[bodyAt] ?? 0) > 127) bodyAt++;
  return { bytes, start: 0, bodyAt: bodyAt + 1, end: bytes.length };
}

function readerOf(version: Version): PacketReader {
  const reader = new PacketReader(4);
  reader.version = version;
  return reader;
}

/** The parts that both sides know, in one form. */
function summarise(packet: Packet | undefined): unknown {
  if (packet === undefined) return undefined;
  switch (packet.type) {
    case TYPE.publish: {
      const { qos, isDuplicate, id, topic, payload } = packet;
      return {
        qos,
        dup: isDuplicate,
        messageId: id === 0 ? undefined : id,
        topic,
        payload: Buffer.from(payload).toString("hex"),
      };
    }
    case TYPE.subscribe:
      return {
        messageId: packet.subscribe.messageId,
        topics: packet.subscribe.subscriptions.map(({ topic, qos }) => [topic, qos]),
      };
    case TYPE.unsubscribe:
      return { messageId: packet.unsubscribe.messageId, topics: packet.unsubscribe.unsubscriptions };
    case TYPE.puback:
    case TYPE.pubrec:
    case TYPE.pubrel:
    case TYPE.pubcomp:
      return { messageId: packet.id };
    default:
      return { type: packet.type };
  }
}

function expectedOf(packet: LibraryPacket): unknown {
  switch (packet.cmd) {
    case "publish": {
      const { qos, dup, messageId, topic, payload } = packet;
      return { qos, dup, messageId, topic, payload: Buffer.from(payload).toString("hex") };
    }
    case "subscribe":
      return {
        messageId: packet.messageId,
        topics: packet.subscriptions.map(({ topic, qos }) => [topic, qos]),
      };
    case "unsubscribe":
      return { messageId: packet.messageId, topics: packet.unsubscriptions };
    case "puback":
    case "pubrel":
      return { messageId: packet.messageId };
    default:
      return { type: TYPE.pingreq };
  }
}

describe.each([4, 5] as const)("version %d", (version) => {
  test("reads what mqtt-packet writes", () => {
    const reader = readerOf(version);
    fc.assert(
      fc.property(clientPacket, (packet) => {
        const bytes = mqttPacket.generate(packet, { protocolVersion: version });
        const read = reader.read(frameOf(bytes));
        expect(reader.fault).toBeUndefined();
        expect(summarise(read)).toEqual(expectedOf(packet));
      }),
      { numRuns: 500 },
    );
  });

  test("reads every CONNECT that mqtt-packet writes", () => {
    fc.assert(
      fc.property(connectPacket(version), (packet) => {
        const reader = new PacketReader(4);
        const read = reader.read(frameOf(mqttPacket.generate(packet)));
        expect(reader.fault).toBeUndefined();
        if (read?.type !== TYPE.connect) throw new Error("not read as CONNECT");
        const { clientId, keepalive, clean, username, password, will } = read.connect;
        const said = { clientId, keepalive, clean, username, password, will: will?.topic };
        expect({ ...said, password: password?.toString("hex") }).toEqual({
          clientId: packet.clientId,
          keepalive: packet.keepalive,
          clean: packet.clean,
          username: packet.username,
          password: packet.password?.toString("hex"),
          will: packet.will?.topic,
        });
      }),
    );
  });
});

test("a topic that differs in its last byte, or only in length, is another topic", () => {
  const reader = readerOf(4);
  const topics = ["a/b/c", "a/b/c", "a/b/d", "a/b", "a/b/c", "a/b/cc", "a/b/c"];
  const read = topics.map((topic) => {
    const packet = reader.read(frameOf(parseBytes(`30 { s'${topic}' 'x' }`)));
    return packet?.type === TYPE.publish ? packet.topic : undefined;
  });
  expect(read).toEqual(topics);
});

test("a topic longer than the limit is refused with its first part", () => {
  const reader = readerOf(5);
  const topic = "t".repeat(1_025);
  expect(reader.read(frameOf(parseBytes(`30 { s'${topic}' 00 }`)))).toBeUndefined();
  expect(reader.fault?.failure).toEqual({
    code: "topic_invalid",
    params: { topic: "t".repeat(128), detail: "it is longer than 1024 bytes" },
  });
});
