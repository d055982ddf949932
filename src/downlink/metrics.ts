import { counter, gauge, type Metric } from "../kit/prometheus-text.ts";
import type { DownlinkStats } from "./contract.ts";

/** What commands tell Prometheus; names are a contract with dashboards: add, never rename. */
export function downlinkMetrics({ queued, sent, settled }: DownlinkStats): Metric[] {
  return [
    gauge(
      "gantry_commands",
      "Commands that are not settled: they wait for their device, or for its answer.",
      [
        [{ state: "queued" }, queued],
        [{ state: "sent" }, sent],
      ],
    ),
    counter(
      "gantry_commands_settled_total",
      "Commands that ended since the start, by how.",
      Object.entries(settled).map(([state, count]) => [{ state }, count]),
    ),
  ];
}
