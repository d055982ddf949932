import { expect, test } from "bun:test";
import { EchoGuard } from "../../../../src/access/modbus/server/echo-guard.ts";

const REPLY = Buffer.from("0103020007f986", "hex");
const WRITTEN = Buffer.from("010600020007681a", "hex");
const ASKED = Buffer.from("010300000002c40b", "hex");

function makeLine() {
  const guard = new EchoGuard();
  return {
    say: (bytes: Uint8Array, nowMs: number) => guard.noteSent(bytes, { nowMs, spokenMs: 8 }),
    hear: (bytes: Uint8Array, nowMs: number) => Buffer.from(guard.strip(bytes, nowMs)).toString("hex"),
  };
}

test("what comes back is taken away, in pieces and with what follows", () => {
  const { say, hear } = makeLine();
  say(REPLY, 0);
  expect([
    hear(REPLY.subarray(0, 3), 5),
    hear(Buffer.concat([REPLY.subarray(3), ASKED]), 10),
    hear(ASKED, 20),
  ]).toEqual(["", ASKED.toString("hex"), ASKED.toString("hex")]);
});

test("a request that begins as our reply did is heard whole", () => {
  const { say, hear } = makeLine();
  say(REPLY, 0);
  expect([hear(ASKED.subarray(0, 2), 30), hear(ASKED.subarray(2), 31)]).toEqual(["", ASKED.toString("hex")]);
});

test("a write that is repeated is served; one that comes back over and over is the line's", () => {
  const { say, hear } = makeLine();
  const again: string[] = [];
  for (const atMs of [0, 100, 200]) {
    say(WRITTEN, atMs);
    again.push(hear(WRITTEN, atMs + 20));
  }
  // Before its last byte was out nobody else can have said it; long afterwards it is a master's.
  say(WRITTEN, 1_000);
  again.push(hear(WRITTEN, 1_004));
  const plain = makeLine();
  plain.say(WRITTEN, 0);
  again.push(plain.hear(WRITTEN, 500));
  expect(again).toEqual([WRITTEN.toString("hex"), "", "", "", WRITTEN.toString("hex")]);
});
