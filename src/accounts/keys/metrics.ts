import { counter, gauge, type Metric } from "../../kit/prometheus-text.ts";
import type { ApiKeys } from "./keys.ts";

/** What keys tell Prometheus; names are a contract with dashboards: add, never rename. */
export function keyMetrics(keys: Pick<ApiKeys, "list" | "requests">): Metric[] {
  const all = keys.list();
  const enabled = all.filter(({ isEnabled }) => isEnabled).length;
  return [
    gauge("gantry_api_keys", "API keys.", [
      [{ state: "enabled" }, enabled],
      [{ state: "disabled" }, all.length - enabled],
    ]),
    gauge(
      "gantry_api_keys_signed",
      "API keys whose requests are signed.",
      all.filter(({ signingKey }) => signingKey !== null).length,
    ),
    counter(
      "gantry_api_key_requests_total",
      "Requests of the API that showed a key or token; `accepted`, or the code of the refusal.",
      [...keys.requests].map(([outcome, count]) => [{ outcome }, count] as const),
    ),
  ];
}
