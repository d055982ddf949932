import { counter, gauge, type Metric } from "../../kit/prometheus-text.ts";
import type { Lockout } from "./lockout.ts";
import type { SignInCounts } from "./sign-in-counts.ts";

const WAYS: ReadonlySet<string> = new Set(["password", "ldap", "oidc"]);

export interface LockoutMetricsDeps {
  readonly lockout: Pick<Lockout, "list">;
  readonly signInCounts: Pick<SignInCounts, "all">;
}

/** What failed sign-ins tell Prometheus; names are a contract with dashboards: add, never rename. */
export function lockoutMetrics({ lockout, signInCounts }: LockoutMetricsDeps): Metric[] {
  const counts = [...signInCounts.all()];
  const bans = lockout.list();
  const count = (kind: string) => bans.filter((ban) => ban.kind === kind).length;
  return [
    gauge("gantry_sign_in_bans", "Bans in force after failed sign-ins of people.", [
      [{ kind: "address" }, count("address")],
      [{ kind: "name" }, count("name")],
      [{ kind: "code" }, count("code")],
    ]),
    counter(
      "gantry_sign_ins_total",
      "People who signed in, by the way that let them in.",
      counts.filter(([name]) => WAYS.has(name)).map(([way, count]) => [{ way }, count] as const),
    ),
    counter(
      "gantry_sign_ins_refused_total",
      "Sign-ins that failed, by what was wrong; `directory`: the directory failed, or gives no role.",
      counts.filter(([name]) => !WAYS.has(name)).map(([reason, count]) => [{ reason }, count] as const),
    ),
  ];
}
