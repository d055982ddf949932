import { expect, test } from "bun:test";
import { reportMetrics } from "../../src/ingest/metrics.ts";

test("calculated points, faults and refused streams are counted", () => {
  const metrics = reportMetrics({
    calculator: { stats: { points: 12, faults: 3, devices: 2 } },
    streams: { refused: 5 },
  });
  expect(metrics.map(({ name, samples }) => [name, samples[0]?.value])).toEqual([
    ["gantry_calculated_points_total", 12],
    ["gantry_calculation_faults_total", 3],
    ["gantry_calculation_devices", 2],
    ["gantry_streams_refused_total", 5],
  ]);
});
