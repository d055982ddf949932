import { expect, test } from "bun:test";
import { downlinkMetrics } from "../../src/downlink/metrics.ts";
import { formatMetrics } from "../../src/kit/prometheus-text.ts";

test("open commands and how those of this run ended", () => {
  const text = formatMetrics(downlinkMetrics({ queued: 2, sent: 1, settled: { failed: 4 } }));
  expect(text.split("\n").filter((line) => !line.startsWith("#") && line !== "")).toEqual([
    'gantry_commands{state="queued"} 2',
    'gantry_commands{state="sent"} 1',
    'gantry_commands_settled_total{state="failed"} 4',
  ]);
});
