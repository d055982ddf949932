import { gauge, type Metric } from "../../kit/prometheus-text.ts";
import type { Lockout } from "./lockout.ts";

/** What failed sign-ins tell Prometheus; names are a contract with dashboards: add, never rename. */
export function lockoutMetrics(lockout: Pick<Lockout, "list">): Metric[] {
  const bans = lockout.list();
  const count = (kind: string) => bans.filter((ban) => ban.kind === kind).length;
  return [
    gauge("gantry_sign_in_bans", "Bans in force after failed sign-ins of people.", [
      [{ kind: "address" }, count("address")],
      [{ kind: "name" }, count("name")],
      [{ kind: "code" }, count("code")],
    ]),
  ];
}
