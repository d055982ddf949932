import { expect, test } from "bun:test";
import { makeRandom } from "../../../src/kit/random.ts";
import { makePress } from "../../../src/simulate/machines/press.ts";
import { activityAt } from "../../../src/simulate/machines/shift.ts";

const BUSY = { activity: activityAt(Date.parse("2026-11-18T08:00Z")), ambientC: 24 };
const BREAK = { activity: activityAt(Date.parse("2026-11-18T10:10Z")), ambientC: 24 };

function press(seed: number, rank = 0) {
  return makePress({ random: makeRandom(seed), rank, count: 5, ageH: 0 });
}

test("strokes: force rises to the target with the ram at the bottom, and each stroke makes a piece", () => {
  const machine = press(1);
  machine.write("targetForce", 1_000);
  const before = Number(machine.read().pieceCount);
  let peak = 0;
  let idleForce = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 600; i++) {
    machine.step(0.1, BUSY);
    const { force, ramPosition, state } = machine.read();
    if (state !== 2) continue;
    if (Number(force) > 900) expect(Number(ramPosition)).toBeGreaterThan(460);
    peak = Math.max(peak, Number(force));
    idleForce = Math.min(idleForce, Number(force));
  }
  expect(peak).toBeGreaterThan(960);
  expect(peak).toBeLessThan(1_080);
  expect(idleForce).toBeLessThan(30);
  const made = Number(machine.read().pieceCount) - before;
  expect(made).toBeGreaterThanOrEqual(6); // a minute at about 7.5 s
  expect(made).toBeLessThanOrEqual(10);
});

test("in the break only the first presses go on; the others idle", () => {
  const [first, last] = [press(2, 0), press(2, 4)];
  for (const machine of [first, last]) machine.step(1, BREAK);
  expect([first.read().state, last.read().state]).toEqual([2, 1]);
});

test("a fault stops the press, is raised once, and ends sooner when it is reset", () => {
  const machine = press(3);
  const raised: string[] = [];
  for (let i = 0; i < 200_000 && machine.read().state !== 4; i++) {
    machine.step(1, BUSY);
    raised.push(...machine.takeOccurrences().map(({ identifier }) => identifier));
  }
  expect(machine.read()).toMatchObject({ state: 4, force: 0, ramPosition: 0 });
  expect(["oilOverheated", "guardOpened"]).toContain(raised.at(-1) ?? "");
  expect(machine.invoke("resetFault")).toEqual({});
  machine.step(1, BUSY);
  machine.step(1, BUSY);
  expect(machine.read().state).toBe(2);
  expect(machine.takeOccurrences()).toEqual([]);
});
