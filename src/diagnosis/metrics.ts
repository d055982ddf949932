import { gauge, type Metric } from "../kit/prometheus-text.ts";
import type { Diagnosis } from "./contract.ts";

/** What diagnosis tells Prometheus; names are a contract with dashboards: add, never rename. */
export function diagnosisMetrics(
  diagnosis: Pick<Diagnosis, "countStrangers" | "findings" | "tokenClock">,
): Metric[] {
  return [
    gauge("gantry_unknown_devices", "Unknown devices that tried to log in.", diagnosis.countStrangers()),
    gauge(
      "gantry_contested_devices",
      "Devices whose connections drive one another out.",
      diagnosis.findings().length,
    ),
    gauge(
      "gantry_clock_suspect",
      "1 while so many logins fail by their time alone that this machine's clock may be wrong.",
      diagnosis.tokenClock().isSuspect ? 1 : 0,
    ),
  ];
}
