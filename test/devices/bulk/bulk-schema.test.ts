import { expect, test } from "bun:test";
import * as v from "valibot";
import { BulkSchema, roleFor } from "../../../src/devices/bulk/bulk-schema.ts";

const target = { filter: {} };

test("each action has its own particulars", () => {
  expect(v.parse(BulkSchema, { action: "delete", target })).toEqual({
    action: "delete",
    target,
    dryRun: false,
  });
  for (const change of [
    { action: "tag", target },
    { action: "tag", tags: { "a b": "1" }, target },
    { action: "move", target },
    { action: "delete", tags: {}, target },
    { action: "enable", target: { keys: ["a"] } },
    { action: "enable", target: { keys: ["a/b"], filter: {} } },
  ])
    expect(v.safeParse(BulkSchema, change).success).toBe(false);
});

test("notes are an operator's, other fields a developer's", () => {
  const roleOf = (fields: object) => roleFor(v.parse(BulkSchema, { action: "edit", fields, target }));
  expect([roleOf({ notes: "x" }), roleOf({ notes: "x", place: "y" })]).toEqual(["operator", "developer"]);
});
