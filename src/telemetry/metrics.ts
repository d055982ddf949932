import { counter, gauge, type Metric } from "../kit/prometheus-text.ts";
import type { TelemetryStats } from "./contract.ts";

/** What telemetry tells Prometheus; names are a contract with dashboards: add, never rename. */
export function telemetryMetrics(stats: TelemetryStats): Metric[] {
  return [
    gauge("gantry_telemetry_series", "Series: properties of devices that have points.", stats.series),
    counter("gantry_telemetry_points_total", "Points ever stored.", stats.pointsTotal),
    gauge(
      "gantry_telemetry_memory_points",
      "Points not yet in day files; the log holds them too.",
      stats.memoryPoints,
    ),
    gauge("gantry_telemetry_lag_events", "Events between telemetry and the newest durable one.", stats.lag),
    gauge("gantry_telemetry_size_bytes", "Size of the day files.", stats.sizeBytes),
    gauge("gantry_telemetry_days", "Day files.", stats.days),
    gauge(
      "gantry_telemetry_flush_seconds",
      "How long the newest flush into day files took.",
      stats.flushMs / 1_000,
    ),
    gauge("gantry_telemetry_writable", "0 while flushes fail, else 1.", stats.failure === undefined ? 1 : 0),
    counter(
      "gantry_telemetry_too_old_total",
      "Points older than the retention when they came.",
      stats.tooOld,
    ),
    counter(
      "gantry_telemetry_lost_events_total",
      "Events that left the log before telemetry read them.",
      stats.lostEvents,
    ),
    counter("gantry_telemetry_damaged_blocks_total", "Blocks that queries could not read.", stats.damaged),
  ];
}
