import { expect, test } from "bun:test";
import { formatMetrics } from "../../src/kit/prometheus-text.ts";
import { telemetryMetrics } from "../../src/telemetry/metrics.ts";

const stats = {
  ...{
    series: 3,
    memoryPoints: 5,
    pointsTotal: 100,
    blocksTotal: 2,
    days: 1,
    sizeBytes: 4_096,
    lag: 7,
    flushedSeq: 90,
  },
  ...{ flushMs: 250, failure: undefined, tooOld: 1, lostEvents: 0, damaged: 0 },
};

test("telemetry's numbers by name, in seconds and bytes", () => {
  const text = formatMetrics(telemetryMetrics(stats));
  expect(text).toContain("gantry_telemetry_points_total 100\n");
  expect(text).toContain("gantry_telemetry_flush_seconds 0.25\n");
  expect(text).toContain("gantry_telemetry_writable 1\n");
  expect(formatMetrics(telemetryMetrics({ ...stats, failure: "disk full" }))).toContain(
    "gantry_telemetry_writable 0\n",
  );
});
