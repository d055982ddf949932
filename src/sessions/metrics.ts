import { counter, gauge, type Metric } from "../kit/prometheus-text.ts";
import type { Sessions } from "./sessions.ts";

/** What sessions tell Prometheus; names are a contract with dashboards: add, never rename. */
export function sessionMetrics(sessions: Pick<Sessions, "counts">): Metric[] {
  const { all, children, becameStale, becameSilent } = sessions.counts();
  const help = "Open sessions of devices: on a connection of their own, or behind a gateway.";
  return [
    gauge("gantry_sessions", help, [
      [{ through: "connection" }, all - children],
      [{ through: "gateway" }, children],
    ]),
    counter(
      "gantry_devices_silent_total",
      "Devices that reported nothing for longer than their product allows.",
      [
        [{ became: "stale" }, becameStale],
        [{ became: "offline" }, becameSilent],
      ],
    ),
  ];
}
