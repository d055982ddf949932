import { expect, test } from "bun:test";
import { makeLockout, type SignInBan } from "../../../src/accounts/lockout/lockout.ts";
import { makeManualClock } from "../../harness/manual-clock.ts";

function makeGuarded() {
  const clock = makeManualClock();
  const began: SignInBan[] = [];
  const settings = { lockoutFailures: 3, lockoutMinutes: 5 };
  const lockout = makeLockout({
    ...{ clock, settings: () => settings },
    usernameOf: (key) => (key === "ann" ? "Ann" : undefined),
    onBan: (ban) => void began.push(ban),
  });
  const attempt = (usernameKey: string, isRight = false, address = "10.0.0.1") =>
    lockout
      .guard({ address, usernameKey }, async () => isRight)
      .catch((error) => `${error.code} ${error.params.retryAfterS}`);
  return { clock, lockout, began, settings, attempt };
}

test("a name that fails too often at an address is shut out there, and listed", async () => {
  const { clock, lockout, began, attempt } = makeGuarded();
  for (let i = 0; i < 3; i++) expect(await attempt("ann")).toBe(false);
  expect(await attempt("ann", true)).toBe("rate_limited 300");
  expect(await attempt("ann", true, "10.0.0.2")).toBe(true);
  const since = clock.now();
  const ban = {
    ...{ id: expect.any(String), kind: "name", address: "10.0.0.1", username: "Ann", failures: 3 },
    ...{ since, until: since + 300_000 },
  };
  clock.advance(60_000);
  expect(lockout.list()).toEqual([ban] as SignInBan[]);
  expect(began).toEqual([ban] as SignInBan[]);
  clock.advance(240_000);
  expect(lockout.list()).toEqual([]);
  expect(await attempt("ann", true)).toBe(true);
});

test("a name that no user has is not told: it may be a password", async () => {
  const { lockout, attempt } = makeGuarded();
  for (let i = 0; i < 3; i++) await attempt("my secret");
  expect(lockout.list()).toMatchObject([{ kind: "name", username: null }]);
  expect(JSON.stringify(lockout.list())).not.toContain("secret");
});

test("many names of one address shut it out as a whole; clearing lets it in again", async () => {
  const { lockout, began, attempt } = makeGuarded();
  for (let i = 0; i < 15; i++) await attempt(`user-${i}`);
  expect(await attempt("ann", true)).toBe("rate_limited 300");
  const [ban] = lockout.list();
  expect(ban).toMatchObject({ kind: "address", address: "10.0.0.1", username: null, failures: 15 });
  expect(began).toHaveLength(1);
  expect(lockout.clear("none")).toBeUndefined();
  expect(lockout.clear(ban?.id ?? "")).toMatchObject({ kind: "address" });
  expect(lockout.list()).toEqual([]);
  expect(await attempt("ann", true)).toBe(true);
});

test("settings hold at once, and an attempt that turns out well is no failure", async () => {
  const { lockout, began, settings, attempt } = makeGuarded();
  settings.lockoutMinutes = 60;
  for (let i = 0; i < 20; i++) expect(await attempt("ann", true)).toBe(true);
  expect([lockout.list(), began]).toEqual([[], []]);
  for (let i = 0; i < 3; i++) await attempt("ann");
  expect(await attempt("ann")).toBe("rate_limited 3600");
});

test("neither another address of the same /64 nor more blanks in the name are another attempt", async () => {
  const { lockout, attempt } = makeGuarded();
  await attempt("ann", false, "2001:db8::1");
  await attempt(" ann", false, "2001:db8::2");
  await attempt("ann  ", false, "2001:db8::3");
  expect(await attempt("ann", true, "2001:db8::4")).toBe("rate_limited 300");
  expect(lockout.list()).toMatchObject([{ kind: "name", address: "2001:db8:0:0::/64", username: "Ann" }]);
  expect(await attempt("ann", true, "2001:db8:0:1::4")).toBe(true);
});
