import { counter, gauge, type Metric, type Sample } from "../../kit/prometheus-text.ts";
import type { TargetCount } from "./contract.ts";

/** What is told to Prometheus of dead letters; names are a contract with dashboards: add, never rename. */
export function deadLetterMetrics(targets: readonly TargetCount[]): Metric[] {
  const each = (read: (target: TargetCount) => number) =>
    targets.map((one): Sample => [{ target: one.target }, read(one)]);
  return [
    gauge(
      "gantry_dead_letters",
      "Events that a target could not take and that wait for a person.",
      each((one) => one.count),
    ),
    gauge(
      "gantry_dead_letters_size_bytes",
      "Size of these events.",
      each((one) => one.sizeBytes),
    ),
    counter(
      "gantry_dead_letters_dropped_total",
      "Dead letters that had to go because there were too many.",
      each((one) => one.dropped),
    ),
  ];
}
