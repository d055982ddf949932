import { expect, test } from "bun:test";
import { type Contest, Takeovers } from "../../src/diagnosis/takeovers.ts";
import { makeManualClock } from "../harness/manual-clock.ts";

function setUp() {
  const clock = makeManualClock(1_000_000);
  const told: Contest[] = [];
  const takeovers = new Takeovers(clock, (contest) => told.push(contest));
  /** One a second, in turn from each of `hosts`. */
  const fight = (count: number, hosts: readonly string[]) => {
    for (let i = 0; i < count; i++) {
      takeovers.note(7, hosts[i % hosts.length] ?? "");
      clock.advance(1_000);
    }
  };
  return { clock, told, takeovers, fight };
}

test("five takeovers a minute are let pass, the sixth names both addresses", () => {
  const { told, takeovers, fight } = setUp();
  fight(5, ["a", "b"]);
  expect([told, takeovers.contests()]).toEqual([[], []]);
  fight(1, ["b"]);
  const contest = { deviceId: 7, hosts: ["b", "a"], count: 6, since: 1_005_000, lastAt: 1_005_000 };
  expect([told, takeovers.contests()]).toEqual([[contest], [contest]]);
});

test("one address alone is told as one", () => {
  const { told, fight } = setUp();
  fight(6, ["a"]);
  expect(told.map(({ hosts }) => hosts)).toEqual([["a"]]);
});

test("slow takeovers are no contest", () => {
  const { clock, told, takeovers } = setUp();
  for (let i = 0; i < 50; i++) {
    takeovers.note(7, i % 2 ? "a" : "b");
    clock.advance(12_001);
  }
  expect(told).toEqual([]);
});

test("it is told once in ten minutes while it lasts, ends by itself, and a new one is told at once", () => {
  const { clock, told, takeovers, fight } = setUp();
  fight(60 * 11, ["a", "b"]);
  expect(told.length).toBe(2);
  expect(takeovers.contests()).toMatchObject([{ since: 1_005_000, count: 60 }]);
  clock.advance(121_000);
  expect(takeovers.contests()).toEqual([]);
  fight(6, ["a", "b"]);
  expect(told.length).toBe(3);
  takeovers.forget(7);
  expect(takeovers.contests()).toEqual([]);
});

test("what is over long since is swept", () => {
  const { clock, takeovers, fight } = setUp();
  fight(6, ["a", "b"]);
  clock.advance(700_000);
  takeovers.sweep();
  expect(takeovers.contests()).toEqual([]);
});
