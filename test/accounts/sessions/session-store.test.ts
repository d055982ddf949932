import { expect, test } from "bun:test";
import { ACCOUNT_STEPS } from "../../../src/accounts/migrations.ts";
import { SESSION_STEPS } from "../../../src/accounts/sessions/migrations.ts";
import { makeSessionStore } from "../../../src/accounts/sessions/session-store.ts";
import { makeAccountStore } from "../../../src/accounts/store.ts";
import { migrate, openDatabase } from "../../../src/db/db.ts";

const USER = {
  ...{ passwordHash: "h", role: "viewer" as const, language: null, isEnabled: true },
  ...{ mustChangePassword: false, createdAt: 1, lastLoginAt: null },
};
const ALL = { createdAfter: 0, seenAfter: 0 };

function makeStores() {
  const db = openDatabase(":memory:");
  migrate(db, "accounts", ACCOUNT_STEPS);
  migrate(db, "user-sessions", SESSION_STEPS);
  const accounts = makeAccountStore(db);
  const ids = ["a", "b"].map(
    (name) => accounts.insertUser({ ...USER, username: name, usernameKey: name }).id,
  );
  const add = (userId: number, tokenHash: string, seenAt: number) =>
    accounts.insertSession({
      ...{ tokenHash, userId, address: "", createdAt: 10, seenAt, agent: "x", via: "password" },
    });
  const [first = 0, second = 0] = ids;
  add(first, "a1", 100);
  add(first, "a2", 300);
  add(first, "a3", 200);
  add(second, "b1", 100);
  const store = makeSessionStore(db);
  const hashes = (id: number) => store.listOf(id, ALL).map(({ tokenHash }) => tokenHash);
  return { store, hashes, first, second };
}

test("lists one user's, the last used first, without those that have ended", () => {
  const { store, hashes, first } = makeStores();
  expect(hashes(first)).toEqual(["a2", "a3", "a1"]);
  expect(store.listOf(first, { createdAfter: 0, seenAfter: 200 }).map((row) => row.tokenHash)).toEqual([
    "a2",
  ]);
  expect(store.listOf(first, { createdAfter: 10, seenAfter: 0 })).toEqual([]);
});

test("removes one, the others, or the least used, and nobody else's", () => {
  const { store, hashes, first, second } = makeStores();
  store.trim(first, 2);
  expect(hashes(first)).toEqual(["a2", "a3"]);
  store.remove("a2");
  expect(store.removeOthers(first, "none")).toBe(1);
  expect([hashes(first), hashes(second)]).toEqual([[], ["b1"]]);
});
