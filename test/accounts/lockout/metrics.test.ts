import { expect, test } from "bun:test";
import type { SignInBan } from "../../../src/accounts/lockout/lockout.ts";
import { lockoutMetrics } from "../../../src/accounts/lockout/metrics.ts";
import { formatMetrics } from "../../../src/kit/prometheus-text.ts";

test("bans in force by kind", () => {
  const ban = { id: "", address: "", username: null, failures: 3, since: 0, until: 0 };
  const list = (): SignInBan[] => [
    { ...ban, kind: "name" },
    { ...ban, kind: "name" },
    { ...ban, kind: "address" },
  ];
  expect(formatMetrics(lockoutMetrics({ list }))).toContain(
    'gantry_sign_in_bans{kind="address"} 1\ngantry_sign_in_bans{kind="name"} 2\n',
  );
});
