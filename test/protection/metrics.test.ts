import { expect, test } from "bun:test";
import { formatMetrics } from "../../src/kit/prometheus-text.ts";
import { protectionMetrics } from "../../src/protection/protection.ts";

test("tells Prometheus how many are shut out", () => {
  const stats = { bans: { address: 1, login: 2 }, refusedBanned: 3, refusedRate: 4 };
  const samples = formatMetrics(protectionMetrics(stats))
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  expect(samples).toEqual([
    'gantry_bans{kind="address"} 1',
    'gantry_bans{kind="login"} 2',
    'gantry_protection_refused_total{reason="banned"} 3',
    'gantry_protection_refused_total{reason="rate"} 4',
  ]);
});
