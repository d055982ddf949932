// What can be done to many devices at once, and to which.

import * as v from "valibot";
import { named } from "../../http/http.ts";
import type { Action } from "../../spine/permission.ts";
import { DevicePatchSchema, LOCATION } from "../device-schema.ts";
import { DeviceFilterSchema } from "../listing/filter-schema.ts";
import { TagsSchema } from "../topology/tags.ts";

const KEYS_MAX = 10_000;
const Key = v.pipe(
  v.string(),
  v.regex(/^[^/]{1,64}\/[^/]{1,64}$/, "must be productKey/deviceName"),
  v.description("`productKey/deviceName`"),
);
const Target = v.union([
  v.strictObject({
    keys: v.pipe(v.array(Key), v.minLength(1), v.maxLength(KEYS_MAX, `at most ${KEYS_MAX} devices by name`)),
  }),
  v.strictObject({ filter: DeviceFilterSchema }),
]);
export type BulkTarget = v.InferOutput<typeof Target>;

const { name, notes } = DevicePatchSchema.entries;
const { groupId, ...location } = LOCATION;
const Fields = v.pipe(
  v.strictObject({ name, notes, ...location }),
  v.check((fields) => Object.keys(fields).length > 0, "names no field"),
);
const TagKeys = v.pipe(v.array(v.pipe(v.string(), v.maxLength(64))), v.minLength(1), v.maxLength(100));
const common = { target: Target, dryRun: v.optional(v.boolean(), false) };

export const BulkSchema = named(
  "BulkChange",
  v.variant("action", [
    v.strictObject({ action: v.picklist(["enable", "disable", "delete"]), ...common }),
    v.strictObject({ action: v.literal("move"), groupId: groupId.wrapped, ...common }),
    v.strictObject({ action: v.literal("tag"), tags: TagsSchema, ...common }),
    v.strictObject({ action: v.literal("untag"), tagKeys: TagKeys, ...common }),
    v.strictObject({ action: v.literal("edit"), fields: Fields, ...common }),
  ]),
);
export type BulkChange = v.InferOutput<typeof BulkSchema>;

/** What may be done to one device may be done to many. */
export function actionFor(change: BulkChange): Extract<Action, "command" | "manage"> {
  switch (change.action) {
    case "enable":
    case "disable":
    case "tag":
    case "untag":
      return "command";
    case "edit":
      return Object.keys(change.fields).every((field) => field === "notes") ? "command" : "manage";
    default:
      return "manage";
  }
}
