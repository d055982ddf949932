import { expect, test } from "bun:test";
import { openAcl, type RuleDraft } from "../../src/acl/acl.ts";
import { openDatabase } from "../../src/db/db.ts";
import { AppError } from "../../src/spine/error.ts";

const DRAFT: RuleDraft = {
  effect: "allow",
  subjectKind: "key",
  subjectName: "gk-1",
  action: "both",
  pattern: "a/#",
  maxQos: 1,
  isRetainAllowed: false,
  notes: "line 1",
};
const KEY = { kind: "key", keyId: "gk-1", clientId: "" } as const;

test("rules are kept in their order, and every change is told", () => {
  const db = openDatabase(":memory:");
  const acl = openAcl({ db });
  let changes = 0;
  const stop = acl.onChange(() => void changes++);
  const first = acl.create(DRAFT);
  const second = acl.create({ ...DRAFT, effect: "deny", pattern: "a/b" });
  expect(acl.accessOf(KEY).publish("a/b").isAllowed).toBe(true);
  acl.reorder([second.id, first.id]);
  expect(acl.accessOf(KEY).publish("a/b").isAllowed).toBe(false);
  expect(acl.update(second.id, { pattern: "a/c" })).toEqual({ ...second, pattern: "a/c" });
  expect(openAcl({ db }).list()).toEqual([{ ...second, pattern: "a/c" }, first]);
  acl.remove(second.id);
  expect(acl.list()).toEqual([first]);
  expect(changes).toBe(5);
  stop();
  acl.remove(first.id);
  expect(changes).toBe(5);
});

test("refuses an order that is not of all rules, and rules that are not there", () => {
  const acl = openAcl({ db: openDatabase(":memory:") });
  const { id } = acl.create(DRAFT);
  for (const ids of [[], [id, id], [id + 1]])
    expect(() => acl.reorder(ids)).toThrow(new AppError("rules_changed"));
  expect(() => acl.remove(id + 1)).toThrow(new AppError("not_found", { what: `Rule ${id + 1}` }));
});
