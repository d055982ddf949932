import { expect, test } from "bun:test";
import { DEFAULT_POLICY, makePolicy } from "../../../src/accounts/policy/policy.ts";
import { MACHINE } from "../signed-in.ts";

function makeKept(body: unknown) {
  const recorded: unknown[] = [];
  let kept = body;
  const store = {
    read: () => kept,
    write(next: unknown) {
      kept = next;
    },
  };
  const trail = { record: (_: unknown, entry: unknown) => void recorded.push(entry), prune: () => {} };
  return { policy: makePolicy({ store, trail, transaction: (fn) => fn() }), recorded, kept: () => kept };
}

test("without a choice the defaults hold", () => {
  expect(makeKept(undefined).policy.get()).toEqual({
    ...{ lengthMin: 10, kindsMin: 0, historyCount: 5, maxAgeDays: 0 },
    ...{ lockoutFailures: 10, lockoutMinutes: 5, secondFactorRoles: [] },
  });
});

test("what was kept by another version is filled up; what cannot be read is the defaults", () => {
  expect(makeKept({ lengthMin: 12, fromTheFuture: 1 }).policy.get()).toEqual({
    ...DEFAULT_POLICY,
    lengthMin: 12,
  });
  expect(makeKept({ lengthMin: "x" }).policy.get()).toEqual(DEFAULT_POLICY);
});

test("a change holds at once, is kept and is in the trail", () => {
  const { policy, recorded, kept } = makeKept(undefined);
  const next = { ...DEFAULT_POLICY, kindsMin: 3 };
  expect(policy.replace(next, MACHINE)).toEqual(next);
  expect([policy.get(), kept()]).toEqual([next, next]);
  expect(recorded).toEqual([
    { action: "user.policy", target: "sign-in", before: DEFAULT_POLICY, after: next },
  ]);
});
