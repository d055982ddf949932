import { expect, test } from "bun:test";
import { issueAuthority, issueServer } from "../../src/tls/issue.ts";
import { inspectPair } from "../../src/tls/tls.ts";

const NOW = Date.parse("2026-03-01T00:00:00Z");
const DAY_MS = 86_400_000;

test("tells what a pair is good for, or what is wrong with it", async () => {
  const authority = await issueAuthority(NOW);
  const names = ["gantry.example.com", "10.0.0.1"];
  const one = await issueServer({ authority, names, now: NOW });
  const other = await issueServer({ authority, names, now: NOW });
  const good = inspectPair(one.cert + authority.cert, one.key, NOW);
  expect(good).toEqual({
    ok: true,
    value: { expiresAt: NOW + 825 * DAY_MS, names: ["DNS:gantry.example.com", "IP Address:10.0.0.1"] },
  });
  const problem = (cert: string, key: string, now = NOW) => {
    const found = inspectPair(cert, key, now);
    return found.ok ? "none" : found.error;
  };
  expect([
    problem("nothing", one.key),
    problem(one.cert, "nothing"),
    problem(one.cert, other.key),
    problem(one.cert, one.key, NOW + 826 * DAY_MS),
    problem(one.cert, one.key, NOW - 2 * DAY_MS),
  ]).toEqual(["no certificate", "no private key", "key does not match", "expired", "not yet valid"]);
});
