import { expect, test } from "bun:test";
import { makeResting } from "../../../../src/access/modbus/link/resting.ts";
import type { WireEvents } from "../../../../src/access/modbus/link/wire.ts";

/** A unit that takes one client at a time. */
function setUp() {
  const unit = { open: 0, most: 0, connects: 0, isReachable: true, heard: [] as string[] };
  const told: string[] = [];
  let client: WireEvents | undefined;
  const dial = makeResting(async (events) => {
    if (!unit.isReachable) throw new Error("refused");
    unit.connects++;
    unit.most = Math.max(unit.most, ++unit.open);
    client = events;
    let isOpen = true;
    return {
      send: (bytes) => void unit.heard.push(Buffer.from(bytes).toString()),
      close: () => {
        if (isOpen) unit.open--;
        isOpen = false;
      },
    };
  });
  const open = () =>
    dial({
      received: (chunk) => void told.push(Buffer.from(chunk).toString()),
      lost: (reason) => void told.push(`lost: ${reason}`),
    });
  return {
    unit,
    told,
    open,
    say: (text: string) => client?.received(Buffer.from(text)),
    client: () => client,
  };
}

const turn = async () => {
  for (let i = 0; i < 5; i++) await Promise.resolve();
};

test("it is there while it is asked, and gone in between", async () => {
  const { unit, told, open, say } = setUp();
  const wire = await open();
  const frame = Buffer.from("one");
  wire.send(frame);
  say("1");
  wire.rest?.();
  expect([unit.open, told]).toEqual([0, ["1"]]);
  frame.write("two");
  wire.send(frame);
  // The encoder reuses its bytes.
  frame.write("xxx");
  await turn();
  say("2");
  wire.rest?.();
  say("late");
  wire.close();
  expect([unit, told]).toEqual([
    { open: 0, most: 1, connects: 2, isReachable: true, heard: ["one", "two"] },
    ["1", "2"],
  ]);
});

test("who hangs up in between is not lost; who does so while it is asked is, and who cannot be had again", async () => {
  const { unit, told, open, client } = setUp();
  const wire = await open();
  client()?.lost("closed");
  expect(told).toEqual([]);
  wire.send(Buffer.from("one"));
  await turn();
  client()?.lost("closed");
  expect(told).toEqual(["lost: closed"]);
  wire.rest?.();
  unit.isReachable = false;
  wire.send(Buffer.from("two"));
  await turn();
  expect(told).toEqual(["lost: closed", "lost: refused"]);
});

test("a connection that comes after the end is closed", async () => {
  const { unit, open } = setUp();
  const wire = await open();
  wire.rest?.();
  wire.send(Buffer.from("one"));
  wire.close();
  await turn();
  expect([unit.open, unit.heard]).toEqual([0, []]);
});
