import { expect, test } from "bun:test";
import { step } from "../../../../src/access/mqtt/channel/channel.ts";
import { onAnswer, onPubrel } from "../../../../src/access/mqtt/channel/exchange.ts";
import { TYPE } from "../../../../src/access/mqtt/wire/packet.ts";
import { failure } from "../../../../src/spine/error.ts";
import { login, makeSubject, publishInput } from "./subject.ts";

function makeOpen(version: 4 | 5) {
  const subject = makeSubject();
  login(subject.channel, version);
  subject.take();
  return subject;
}

test("a message that is settled at once is answered at once, without a queue", () => {
  const { channel, take, answer } = makeOpen(4);
  answer({ kind: "relayed", isHeard: false });
  step(channel, publishInput(0, 0), 0);
  step(channel, publishInput(1, 5), 0);
  step(channel, publishInput(2, 6), 0);
  expect([take(), channel.inbound?.pending]).toEqual([
    [
      ["receive", "t", 0],
      ["receive", "t", 0],
      ["ack", TYPE.puback, 5],
      ["receive", "t", 0],
      ["ack", TYPE.pubrec, 6],
    ],
    0,
  ]);
});

test("one that is settled at once waits for those before it", () => {
  const { channel, take, answer } = makeOpen(4);
  step(channel, publishInput(1, 1), 0);
  answer("later");
  step(channel, publishInput(1, 2), 0);
  answer({ kind: "relayed", isHeard: true });
  step(channel, publishInput(1, 3), 0);
  take();
  const outcome = { kind: "stored", seq: 1, reply: undefined } as const;
  step(channel, { kind: "settled", place: 1, outcome }, 0);
  expect(take()).toEqual([]);
  step(channel, { kind: "settled", place: undefined, outcome }, 0);
  expect(take()).toEqual([1, 2, 3].map((id) => ["ack", TYPE.puback, id]));
});

test("5: nobody heard it, or it was refused: the answer says so", () => {
  const { channel, take, answer } = makeOpen(5);
  answer({ kind: "relayed", isHeard: false });
  step(channel, publishInput(1, 5), 0);
  answer({ kind: "refused", failure: failure("retained_full"), reply: undefined });
  step(channel, publishInput(2, 6), 0);
  expect(take().filter(([what]) => what !== "receive")).toEqual([
    ["send", "puback"],
    ["send", "pubrec"],
  ]);
  onPubrel(channel, 6);
  expect(take()).toEqual([["released", 6, false]]);
});

test("what cannot be kept ends the connection, and nothing after it is answered", () => {
  const { channel, take, answer } = makeOpen(5);
  answer("later");
  step(channel, publishInput(1, 1), 0);
  step(channel, publishInput(1, 2), 0);
  take();
  const stored = { kind: "stored", seq: 1, reply: undefined } as const;
  step(channel, { kind: "settled", place: 1, outcome: stored }, 0);
  const outcome = { kind: "unavailable", failure: failure("disk_full") } as const;
  step(channel, { kind: "settled", place: 0, outcome }, 0);
  expect(take()).toEqual([
    ["send", "disconnect"],
    ["finish", "disk_full", false],
  ]);
});

test("a reply follows its acknowledgement", () => {
  const { channel, take, answer } = makeOpen(4);
  answer({ kind: "stored", seq: 1, reply: { topic: "r", payload: "ok" } });
  step(channel, publishInput(1, 5), 0);
  expect(take().slice(1)).toEqual([
    ["ack", TYPE.puback, 5],
    ["direct", "r"],
  ]);
});

test("answers of the peer go to its session; an unknown PUBREC is released", () => {
  const { channel, take } = makeOpen(4);
  for (const type of [TYPE.puback, TYPE.pubcomp, TYPE.pubrec]) onAnswer(channel, { type, id: 3, reason: 0 });
  onAnswer(channel, { type: TYPE.pubrec, id: 30, reason: 0 });
  onAnswer(channel, { type: TYPE.pubrec, id: 30, reason: 0x80 });
  expect(take()).toEqual([
    ["acknowledged", 3],
    ["completed", 3],
    ["ack", TYPE.pubrel, 30],
  ]);
});
