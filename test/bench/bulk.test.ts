// What the benchmark makes in bulk must be a store like any other.

import { expect, test } from "bun:test";
import { mkdirSync } from "node:fs";
import { fillStore, telemetryDir } from "../../scripts/bench/bulk.ts";
import { type BulkSeries, pointsPerDay } from "../../scripts/bench/bulk-day.ts";
import { DAY_MS, dayOf } from "../../src/telemetry/days/day.ts";
import { makeTempFolder } from "../harness/temp-folder.ts";
import { makeRig, NOON, openTestLog } from "../telemetry/rig.ts";

const series: BulkSeries[] = [
  { id: 1, deviceId: 1, property: "temperature", signal: "temperature", intervalMs: 10_000, everyDays: 1 },
  { id: 2, deviceId: 1, property: "running", signal: "running", intervalMs: 60_000, everyDays: 1 },
  { id: 3, deviceId: 2, property: "pieces", signal: "counter", intervalMs: 450_000, everyDays: 2 },
];

test("a bulk-made store opens with every point, its newest values and its place in the log", async () => {
  using folder = makeTempFolder("bulk");
  const log = await openTestLog(folder.path);
  const dir = telemetryDir(folder.path);
  mkdirSync(dir, { recursive: true });
  const today = dayOf(NOON);
  const plan = { dir, logId: log.id, seq: 7, series, firstDay: today - 4, lastDay: today - 1 };
  const filled = await fillStore(plan, { threads: 2, report: () => {} });
  expect(filled.points).toBe(4 * pointsPerDay(series));

  const rig = await makeRig(folder.path, { log });
  const { telemetry } = rig;
  const { damaged, flushedSeq, pointsTotal, days } = telemetry.stats();
  expect({ damaged, flushedSeq, pointsTotal, days }).toEqual({
    ...{ damaged: 0, flushedSeq: 7, pointsTotal: filled.points, days: 4 },
  });
  const counts = [];
  for (const { deviceId, property } of series) {
    const range = { fromMs: plan.firstDay * DAY_MS, toMs: today * DAY_MS - 1 };
    const { points } = await telemetry.history({ deviceId, property, ...range, maxPoints: 100_000 });
    expect(telemetry.latestOf(deviceId, property)?.ts).toBe(points.at(-1)?.ts);
    counts.push(points.length);
  }
  expect(counts).toEqual([4 * 8_640, 4 * 1_440, 2 * 192]);
  await telemetry.close();
  await log.close();
});
