import { expect, test } from "bun:test";
import { ACCOUNT_STEPS } from "../../src/accounts/migrations.ts";
import { SESSION_STEPS } from "../../src/accounts/sessions/migrations.ts";
import { makeAccountStore } from "../../src/accounts/store.ts";
import { migrate, openDatabase } from "../../src/db/db.ts";

const USER = {
  username: "Ann",
  usernameKey: "ann",
  passwordHash: "h",
  role: "admin",
  language: null,
  isEnabled: true,
  mustChangePassword: false,
  createdAt: 1,
  lastLoginAt: null,
} as const;

function makeStore() {
  const db = openDatabase(":memory:");
  migrate(db, "accounts", ACCOUNT_STEPS);
  migrate(db, "user-sessions", SESSION_STEPS);
  return makeAccountStore(db);
}

test("a user comes back as it went in, by id and by name", () => {
  const store = makeStore();
  expect(store.insertUser(USER)).toEqual({ ...USER, id: 1 });
  expect(store.userById(1)).toEqual({ ...USER, id: 1 });
  expect(store.userByKey("ann")).toEqual({ ...USER, id: 1 });
  expect([store.userById(2), store.userByKey("Ann")]).toEqual([undefined, undefined]);
});

test("only other, enabled administrators count", () => {
  const store = makeStore();
  const own = store.insertUser(USER).id;
  store.insertUser({ ...USER, usernameKey: "b", isEnabled: false });
  store.insertUser({ ...USER, usernameKey: "c", role: "developer" });
  expect(store.countEnabledAdminsBut(own)).toBe(0);
  store.insertUser({ ...USER, usernameKey: "d" });
  expect(store.countEnabledAdminsBut(own)).toBe(1);
});

test("sessions go with their user, and when they expire", () => {
  const store = makeStore();
  for (const usernameKey of ["a", "b"]) store.insertUser({ ...USER, usernameKey });
  const session = { address: "", createdAt: 100, seenAt: 200, agent: "", via: "password" } as const;
  store.insertSession({ ...session, tokenHash: "a1", userId: 1 });
  store.insertSession({ ...session, tokenHash: "b1", userId: 2 });
  store.insertSession({ ...session, tokenHash: "b2", userId: 2, seenAt: 300 });
  store.insertSession({ ...session, tokenHash: "b3", userId: 2, createdAt: 10, seenAt: 300 });
  const alive = () => ["a1", "b1", "b2", "b3"].filter((hash) => store.sessionByHash(hash) !== undefined);
  store.removeUser(1);
  expect(alive()).toEqual(["b1", "b2", "b3"]);
  store.removeExpiredSessions(50, 250);
  expect(alive()).toEqual(["b2"]);
  store.touchSession("b2", 400);
  expect(store.sessionByHash("b2")?.session.seenAt).toBe(400);
});
