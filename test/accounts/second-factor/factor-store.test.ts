import { expect, test } from "bun:test";
import { openAccounts } from "../../../src/accounts/accounts.ts";
import { makeFactorStore } from "../../../src/accounts/second-factor/factor-store.ts";
import { openDatabase } from "../../../src/db/db.ts";
import { makeManualClock } from "../../harness/manual-clock.ts";
import { ADMIN_PASSWORD, MACHINE } from "../signed-in.ts";

const ROW = { userId: 1, secret: "c2VjcmV0", lastCounter: 0, confirmedAt: null };

async function open() {
  const db = openDatabase(":memory:");
  const accounts = openAccounts({ db, clock: makeManualClock(), adminPassword: ADMIN_PASSWORD });
  await accounts.ready;
  return { accounts, store: makeFactorStore(db) };
}

test("a factor comes back as it went in, and counts once it is confirmed", async () => {
  const { store, accounts } = await open();
  store.put(ROW);
  expect([store.find(1), store.find(2), store.confirmedUsers()]).toEqual([ROW, undefined, new Set()]);
  store.put({ ...ROW, confirmedAt: 5 });
  store.noteCounter(1, 7);
  expect([store.find(1), store.confirmedUsers()]).toEqual([
    { ...ROW, confirmedAt: 5, lastCounter: 7 },
    new Set([1]),
  ]);
  store.remove(1);
  expect(store.find(1)).toBeUndefined();
  accounts.close();
});

test("a recovery code is taken once, and goes with its factor", async () => {
  const { store, accounts } = await open();
  store.put(ROW);
  store.replaceCodes(1, ["a", "b"]);
  expect([store.takeCode(1, "a"), store.takeCode(1, "a"), store.takeCode(2, "b")]).toEqual([
    ...[true, false, false],
  ]);
  expect(store.countCodes(1)).toBe(1);
  store.replaceCodes(1, ["c", "d", "e"]);
  expect([store.countCodes(1), store.takeCode(1, "b")]).toEqual([3, false]);
  store.remove(1);
  expect(store.countCodes(1)).toBe(0);
  accounts.close();
});

test("sessions of those without a factor end, by role, but not those of a provider", async () => {
  const { store, accounts } = await open();
  const draft = {
    username: "ann",
    password: "a fine password",
    role: "viewer",
    mustChangePassword: false,
  } as const;
  const { id } = await accounts.people.create(draft, MACHINE);
  for (const via of ["password", "ldap", "oidc"] as const)
    accounts.signIn.openSession(id, { address: "" }, via);
  accounts.signIn.openSession(1, { address: "" });
  expect(store.endSessionsWithout(["operator"])).toEqual([]);
  store.put({ ...ROW, userId: id, confirmedAt: 5 });
  expect(store.endSessionsWithout(["viewer"])).toEqual([]);
  store.put({ ...ROW, userId: id });
  expect(store.endSessionsWithout(["viewer"])).toEqual(["ann"]);
  expect(store.endSessionsWithout([])).toEqual([]);
  accounts.close();
});
