import { expect, test } from "bun:test";
import { ACCOUNT_STEPS } from "../../../src/accounts/migrations.ts";
import { POLICY_STEPS } from "../../../src/accounts/policy/migrations.ts";
import { makePolicyStore } from "../../../src/accounts/policy/policy-store.ts";
import { migrate, openDatabase } from "../../../src/db/db.ts";

function open() {
  const db = openDatabase(":memory:");
  migrate(db, "accounts", ACCOUNT_STEPS);
  for (const [name, at] of [
    ["a", 100],
    ["b", 200],
  ] as const) {
    db.sqlite.run(
      `INSERT INTO users(username, username_key, password_hash, role, is_enabled, must_change_password, created_at)
       VALUES ('${name}', '${name}', 'hash-${name}', 'viewer', 1, 0, ${at})`,
    );
  }
  migrate(db, "sign-in-policy", POLICY_STEPS);
  return { db, store: makePolicyStore(db) };
}

test("the rules are one row, written over", () => {
  const { store } = open();
  expect(store.read()).toBeUndefined();
  store.write({ a: 1 });
  store.write({ a: 2 });
  expect(store.read()).toEqual({ a: 2 });
});

test("former passwords of one user, the newest first, those of before among them, only so many", () => {
  const { db, store } = open();
  expect(store.history(1, 9)).toEqual([{ passwordHash: "hash-a", setAt: 100 }]);
  for (const setAt of [300, 400, 500]) store.addPassword(1, { passwordHash: `h${setAt}`, setAt }, 3);
  expect(store.history(1, 9).map(({ passwordHash }) => passwordHash)).toEqual(["h500", "h400", "h300"]);
  expect(store.history(1, 1)).toEqual([{ passwordHash: "h500", setAt: 500 }]);
  expect(store.history(2, 9)).toHaveLength(1);
  db.sqlite.run("DELETE FROM users WHERE id = 1");
  expect(store.history(1, 9)).toEqual([]);
});
