import { expect, test } from "bun:test";
import { type BusFigures, diagnose } from "../../../../src/access/modbus/commission/diagnose.ts";
import type { SlaveReport } from "../../../../src/access/modbus/engine/slave-figures.ts";

function reportOf(report: Partial<SlaveReport>): SlaveReport {
  return {
    ...{ requests: 100, answered: 100, failures: {}, p50Ms: 20, p95Ms: 40 },
    ...{ lastAnswerAt: undefined, lastFailure: undefined },
    ...report,
  };
}

function findingsOf(
  slaves: Readonly<Record<string, Partial<SlaveReport>>>,
  bus: Partial<BusFigures> = {},
): string[] {
  const reports = new Map(Object.entries(slaves).map(([key, report]) => [key, reportOf(report)]));
  const figures = { slaves: reports, load: 0.3, isEcho: false, lateReplies: 0, timeoutMs: 1_000, ...bus };
  return diagnose(figures).map(({ ailment, slave }) => `${slave ?? "bus"} ${ailment}`);
}

test("a healthy bus has nothing", () => {
  expect(findingsOf({ a: {}, b: { failures: { timeout: 1 } } })).toEqual([]);
});

test("each ailment by its signs", () => {
  expect({
    dead: findingsOf({ a: {}, b: { answered: 0, failures: { timeout: 100 } } }),
    twins: findingsOf({ a: {}, b: { answered: 60, failures: { crc: 40 } } }),
    line: findingsOf({ a: { failures: { crc: 5 } }, b: { failures: { crc: 6 } } }),
    slow: findingsOf({ a: { p95Ms: 800 } }),
    registers: findingsOf({ a: { answered: 10, failures: { "exception 02": 90 } } }),
    bus: findingsOf({ a: {} }, { isEcho: true, load: 0.95, lateReplies: 3 }),
    tooFew: findingsOf({ a: { requests: 5, answered: 0, failures: { timeout: 5 } } }),
  }).toEqual({
    dead: ["b dead_slave"],
    twins: ["b two_on_one_id"],
    line: ["a bad_line", "b bad_line", "bus bad_line"],
    slow: ["a slow_slave"],
    registers: ["a wrong_register"],
    bus: ["bus echo", "bus overloaded", "bus late_replies"],
    tooFew: [],
  });
});
