import { expect, test } from "bun:test";
import { Door } from "../../src/app/field-listener.ts";
import { makeManualClock } from "../harness/manual-clock.ts";

function makeDoor(refusals: number) {
  const clock = makeManualClock();
  const refused: unknown[] = [];
  let tries = 0;
  const listen = () => {
    if (++tries <= refusals) throw Object.assign(new Error("bind"), { code: "EADDRINUSE" });
    return { name: `listener ${tries}` };
  };
  const door = new Door(listen, { clock, onRefused: (cause) => refused.push(cause) });
  return { door, clock, refused, tries: () => tries };
}

test("a port that another has is tried until it can be had, and told of once", () => {
  const { door, clock, refused, tries } = makeDoor(3);
  door.open();
  const { error } = door;
  clock.advance(10_000);
  expect([tries(), door.listener, door.error === error && error !== undefined]).toEqual([3, undefined, true]);
  clock.advance(60_000);
  door.open();
  expect([tries(), door.listener, door.error, refused.length, clock.pending()]).toEqual([
    4,
    { name: "listener 4" },
    undefined,
    1,
    0,
  ]);
});

test("who opens it again does not double the attempts, and a door that is shut tries no more", () => {
  const { door, clock, tries } = makeDoor(9);
  door.open();
  door.open();
  expect([tries(), clock.pending()]).toEqual([2, 1]);
  expect([door.shut(), door.error, clock.pending()]).toEqual([undefined, undefined, 0]);
  const open = makeDoor(0);
  open.door.open();
  expect([open.door.shut(), open.door.listener]).toEqual([{ name: "listener 1" }, undefined]);
});
