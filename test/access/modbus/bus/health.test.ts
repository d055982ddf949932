import { expect, test } from "bun:test";
import { BusHealth } from "../../../../src/access/modbus/bus/health.ts";

/** Silent so often, at this time. */
function silence(health: BusHealth, slave: string, times: number, nowMs = 0): boolean {
  let isNew = false;
  for (let i = 0; i < times; i++) isNew = health.noteSilence(slave, { nowMs, timeoutMs: 1_000 }) || isNew;
  return isNew;
}

test("three times silent and it is dead, once", () => {
  const health = new BusHealth();
  expect([silence(health, "a", 2), health.isDead("a")]).toEqual([false, false]);
  expect([silence(health, "a", 1), silence(health, "a", 1), health.deadCount]).toEqual([true, false, 1]);
});

test("a reply in between starts the count anew", () => {
  const health = new BusHealth();
  silence(health, "a", 2);
  expect(health.noteReply("a", 0)).toBe(false);
  silence(health, "a", 2);
  expect(health.isDead("a")).toBe(false);
});

test("the more are dead, the rarer each is probed; one that answers has the others tried at once", () => {
  const health = new BusHealth();
  silence(health, "a", 3);
  expect([health.mayAsk("a", 14_999), health.mayAsk("a", 15_000)]).toEqual([false, true]);
  silence(health, "b", 3);
  expect([health.mayAsk("b", 29_999), health.mayAsk("b", 30_000)]).toEqual([false, true]);
  expect(health.noteReply("a", 20_000)).toBe(true);
  expect([health.mayAsk("b", 20_000), health.deadCount]).toEqual([true, 1]);
});

test("with the link everybody begins anew, and who left the bus counts no more", () => {
  const health = new BusHealth();
  silence(health, "a", 3);
  silence(health, "b", 3);
  health.forget("a");
  expect(health.deadCount).toBe(1);
  health.reset();
  expect([health.deadCount, health.mayAsk("b", 0)]).toEqual([0, true]);
});
