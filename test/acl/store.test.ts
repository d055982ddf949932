import { expect, test } from "bun:test";
import { ACL_STEPS } from "../../src/acl/migrations.ts";
import { makeRuleStore } from "../../src/acl/store.ts";
import { migrate, openDatabase } from "../../src/db/db.ts";

test("puts a new rule last, also after others were moved or removed", () => {
  const db = openDatabase(":memory:");
  migrate(db, "acl", ACL_STEPS);
  const store = makeRuleStore(db);
  const draft = {
    effect: "deny",
    subjectKind: "everyone",
    subjectName: "",
    action: "both",
    pattern: "x",
    maxQos: 0,
    isRetainAllowed: false,
    notes: "",
  } as const;
  const ids = [1, 2, 3].map(() => store.insert(draft).id);
  store.setOrder([3, 1, 2]);
  store.remove(2);
  expect(store.insert({ ...draft, pattern: "y" })).toEqual({ id: 4, ...draft, pattern: "y" });
  expect(ids).toEqual([1, 2, 3]);
  expect(store.loadAll().map(({ id, pattern }) => [id, pattern])).toEqual([
    [3, "x"],
    [1, "x"],
    [4, "y"],
  ]);
});
