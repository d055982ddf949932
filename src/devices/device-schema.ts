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

/** A new device; name and secret are made up when they are not given. */
export const DeviceDraftSchema = v.strictObject({
  productKey: ProductKeySchema,
  deviceName: v.optional(DeviceNameSchema),
  deviceSecret: v.optional(SecretSchema),
  name: v.optional(Nickname),
  notes: v.optional(Notes),
  isEnabled: v.optional(v.boolean()),
});
export type DeviceDraft = v.InferOutput<typeof DeviceDraftSchema>;

/** What may be changed later. */
export const DevicePatchSchema = v.strictObject({
  deviceSecret: v.optional(SecretSchema),
  name: v.optional(Nickname),
  notes: v.optional(Notes),
  isEnabled: v.optional(v.boolean()),
});
export type DevicePatch = v.InferOutput<typeof DevicePatchSchema>;
