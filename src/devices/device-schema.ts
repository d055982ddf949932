// What a person or an application may say about a device; feeds validation and OpenAPI alike.

import * as v from "valibot";
import { ProductKeySchema, SecretSchema } from "../products/products.ts";
import { DEVICE_NAME_PATTERN } from "../spine/ids.ts";

export const DeviceNameSchema = v.pipe(
  v.string(),
  v.regex(DEVICE_NAME_PATTERN, "must be 1 to 64 letters, digits, - _ . : or @"),
);
const Nickname = v.pipe(v.string(), v.trim(), v.maxLength(128, "must have at most 128 characters"));
const Notes = v.pipe(v.string(), v.maxLength(4_000, "must have at most 4000 characters"));
/** Where a device stands: in the tree of groups, on the map, in words. Null takes it away. */
export const LOCATION = {
  groupId: v.optional(
    v.pipe(
      v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1))),
      v.description("Id of its group; null for none"),
    ),
  ),
  latitude: v.optional(degrees(90)),
  longitude: v.optional(degrees(180)),
  place: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(256, "must have at most 256 characters"))),
};

function degrees(most: number) {
  const outside = `must be within -${most} to ${most} degrees`;
  return v.nullable(v.pipe(v.number(), v.minValue(-most, outside), v.maxValue(most, outside)));
}

/** A new device; name and secret are made up when they are not given. */
export const DeviceDraftSchema = v.strictObject({
  productKey: ProductKeySchema,
  deviceName: v.optional(DeviceNameSchema),
  deviceSecret: v.optional(SecretSchema),
  name: v.optional(Nickname),
  notes: v.optional(Notes),
  ...LOCATION,
  isEnabled: v.optional(v.boolean()),
});
export type DeviceDraft = v.InferOutput<typeof DeviceDraftSchema>;

/** What may be changed later. */
export const DevicePatchSchema = v.strictObject({
  deviceSecret: v.optional(SecretSchema),
  name: v.optional(Nickname),
  notes: v.optional(Notes),
  ...LOCATION,
  isEnabled: v.optional(v.boolean()),
});
export type DevicePatch = v.InferOutput<typeof DevicePatchSchema>;
