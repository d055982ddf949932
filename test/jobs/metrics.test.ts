import { expect, test } from "bun:test";
import { jobMetrics } from "../../src/jobs/metrics.ts";
import { formatMetrics } from "../../src/kit/prometheus-text.ts";

test("jobs by state and what ended", () => {
  const byState = { queued: 1, running: 1, paused: 0, done: 4, failed: 0, cancelled: 0 };
  const text = formatMetrics(jobMetrics({ byState, finished: { done: 4, failed: 0, cancelled: 0 } }));
  expect(text).toContain('gantry_jobs{state="running"} 1');
  expect(text).toContain('gantry_jobs_finished_total{state="done"} 4');
});
