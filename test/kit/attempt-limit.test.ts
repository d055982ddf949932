import { describe, expect, test } from "bun:test";
import { makeAttemptLimit } from "../../src/kit/attempt-limit.ts";
import { makeManualClock } from "../harness/manual-clock.ts";

function makeLimit(keysMax = 100) {
  const clock = makeManualClock();
  return {
    clock,
    limit: makeAttemptLimit({ clock, windowMs: 1_000, failuresMax: 3, banMs: 5_000, keysMax }),
  };
}

describe("makeAttemptLimit", () => {
  test("bans after the last allowed failure, for the ban's time, then starts anew", () => {
    const { clock, limit } = makeLimit();
    limit.fail("a");
    limit.fail("a");
    expect(limit.bannedForMs("a")).toBe(0);
    limit.fail("a");
    expect([limit.bannedForMs("a"), limit.bannedForMs("b")]).toEqual([5_000, 0]);
    clock.advance(4_999);
    expect(limit.bannedForMs("a")).toBe(1);
    clock.advance(1);
    expect(limit.bannedForMs("a")).toBe(0);
    limit.fail("a");
    expect(limit.bannedForMs("a")).toBe(0);
  });

  test("failures outside the window do not add up", () => {
    const { clock, limit } = makeLimit();
    limit.fail("a");
    limit.fail("a");
    clock.advance(1_000);
    limit.fail("a");
    expect(limit.bannedForMs("a")).toBe(0);
  });

  test("forgiving takes one failure and its ban back, clearing takes all", () => {
    const { limit } = makeLimit();
    for (let i = 0; i < 3; i++) limit.fail("a");
    limit.forgive("a");
    expect(limit.bannedForMs("a")).toBe(0);
    limit.fail("a");
    expect(limit.bannedForMs("a")).toBe(5_000);
    limit.clear("a");
    expect(limit.bannedForMs("a")).toBe(0);
    limit.forgive("unknown");
  });

  test("remembers a bounded number of keys, dropping the least recently used", () => {
    const { limit } = makeLimit(2);
    for (let i = 0; i < 3; i++) limit.fail("a");
    limit.fail("b");
    limit.fail("a");
    limit.fail("c");
    expect(limit.bannedForMs("a")).toBe(5_000);
    limit.fail("d");
    limit.fail("e");
    expect(limit.bannedForMs("a")).toBe(0);
  });

  test("the bans in force are listed, with their age and what is left of them", () => {
    const { clock, limit } = makeLimit();
    for (let i = 0; i < 3; i++) limit.fail("a");
    limit.fail("b");
    clock.advance(400);
    limit.fail("a");
    clock.advance(100);
    expect(limit.bans()).toEqual([{ key: "a", failures: 4, forMs: 500, leftMs: 4_900 }]);
    limit.clear("a");
    expect(limit.bans()).toEqual([]);
  });

  test("a limit that is set anew holds from the next failure on", () => {
    const clock = makeManualClock();
    let failuresMax = 3;
    const limit = makeAttemptLimit({
      ...{ clock, windowMs: 1_000, banMs: 5_000, keysMax: 10 },
      get failuresMax() {
        return failuresMax;
      },
    });
    limit.fail("a");
    failuresMax = 2;
    limit.fail("a");
    expect(limit.bannedForMs("a")).toBe(5_000);
  });
});
