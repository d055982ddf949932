// What a person or an application may say about a group of devices.

import * as v from "valibot";
import { named } from "../../http/http.ts";

export const GROUP_KINDS = ["site", "line", "machine", "other"] as const;
export type GroupKind = (typeof GROUP_KINDS)[number];

/** A slash separates the names of a path. */
export const GroupNameSchema = v.pipe(
  v.string(),
  v.trim(),
  v.regex(/^[^/]{1,64}$/, "must be 1 to 64 characters without a slash"),
);
const Id = v.pipe(v.number(), v.integer(), v.minValue(1));
const Parent = v.pipe(v.nullable(Id), v.description("The group that it stands in; null at the top"));
const Kind = v.picklist(GROUP_KINDS);
const Order = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000));
const Notes = v.pipe(v.string(), v.maxLength(4_000, "must have at most 4000 characters"));

export const GroupDraftSchema = v.strictObject({
  parentId: v.optional(Parent, null),
  name: GroupNameSchema,
  kind: v.optional(Kind, "other"),
  order: v.optional(Order),
  notes: v.optional(Notes, ""),
});
export type GroupDraft = v.InferOutput<typeof GroupDraftSchema>;

export const GroupPatchSchema = v.strictObject({
  parentId: v.optional(Parent),
  name: v.optional(GroupNameSchema),
  kind: v.optional(Kind),
  order: v.optional(Order),
  notes: v.optional(Notes),
});
export type GroupPatch = v.InferOutput<typeof GroupPatchSchema>;

/** How many devices are in which state. */
export const StateCountsJson = named(
  "DeviceCounts",
  v.object({
    total: v.number(),
    online: v.number(),
    stale: v.number(),
    offline: v.number(),
    inactive: v.number(),
    disabled: v.number(),
  }),
);

export const GroupJson = named(
  "DeviceGroup",
  v.object({
    id: v.number(),
    parentId: v.nullable(v.number()),
    name: v.string(),
    kind: Kind,
    order: v.pipe(v.number(), v.description("Groups of one parent are listed by it, then by name")),
    notes: v.string(),
    depth: v.pipe(v.number(), v.description("1 at the top")),
    path: v.pipe(v.string(), v.description("Names from the top, with ` / ` between them")),
  }),
);
