import { expect, test } from "bun:test";
import { keyMetrics } from "../../../src/accounts/keys/metrics.ts";
import { formatMetrics } from "../../../src/kit/prometheus-text.ts";
import { MACHINE, startAccounts } from "../signed-in.ts";

test("tells Prometheus how many keys there are and what came of their requests", async () => {
  const { accounts, makeCaller } = await startAccounts({ adminPassword: "correct horse" });
  const draft = { description: "", expiresAt: null, actions: ["read"] as const };
  const { key, secret } = accounts.keys.create({ ...draft, name: "a" }, MACHINE);
  const other = accounts.keys.create({ ...draft, name: "b", isSigned: true }, MACHINE).key;
  accounts.keys.update(other.keyId, { isEnabled: false }, MACHINE);
  for (const said of [secret, secret, "wrong"]) {
    const headers = { authorization: `Bearer ${key.keyId}.${said}` };
    await makeCaller().call("GET", "/rest", { headers });
  }
  const samples = formatMetrics(keyMetrics(accounts.keys))
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  expect(samples).toEqual([
    'gantry_api_keys{state="enabled"} 1',
    'gantry_api_keys{state="disabled"} 1',
    "gantry_api_keys_signed 1",
    'gantry_api_key_requests_total{outcome="accepted"} 2',
    'gantry_api_key_requests_total{outcome="bad_key"} 1',
  ]);
});
