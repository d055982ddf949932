import { expect, test } from "bun:test";
import {
  boundFlush,
  boundLog,
  budgetOf,
  type DiskSizes,
  fullBelow,
  judge,
  reserveOf,
} from "../../src/disk/budget.ts";

const settings = { budgetPercent: 60, reserveBytes: 50 };
const none = { heldBytes: undefined, daysLeft: undefined };
const sizes = (more: Partial<DiskSizes>): DiskSizes => ({
  totalBytes: 1_000,
  freeBytes: 900,
  dataBytes: 100,
  ...more,
});

test("the budget is a share of the file system, the reserve at most a tenth of a small one", () => {
  expect([budgetOf(sizes({}), settings), reserveOf(sizes({}), settings)]).toEqual([600, 50]);
  expect(reserveOf({ totalBytes: 200 }, settings)).toBe(20);
  expect(fullBelow(sizes({}), settings)).toBe(12);
});

test("the state gets worse with what is free, and with the budget and the days that are left", () => {
  const told = (more: Partial<DiskSizes>, daysLeft?: number) => {
    const { state, reason } = judge(sizes(more), settings, { ...none, daysLeft });
    return [state, reason];
  };
  expect(told({})).toEqual(["ok", undefined]);
  expect(told({}, 6.9)).toEqual(["warn", "days"]);
  expect(told({}, 7)).toEqual(["ok", undefined]);
  expect(told({ dataBytes: 540 })).toEqual(["warn", "budget"]);
  expect(told({ freeBytes: 99 })).toEqual(["warn", "free"]);
  expect(told({ freeBytes: 49 })).toEqual(["critical", "free"]);
  expect(told({ freeBytes: 11 })).toEqual(["full", "full"]);
  expect(told({ freeBytes: 0, totalBytes: 0 })).toEqual(["ok", undefined]);
});

test("what goes is what lies beyond the budget, or beyond what there was when others filled the disk", () => {
  const excess = (dataBytes: number, heldBytes?: number) =>
    judge(sizes({ dataBytes }), settings, { ...none, heldBytes }).excessBytes;
  expect([excess(600), excess(650), excess(300, 200), excess(200, 200)]).toEqual([0, 50, 100, 0]);
  expect(judge(sizes({ totalBytes: 0, dataBytes: 9 }), settings, none).excessBytes).toBe(0);
});

test("the log takes a quarter of a small budget, in four files, and never more than it was given", () => {
  const MIB = 1024 * 1024;
  expect(boundLog(40 * MIB, 4_096 * MIB)).toEqual({
    retentionBytes: 10 * MIB,
    generationBytes: 2.5 * MIB,
  });
  expect(boundLog(1_000_000 * MIB, 4_096 * MIB)).toEqual({
    retentionBytes: 4_096 * MIB,
    generationBytes: 128 * MIB,
  });
  expect(boundLog(0, 4_096 * MIB).retentionBytes).toBe(4_096 * MIB);
});

test("telemetry writes before the log has to let go: sooner with a small log", () => {
  const MIB = 1024 * 1024;
  expect(boundFlush(4_096 * MIB)).toEqual({ flushPoints: 1_000_000, flushBytes: 64 * MIB });
  expect(boundFlush(4_000_000)).toEqual({ flushPoints: 66_666, flushBytes: 1_000_000 });
});
