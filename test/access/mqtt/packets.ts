import fc from "fast-check";
import type { IConnectPacket, Packet } from "mqtt-packet";

/** Random packets that a client may send, as mqtt-packet's objects; the same library writes their bytes. */

const text = fc
  .string({ unit: "grapheme", maxLength: 12 })
  .filter((value) => !value.includes("\0") && value.isWellFormed());
const topic = text.filter((value) => value !== "" && !/[#+]/.test(value) && Buffer.byteLength(value) < 200);
const bytes = fc.uint8Array({ maxLength: 300 }).map((value) => Buffer.from(value));
const qos = fc.constantFrom<0 | 1 | 2>(0, 1, 2);
const messageId = fc.integer({ min: 1, max: 65_535 });
const level = fc.constantFrom("a", "b", "sys", "+", "");
const filter = fc.array(level, { minLength: 1, maxLength: 4 }).map((levels) => levels.join("/") || "/");

const will = fc.option(fc.record({ topic, payload: bytes, qos, retain: fc.constant(false) }), {
  nil: undefined,
});

export const connectPacket = (protocolVersion: 4 | 5): fc.Arbitrary<IConnectPacket> =>
  fc
    .record({
      clientId: text.filter((value) => value !== ""),
      keepalive: fc.integer({ min: 0, max: 65_535 }),
      clean: fc.boolean(),
      username: fc.option(text, { nil: undefined }),
      password: fc.option(bytes, { nil: undefined }),
      will,
    })
    .map(({ username, password, will: lastWords, ...rest }) => ({
      cmd: "connect" as const,
      protocolId: "MQTT" as const,
      protocolVersion,
      ...rest,
      ...(username === undefined ? {} : { username }),
      // mqtt-packet writes no password without a user name.
      ...(username === undefined || password === undefined || password.length === 0 ? {} : { password }),
      ...(lastWords === undefined ? {} : { will: lastWords }),
    }));

const publish = fc
  .record({ topic, payload: bytes, qos, messageId, dup: fc.boolean() })
  .map(({ messageId: id, dup, ...rest }) => ({
    cmd: "publish" as const,
    retain: false,
    ...rest,
    dup: rest.qos > 0 && dup,
    ...(rest.qos > 0 ? { messageId: id } : {}),
  }));

const acknowledgement = fc
  .record({ cmd: fc.constantFrom("puback" as const, "pubrel" as const), messageId })
  .map((packet) => ({ ...packet, reasonCode: 0 }));

const subscribe = fc.record({
  cmd: fc.constant("subscribe" as const),
  messageId,
  subscriptions: fc.array(fc.record({ topic: filter, qos }), { minLength: 1, maxLength: 5 }),
});

const unsubscribe = fc.record({
  cmd: fc.constant("unsubscribe" as const),
  messageId,
  unsubscriptions: fc.array(filter, { minLength: 1, maxLength: 5 }),
});

export const clientPacket: fc.Arbitrary<Packet> = fc.oneof(
  { weight: 5, arbitrary: publish },
  { weight: 2, arbitrary: acknowledgement },
  { weight: 1, arbitrary: subscribe },
  { weight: 1, arbitrary: unsubscribe },
  { weight: 1, arbitrary: fc.constant({ cmd: "pingreq" as const }) },
);
