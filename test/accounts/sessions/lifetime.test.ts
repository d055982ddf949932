import { expect, test } from "bun:test";
import { ABSOLUTE_MS, IDLE_MS, isSessionAlive } from "../../../src/accounts/sessions/lifetime.ts";

test("a session ends twelve hours after the last activity, and a week after it began", () => {
  const now = 10 * ABSOLUTE_MS;
  const alive = (ageMs: number, idleMs: number) =>
    isSessionAlive({ createdAt: now - ageMs, seenAt: now - idleMs }, now);
  expect([alive(0, 0), alive(ABSOLUTE_MS - 1, IDLE_MS - 1)]).toEqual([true, true]);
  expect([alive(ABSOLUTE_MS, 0), alive(IDLE_MS, IDLE_MS)]).toEqual([false, false]);
});
