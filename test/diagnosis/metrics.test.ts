import { expect, test } from "bun:test";
import { diagnosisMetrics } from "../../src/diagnosis/metrics.ts";
import { formatMetrics } from "../../src/kit/prometheus-text.ts";

test("says how many devices are unknown or fight, and whether the clock is suspect", () => {
  const text = formatMetrics(
    diagnosisMetrics({
      countStrangers: () => 3,
      findings: () => [],
      tokenClock: () => ({ isSuspect: true, devices: 3, late: 2, skewS: 9 }),
    }),
  );
  expect(text.split("\n").filter((line) => line !== "" && !line.startsWith("#"))).toEqual([
    "gantry_unknown_devices 3",
    "gantry_contested_devices 0",
    "gantry_clock_suspect 1",
  ]);
});
