import { counter, gauge, type Metric } from "../kit/prometheus-text.ts";
import type { ProtectionStats } from "./contract.ts";

/** What protection tells Prometheus; names are a contract with dashboards: add, never rename. */
export function protectionMetrics({ bans, refusedBanned, refusedRate }: ProtectionStats): Metric[] {
  return [
    gauge("gantry_bans", "Bans in force.", [
      [{ kind: "address" }, bans.address],
      [{ kind: "login" }, bans.login],
    ]),
    counter("gantry_protection_refused_total", "Connections and logins turned away unseen.", [
      [{ reason: "banned" }, refusedBanned],
      [{ reason: "rate" }, refusedRate],
    ]),
  ];
}
