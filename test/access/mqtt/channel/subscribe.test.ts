import { expect, test } from "bun:test";
import { countLevels, subscribe, unsubscribe } from "../../../../src/access/mqtt/channel/subscribe.ts";
import { login, makeSubject } from "./subject.ts";

test.each([
  [4, [2, 128, 128, 2, 128]],
  [5, [2, 0x87, 0x8f, 2, 0x8f]],
] as const)("version %d: each filter gets its code, and only granted ones stay", (version, expected) => {
  const sent: unknown[] = [];
  const { channel, take } = makeSubject();
  login(channel, version);
  take();
  channel.port.send = (packet) => sent.push(packet);
  const topics = ["own", "foreign", "a#", "$share/g/own", "1/2/3/4/5/6/7/8/9"];
  const subscriptions = topics.map((topic) => ({ topic, qos: 2 as const }));
  subscribe(channel, { cmd: "subscribe", messageId: 9, subscriptions });
  unsubscribe(channel, { cmd: "unsubscribe", messageId: 10, unsubscriptions: ["own", "other"] });
  expect(sent).toEqual([
    { cmd: "suback", messageId: 9, granted: [...expected] },
    { cmd: "unsuback", messageId: 10, granted: [0x00, 0x11] },
  ]);
  expect(take()).toEqual([
    ["subscribe", "own"],
    ["report", "topic_forbidden", "subscribe"],
    ["subscribe", "$share/g/own"],
    ["retained", "own"],
  ]);
});

test("levels are what lies between the slashes", () => {
  expect(["a", "/", "a/b", "/a//"].map(countLevels)).toEqual([1, 2, 2, 4]);
});
