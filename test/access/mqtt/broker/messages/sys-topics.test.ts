import { expect, test } from "bun:test";
import { sysMessages } from "../../../../../src/access/mqtt/broker/messages/sys-topics.ts";

const LISTENER = {
  connections: 1,
  connectionsTotal: 2,
  messagesIn: 3,
  messagesOut: 4,
  bytesIn: 5,
  bytesOut: 6,
  refused: {},
  lastError: undefined,
};

test("the server's own topics, over all listeners", () => {
  const stats = {
    sessions: 7,
    connected: 5,
    maximum: 6,
    subscriptions: 8,
    sharedGroups: 1,
    retained: 9,
    retainedBytes: 90,
    queued: 10,
    queuedBytes: 100,
    dropped: { slow: 1, queue: 2, expired: 3, size: 4 },
  };
  const messages = sysMessages({ version: "v", uptimeS: 12.7, stats, listeners: [LISTENER, LISTENER] });
  expect(messages.map(({ topic, payload }) => `${topic}=${Buffer.from(payload).toString()}`)).toEqual([
    "$SYS/broker/version=v",
    "$SYS/broker/uptime=12 seconds",
    "$SYS/broker/clients/connected=5",
    "$SYS/broker/clients/disconnected=2",
    "$SYS/broker/clients/total=7",
    "$SYS/broker/clients/maximum=6",
    "$SYS/broker/messages/received=6",
    "$SYS/broker/messages/sent=8",
    "$SYS/broker/publish/messages/received=6",
    "$SYS/broker/publish/messages/sent=8",
    "$SYS/broker/publish/messages/dropped=10",
    "$SYS/broker/bytes/received=10",
    "$SYS/broker/bytes/sent=12",
    "$SYS/broker/store/messages/count=19",
    "$SYS/broker/store/messages/bytes=190",
    "$SYS/broker/retained messages/count=9",
    "$SYS/broker/subscriptions/count=8",
    "$SYS/broker/shared_subscriptions/count=1",
  ]);
});
