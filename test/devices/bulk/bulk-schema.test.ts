import { expect, test } from "bun:test";
import * as v from "valibot";
import { actionFor, BulkSchema } from "../../../src/devices/bulk/bulk-schema.ts";

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

test("notes take a command, other fields the managing of devices", () => {
  const actionOf = (fields: object) => actionFor(v.parse(BulkSchema, { action: "edit", fields, target }));
  expect([actionOf({ notes: "x" }), actionOf({ notes: "x", place: "y" })]).toEqual(["command", "manage"]);
});
