import { gauge, type Metric } from "../kit/prometheus-text.ts";
import type { Sessions } from "./sessions.ts";

/** What sessions tell Prometheus; names are a contract with dashboards: add, never rename. */
export function sessionMetrics(sessions: Pick<Sessions, "counts">): Metric[] {
  const { all, children } = sessions.counts();
  const help = "Open sessions of devices: on a connection of their own, or behind a gateway.";
  return [
    gauge("gantry_sessions", help, [
      [{ through: "connection" }, all - children],
      [{ through: "gateway" }, children],
    ]),
  ];
}
