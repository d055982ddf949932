import { expect, test } from "bun:test";
import * as v from "valibot";
import { GroupDraftSchema, GroupPatchSchema } from "../../../src/devices/groups/group-schema.ts";

test("a draft needs a name only; a name has no slash", () => {
  expect(v.parse(GroupDraftSchema, { name: " Line 1 " })).toEqual({
    parentId: null,
    name: "Line 1",
    kind: "other",
    notes: "",
  });
  for (const draft of [
    { name: "a/b" },
    { name: "  " },
    { name: "a", kind: "hall" },
    { name: "a", parentId: 0 },
  ])
    expect(v.safeParse(GroupDraftSchema, draft).success).toBe(false);
  expect(v.safeParse(GroupPatchSchema, {}).success).toBe(true);
  expect(v.safeParse(GroupPatchSchema, { id: 4 }).success).toBe(false);
});
