import { counter, gauge, type Metric } from "../kit/prometheus-text.ts";
import type { JournalStats } from "./journal.ts";

/** What the journal tells Prometheus; names are a contract with dashboards: add, never rename. */
export function journalMetrics(stats: JournalStats): Metric[] {
  return [
    gauge("gantry_journal_entries", "Entries kept.", stats.entries),
    gauge("gantry_journal_lag_events", "Events between the journal and the newest durable one.", stats.lag),
    gauge(
      "gantry_journal_writable",
      "0 while the journal cannot write, else 1.",
      stats.failure === undefined ? 1 : 0,
    ),
    counter(
      "gantry_journal_lost_events_total",
      "Events that left the log before the journal read them.",
      stats.lostEvents,
    ),
    counter(
      "gantry_journal_dead_lettered_total",
      "Events put aside because no entry could be made of them.",
      stats.deadLettered,
    ),
  ];
}
