import { expect, test } from "bun:test";
import { TimerWheel } from "../../src/kit/timer-wheel.ts";
import { makeManualClock } from "../harness/manual-clock.ts";

interface Item {
  readonly name: string;
}

function start(onDue: (item: Item, nowMs: number) => number | undefined) {
  const clock = makeManualClock();
  const fired: string[] = [];
  const wheel = new TimerWheel<Item>({
    clock,
    tickMs: 100,
    slots: 8,
    onDue: (item) => {
      fired.push(`${item.name}@${clock.monotonicMs()}`);
      return onDue(item, clock.monotonicMs());
    },
  });
  return { clock, wheel, fired };
}

test("an item is due at its delay, rounded up to the tick", () => {
  const { clock, wheel, fired } = start(() => undefined);
  wheel.schedule({ name: "a" }, 250);
  wheel.schedule({ name: "b" }, 100);
  clock.advance(1_000);
  expect(fired).toEqual(["b@100", "a@300"]);
});

test("the timer runs only while there is something to wait for", () => {
  const { clock, wheel } = start(() => undefined);
  expect(clock.pending()).toBe(0);
  const item = { name: "a" };
  wheel.schedule(item, 100);
  expect([clock.pending(), wheel.size]).toEqual([1, 1]);
  clock.advance(100);
  expect([clock.pending(), wheel.size]).toEqual([0, 0]);
  wheel.schedule(item, 100);
  wheel.cancel(item);
  expect([clock.pending(), wheel.size]).toEqual([0, 0]);
});

test("an item that answers a delay is asked again after it", () => {
  const { clock, wheel, fired } = start((_, nowMs) => (nowMs < 500 ? 200 : undefined));
  wheel.schedule({ name: "a" }, 100);
  clock.advance(2_000);
  expect(fired).toEqual(["a@100", "a@300", "a@500"]);
});

test("a delay beyond the wheel is cut to its length", () => {
  const { clock, wheel, fired } = start(() => undefined);
  wheel.schedule({ name: "a" }, 10_000);
  clock.advance(2_000);
  expect(fired).toEqual(["a@800"]);
});

test("scheduling again replaces, cancelling prevents", () => {
  const { clock, wheel, fired } = start(() => undefined);
  const [a, b] = [{ name: "a" }, { name: "b" }];
  wheel.schedule(a, 100);
  wheel.schedule(b, 100);
  wheel.schedule(a, 400);
  wheel.cancel(b);
  clock.advance(1_000);
  expect(fired).toEqual(["a@400"]);
});

test("one that is cancelled by another of the same tick is not asked", () => {
  const [a, b] = [{ name: "a" }, { name: "b" }];
  const { clock, wheel, fired } = start((item) => {
    wheel.cancel(item === a ? b : a);
    return undefined;
  });
  wheel.schedule(a, 100);
  wheel.schedule(b, 100);
  clock.advance(1_000);
  expect(fired).toEqual(["a@100"]);
});

test("after a long sleep each item is asked once", () => {
  const clock = makeManualClock();
  let turn: (() => void) | undefined;
  const fired: string[] = [];
  const sleepy = {
    ...clock,
    every: (_: number, fn: () => void) => {
      turn = fn;
      return { cancel: () => {} };
    },
  };
  const wheel = new TimerWheel<Item>({
    clock: sleepy,
    tickMs: 100,
    slots: 8,
    onDue: (item) => {
      fired.push(item.name);
      return undefined;
    },
  });
  wheel.schedule({ name: "a" }, 100);
  wheel.schedule({ name: "b" }, 700);
  clock.advance(1_000_000);
  turn?.();
  expect(fired.sort()).toEqual(["a", "b"]);
});
