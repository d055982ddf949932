import { expect, test } from "bun:test";
import type { SignInBan } from "../../../src/accounts/lockout/lockout.ts";
import { lockoutMetrics } from "../../../src/accounts/lockout/metrics.ts";
import { makeSignInCounts } from "../../../src/accounts/lockout/sign-in-counts.ts";
import { formatMetrics } from "../../../src/kit/prometheus-text.ts";

test("bans in force by kind", () => {
  const ban = { id: "", address: "", username: null, failures: 3, since: 0, until: 0 };
  const list = (): SignInBan[] => [
    { ...ban, kind: "name" },
    { ...ban, kind: "name" },
    { ...ban, kind: "address" },
  ];
  const signInCounts = makeSignInCounts();
  signInCounts.note("ldap");
  signInCounts.note("directory");
  const text = formatMetrics(lockoutMetrics({ lockout: { list }, signInCounts }));
  expect(text).toContain('gantry_sign_ins_total{way="ldap"} 1\n');
  expect(text).toContain('gantry_sign_ins_refused_total{reason="directory"} 1\n');
  expect(text).not.toContain('gantry_sign_ins_total{way="directory"}');
  expect(text).toContain('gantry_sign_in_bans{kind="address"} 1\ngantry_sign_in_bans{kind="name"} 2\n');
});
