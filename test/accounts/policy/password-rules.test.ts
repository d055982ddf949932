import { expect, test } from "bun:test";
import { makePasswordRules } from "../../../src/accounts/policy/password-rules.ts";
import { DEFAULT_POLICY, type SignInPolicy } from "../../../src/accounts/policy/policy.ts";
import { makeManualClock } from "../../harness/manual-clock.ts";

const DAY_MS = 86_400_000;

function makeRules(change: Partial<SignInPolicy> = {}) {
  const clock = makeManualClock();
  const history: { passwordHash: string; setAt: number }[] = [];
  const rules = makePasswordRules({
    clock,
    policy: { get: () => ({ ...DEFAULT_POLICY, ...change }) },
    store: {
      history: (_, limit) => history.slice(0, limit),
      addPassword: (_, password) => void history.unshift(password),
    },
    // Its own hash: what a password hash costs is not the matter here.
    hasher: { hash: async (password) => password, verify: async (password, hash) => password === hash },
  });
  const isNew = (password: string) =>
    rules.requireNew(1, password).then(
      () => true,
      (error) => error.code,
    );
  return { rules, clock, isNew };
}

test("as many former passwords as the rules say are not taken again", async () => {
  const { rules, isNew } = makeRules({ historyCount: 2 });
  for (const password of ["first", "second", "third"]) rules.remember(1, password);
  const found = [isNew("third"), isNew("second"), isNew("first"), isNew("fourth")];
  expect(await Promise.all(found)).toEqual(["password_reused", "password_reused", true, true]);
});

test("the one in use is never new", async () => {
  const { rules, isNew } = makeRules({ historyCount: 0 });
  for (const password of ["first", "second"]) rules.remember(1, password);
  expect([await isNew("second"), await isNew("first")]).toEqual(["password_reused", true]);
});

test("a password runs out where the rules say so", () => {
  const [never, after] = [makeRules(), makeRules({ maxAgeDays: 90 })];
  for (const { rules, clock } of [never, after]) {
    rules.remember(1, "first");
    clock.advance(90 * DAY_MS - 1);
    expect(rules.isExpired(1)).toBe(false);
    clock.advance(1);
  }
  expect([never.rules.isExpired(1), after.rules.isExpired(1)]).toEqual([false, true]);
  after.rules.remember(1, "second");
  expect(after.rules.isExpired(1)).toBe(false);
});

test("good is what the rules in force call so", () => {
  const { rules } = makeRules({ lengthMin: 14, kindsMin: 3 });
  const codeOf = (password: string) => {
    try {
      rules.requireGood(password, "ann");
      return "good";
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  expect(["thirteen char", "only small letters", "Small and 1 Capital"].map(codeOf)).toEqual([
    ...["weak_password", "password_too_plain", "good"],
  ]);
});
