import { expect, test } from "bun:test";
import { FairTurns, type TurnTaker } from "../../src/kit/fair-turns.ts";
import { nextTurn } from "../../src/kit/next-turn.ts";

const LIMITS = { shareBytes: 10, totalBytes: 25, lightBytes: 3 };

function makeTaker(name: string, log: string[]): TurnTaker {
  return { turn: 0, turnBytes: 0, takeTurn: () => void log.push(name) };
}

test("each has its share of a turn, and goes on in the next in the order in which it stopped", async () => {
  const log: string[] = [];
  const turns = new FairTurns(LIMITS);
  const [a, b] = [makeTaker("a", log), makeTaker("b", log)];
  expect([turns.spend(a, 6), turns.spend(b, 6), turns.spend(b, 6), turns.spend(a, 6)]).toEqual([
    false,
    false,
    true,
    true,
  ]);
  expect(log).toEqual([]);
  await nextTurn();
  expect(log).toEqual(["b", "a"]);
  expect(turns.spend(a, 6)).toBe(false);
});

test("when all together did enough, only the light ones go on", async () => {
  const log: string[] = [];
  const turns = new FairTurns(LIMITS);
  const floods = ["a", "b", "c"].map((name) => makeTaker(name, log));
  expect(floods.map((taker) => turns.spend(taker, 9))).toEqual([false, false, true]);
  const light = makeTaker("light", log);
  expect([turns.spend(light, 2), turns.spend(light, 2)]).toEqual([false, true]);
  await nextTurn();
  expect(log).toEqual(["c", "light"]);
});

test("many light ones are held too, once they did twice as much together", async () => {
  const log: string[] = [];
  const turns = new FairTurns(LIMITS);
  const crowd = Array.from({ length: 26 }, (_, i) => makeTaker(String(i), log));
  expect(crowd.map((taker) => turns.spend(taker, 2))).toEqual([...Array(24).fill(false), true, true]);
  await nextTurn();
  expect(log).toEqual(["24", "25"]);
});
