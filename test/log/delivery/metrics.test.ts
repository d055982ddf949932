import { expect, test } from "bun:test";
import { formatMetrics } from "../../../src/kit/prometheus-text.ts";
import { deadLetterMetrics } from "../../../src/log/delivery/metrics.ts";

test("each target by name", () => {
  const push = { target: "push", count: 2, sizeBytes: 300, dropped: 4, isAttached: true };
  const text = formatMetrics(deadLetterMetrics([push]));
  expect(text).toContain('gantry_dead_letters{target="push"} 2\n');
  expect(text).toContain('gantry_dead_letters_size_bytes{target="push"} 300\n');
  expect(text).toContain('gantry_dead_letters_dropped_total{target="push"} 4\n');
});
