import { expect, test } from "bun:test";
import { makeChallenges } from "../../../src/accounts/second-factor/challenges.ts";
import { makeManualClock } from "../../harness/manual-clock.ts";

const HALF = { userId: 1, needs: "code", via: "password", passwordHash: "h" } as const;

test("a challenge is found until it is closed or ten minutes are over", () => {
  const clock = makeManualClock();
  const challenges = makeChallenges(clock);
  const [one, other] = [challenges.open(HALF), challenges.open({ ...HALF, userId: 2 })];
  expect([challenges.find(one), challenges.find(other)?.userId, challenges.find("made up")]).toEqual([
    ...[HALF, 2, undefined],
  ]);
  challenges.close(other);
  expect(challenges.find(other)).toBeUndefined();
  clock.advance(600_000 - 1);
  expect(challenges.find(one)).toEqual(HALF);
  clock.advance(1);
  expect(challenges.find(one)).toBeUndefined();
});

test("of too many the oldest is forgotten", () => {
  const challenges = makeChallenges(makeManualClock());
  const first = challenges.open(HALF);
  const second = challenges.open(HALF);
  for (let i = 0; i < 9_999; i++) challenges.open(HALF);
  expect([challenges.find(first), challenges.find(second)]).toEqual([undefined, HALF]);
});
