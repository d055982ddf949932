import { expect, test } from "bun:test";
import type { Packet } from "mqtt-packet";
import { makeDelivery } from "../../../src/access/mqtt/delivery.ts";
import { subscribe, unsubscribe } from "../../../src/access/mqtt/subscribe.ts";

test.each([
  [4, [1, 128, 128, 128, 128]],
  [5, [1, 0x87, 0x8f, 0x9e, 0x97]],
] as const)("version %d: each filter gets its code, and only granted ones stay", (version, expected) => {
  const sent: Packet[] = [];
  const reported: string[] = [];
  const port = {
    maySubscribe: (filter: string) => filter !== "foreign",
    report: (_: unknown, subject: string) => reported.push(subject),
    send: (packet: Packet) => sent.push(packet),
  };
  const limits = { window: 1, queueBytes: 1, queueMessages: 1 };
  const delivery = makeDelivery({ version, limits, peerPacketBytes: 100, peerReceiveMaximum: 1 });
  const topics = ["own", "foreign", "a#", "$share/g/own", "one too many"];
  const subscriptions = topics.map((topic) => ({ topic, qos: 2 as const }));
  subscribe({ packet: { cmd: "subscribe", messageId: 9, subscriptions }, delivery, limit: 1 }, port);
  unsubscribe({ cmd: "unsubscribe", messageId: 10, unsubscriptions: ["own", "own"] }, delivery, port);
  expect(sent).toEqual([
    { cmd: "suback", messageId: 9, granted: [...expected] },
    { cmd: "unsuback", messageId: 10, granted: [0x00, 0x11] },
  ]);
  expect([reported, delivery.subscriptions.size]).toEqual([["subscribe"], 0]);
});
