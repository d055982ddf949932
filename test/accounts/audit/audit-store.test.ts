import { expect, test } from "bun:test";
import type { AuditFilter } from "../../../src/accounts/audit/audit-store.ts";
import { ACCOUNT_STEPS } from "../../../src/accounts/migrations.ts";
import { SESSION_STEPS } from "../../../src/accounts/sessions/migrations.ts";
import { makeAccountStore } from "../../../src/accounts/store.ts";
import { migrate, openDatabase } from "../../../src/db/db.ts";

function makeTrail() {
  const db = openDatabase(":memory:");
  migrate(db, "accounts", ACCOUNT_STEPS);
  migrate(db, "user-sessions", SESSION_STEPS);
  const store = makeAccountStore(db);
  const add = (at: number, actor: string, [action, target = "", address = ""]: readonly string[]) =>
    store.insertAudit({ at, actor, address, action: action ?? "", target, before: null, after: null });
  const ids = (filter: Partial<AuditFilter>) =>
    store.listAudit({ limit: 100, ...filter }).map(({ id }) => id);
  return { db, store, add, ids };
}

test("the trail is filtered by actor and by whole words of the action", () => {
  const { add, store } = makeTrail();
  for (const [actor, action] of [
    ["ann", "user.create"],
    ["ann", "users"],
    ["bob", "user.delete"],
    ["ann", "user"],
    ["bob", "mqtt.retained.delete"],
  ] as const) {
    add(1, actor, [action]);
  }
  const actions = (filter: Partial<AuditFilter>) =>
    store.listAudit({ limit: 10, ...filter }).map(({ action }) => action);
  expect(actions({ action: "user" })).toEqual(["user", "user.delete", "user.create"]);
  expect(actions({ action: "user", actor: "ann" })).toEqual(["user", "user.create"]);
  expect(actions({ action: "user%" })).toEqual([]);
  expect(actions({ action: "mqtt.retained" })).toEqual(["mqtt.retained.delete"]);
  expect(actions({ before: { at: 1, id: 3 } })).toEqual(["users", "user.create"]);
});

test("it is searched by text as it is, by address and by time, each with any other", () => {
  const { add, ids } = makeTrail();
  add(10, "ann", ["device.update", "line/Press_07", "10.0.0.1"]);
  add(20, "张三", ["device.delete", "line/press-07", "10.0.0.2"]);
  add(30, "ann", ["session.open", "ann", "10.0.0.2"]);
  // The clock was set back: newest first goes by time.
  add(15, "bob", ["product.update", "100%", "10.0.0.1"]);
  expect(ids({})).toEqual([3, 2, 4, 1]);
  expect(ids({ q: "PRESS" })).toEqual([2, 1]);
  expect(ids({ q: "press_" })).toEqual([1]);
  expect(ids({ q: "张" })).toEqual([2]);
  expect(ids({ q: "0%" })).toEqual([4]);
  expect(ids({ q: "open" })).toEqual([3]);
  expect(ids({ address: "10.0.0.2" })).toEqual([3, 2]);
  expect(ids({ from: 15, to: 20 })).toEqual([2, 4]);
  expect(ids({ from: 15, address: "10.0.0.1" })).toEqual([4]);
  expect(ids({ actor: "ann", to: 29 })).toEqual([1]);
  expect(ids({ q: "press", action: "device", address: "10.0.0.1", actor: "ann" })).toEqual([1]);
});

test("pages meet end to end, whatever the filter and however many share a time", () => {
  const { add, store, ids } = makeTrail();
  for (let n = 0; n < 60; n++)
    add(n % 3, n % 2 ? "ann" : "bob", [n % 5 ? "a.b" : "c.d", `t${n}`, `${n % 4}`]);
  const filters = [
    {},
    { actor: "ann" },
    { action: "a" },
    { address: "1" },
    { q: "t1" },
    { q: "a", actor: "bob" },
  ];
  for (const filter of filters) {
    const found: number[] = [];
    for (let before: AuditFilter["before"]; ; ) {
      const page = store.listAudit({ ...filter, before, limit: 7 });
      found.push(...page.map(({ id }) => id));
      before = page.at(-1);
      if (page.length < 7) break;
    }
    expect(found).toEqual(ids(filter));
  }
});

test("no search reads the rows of those that it does not find, or orders them", () => {
  const { db, ids } = makeTrail();
  const asked: string[] = [];
  const { query } = db.sqlite;
  db.sqlite.query = ((sql: string) => {
    asked.push(sql);
    return query.call(db.sqlite, sql);
  }) as typeof query;
  const filters: Partial<AuditFilter>[] = [
    { from: 1, to: 2 },
    { q: "x", from: 1 },
    { actor: "a", before: { at: 1, id: 1 } },
    { address: "a" },
    { action: "a.b" },
    { action: "a", actor: "a", q: "a" },
  ];
  for (const filter of filters) ids(filter);
  const plans = asked.map((sql) =>
    query
      .call(db.sqlite, `EXPLAIN QUERY PLAN ${sql}`)
      .all(...Array.from(sql.matchAll(/\?/g), () => 1))
      .map((step) => (step as { detail: string }).detail.replace(/ \(.*/, "")),
  );
  const by = (name: string) => [`SEARCH audit_trail USING COVERING INDEX audit_trail_${name}`];
  expect(plans).toEqual(["search", "search", "actor", "address", "area", "search"].map(by));
});
