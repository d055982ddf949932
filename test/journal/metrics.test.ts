import { expect, test } from "bun:test";
import { journalMetrics } from "../../src/journal/metrics.ts";
import { formatMetrics } from "../../src/kit/prometheus-text.ts";

test("the journal's numbers by name", () => {
  const text = formatMetrics(
    journalMetrics({ entries: 12, lag: 3, lostEvents: 0, deadLettered: 4, failure: "disk full" }),
  );
  expect(text).toContain("gantry_journal_entries 12\n");
  expect(text).toContain("gantry_journal_lag_events 3\n");
  expect(text).toContain("gantry_journal_writable 0\n");
});
