import { expect, test } from "bun:test";
import { type BusFigures, diagnose } from "../../../../src/access/modbus/commission/diagnose.ts";
import type { SlaveReport } from "../../../../src/access/modbus/engine/slave-figures.ts";

/** A slave whose newest requests are all there were. */
function reportOf({
  unanswered = 0,
  ...report
}: Partial<SlaveReport> & { unanswered?: number }): SlaveReport {
  const all = {
    ...{ requests: 100, answered: 100, failures: {}, p50Ms: 20, p95Ms: 40 },
    ...{ lastAnswerAt: undefined, lastFailure: undefined },
    ...report,
  };
  const recent = { requests: all.requests, failures: all.failures, unanswered, stray: 0, headCut: 0 };
  return { ...all, recent: { ...recent, ...report.recent } };
}

function findingsOf(
  slaves: Readonly<Record<string, Parameters<typeof reportOf>[0]>>,
  bus: Partial<BusFigures> = {},
): string[] {
  const reports = new Map(Object.entries(slaves).map(([key, report]) => [key, reportOf(report)]));
  const figures = {
    slaves: reports,
    load: 0.3,
    isEcho: false,
    lateReplies: 0,
    timeoutMs: 1_000,
    isPlainLine: true,
  };
  return diagnose({ ...figures, ...bus }).map(({ ailment, slave }) => `${slave ?? "bus"} ${ailment}`);
}

test("a healthy bus has nothing", () => {
  expect(findingsOf({ a: {}, b: { failures: { timeout: 1 } } })).toEqual([]);
});

test("each ailment by its signs", () => {
  expect({
    dead: findingsOf({ a: {}, b: { answered: 0, failures: { timeout: 100 }, unanswered: 100 } }),
    died: findingsOf({ a: {}, b: { requests: 9_000, failures: { timeout: 6 }, unanswered: 6 } }),
    twins: findingsOf({ a: {}, b: { answered: 60, failures: { crc: 40 } } }),
    line: findingsOf({ a: { failures: { crc: 5 } }, b: { failures: { crc: 6 } } }),
    slow: findingsOf({ a: { p95Ms: 800 } }),
    registers: findingsOf({ a: { answered: 10, failures: { "exception 02": 90 } } }),
    single: findingsOf({ a: { answered: 60, failures: { crc: 40 } } }),
    besideDead: findingsOf({ a: { failures: { crc: 40 } }, b: { failures: { timeout: 9 }, unanswered: 9 } }),
    bus: findingsOf({ a: {} }, { isEcho: true, load: 0.95, lateReplies: 3 }),
    tooFew: findingsOf({ a: { requests: 4, answered: 0, failures: { timeout: 4 }, unanswered: 4 } }),
    once: findingsOf({ a: { requests: 30, failures: { crc: 2 } } }, { lateReplies: 2 }),
    longAgo: findingsOf(
      {
        a: {
          requests: 9_000,
          failures: { crc: 900 },
          recent: { requests: 256, failures: {}, unanswered: 0, stray: 0, headCut: 0 },
        },
      },
      { lateReplies: 9 },
    ),
  }).toEqual({
    dead: ["b dead_slave"],
    died: ["b dead_slave"],
    twins: ["b two_on_one_id"],
    line: ["a bad_line", "b bad_line", "bus bad_line"],
    slow: ["a slow_slave"],
    registers: ["a wrong_register"],
    bus: ["bus echo", "bus overloaded", "bus late_replies"],
    single: ["a bad_line"],
    besideDead: ["a bad_line", "b dead_slave"],
    tooFew: [],
    once: [],
    longAgo: [],
  });
});

test("stray bytes are those of a line of one's own; replies without their heads are told before all damage", () => {
  const recent = { requests: 100, failures: { short_frame: 40 }, unanswered: 0, stray: 9, headCut: 40 };
  const few = { requests: 100, failures: {}, unanswered: 0, stray: 2, headCut: 2 };
  expect([
    findingsOf({ a: {}, b: { recent } }),
    findingsOf({ a: {}, b: { recent } }, { isPlainLine: false }),
    findingsOf({ a: { recent: few } }),
  ]).toEqual([["b cut_replies", "bus stray_bytes"], ["b cut_replies"], []]);
});
