import { counter, gauge, type Metric } from "../kit/prometheus-text.ts";
import type { JobStats } from "./contract.ts";

/** What jobs tell Prometheus; names are a contract with dashboards: add, never rename. */
export function jobMetrics({ byState, finished }: JobStats): Metric[] {
  return [
    gauge(
      "gantry_jobs",
      "Jobs kept, by state.",
      Object.entries(byState).map(([state, count]) => [{ state }, count]),
    ),
    counter(
      "gantry_jobs_finished_total",
      "Jobs that ended since the start.",
      Object.entries(finished).map(([state, count]) => [{ state }, count]),
    ),
  ];
}
