import { counter, gauge, type Metric } from "../kit/prometheus-text.ts";
import type { Calculator, StreamRoom } from "./ingest.ts";

/** What becomes of reports on the way in, for Prometheus; names are a contract with dashboards: add, never rename. */
export function reportMetrics(parts: {
  readonly calculator: Pick<Calculator, "stats">;
  readonly streams: Pick<StreamRoom, "refused">;
}): Metric[] {
  const { points, faults, devices } = parts.calculator.stats;
  return [
    counter("gantry_calculated_points_total", "Points of calculated properties.", points),
    counter(
      "gantry_calculation_faults_total",
      "Calculated properties found to have no value, or none that the thing model allows.",
      faults,
    ),
    gauge("gantry_calculation_devices", "Devices whose values are kept for calculations.", devices),
    counter(
      "gantry_streams_refused_total",
      "Points of new data streams that devices had no room for.",
      parts.streams.refused,
    ),
  ];
}
