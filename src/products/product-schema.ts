// What a person or an application may say about a product; feeds validation and OpenAPI alike.

import * as v from "valibot";
import { PRODUCT_KEY_PATTERN } from "../spine/ids.ts";
import { MappingSchema } from "../spine/mapping.ts";
import { NODE_TYPES, REGISTRATION_MODES, RetentionDaysSchema, VALIDATION_LEVELS } from "../spine/model.ts";

export const ProductKeySchema = v.pipe(
  v.string(),
  v.regex(
    PRODUCT_KEY_PATTERN,
    "must be 1 to 64 letters, digits, _ or -, and not the beginning of system topics (sys, ext, v1 ...)",
  ),
);
/** A secret that a device can send in any header, packet or command line. */
export const SecretSchema = v.pipe(
  v.string(),
  v.regex(/^[\x21-\x7e]{1,128}$/, "must be 1 to 128 visible ASCII characters"),
);
const Name = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(1, "must not be empty"),
  v.maxLength(128, "must have at most 128 characters"),
);
/** Null: points are kept as long as the system keeps any. */
const RetentionDays = v.nullable(RetentionDaysSchema);
const NodeTypeSchema = v.pipe(
  v.picklist(NODE_TYPES),
  v.description("`gateway` devices also speak for `sub` devices, which are bound to them"),
);
const Registration = v.pipe(
  v.picklist(REGISTRATION_MODES),
  v.description(
    "Dynamic registration: whether devices may fetch their secret with the product's; `listed`: only devices that were created before and never came online, `open`: devices create themselves. Unless it is `off`, the product's secret logs in no device (OneNET's product key)",
  ),
);
const ChildProductKey = v.pipe(
  v.nullable(ProductKeySchema),
  v.description(
    "Of a gateway product: the product in which sub-devices that nobody knows are created; null: nowhere",
  ),
);
const Description = v.pipe(v.string(), v.maxLength(1_000, "must have at most 1000 characters"));

/** A new product; key and secret are made up when they are not given. */
export const ProductDraftSchema = v.strictObject({
  productKey: v.optional(ProductKeySchema),
  productSecret: v.optional(SecretSchema),
  name: Name,
  description: v.optional(Description),
  nodeType: v.optional(NodeTypeSchema),
  validation: v.optional(v.picklist(VALIDATION_LEVELS)),
  registration: v.optional(Registration),
  childProductKey: v.optional(ChildProductKey),
  mapping: v.optional(MappingSchema),
  retentionDays: v.optional(RetentionDays),
  isEnabled: v.optional(v.boolean()),
});
export type ProductDraft = v.InferOutput<typeof ProductDraftSchema>;

/** What may be changed later. */
export const ProductPatchSchema = v.strictObject({
  productSecret: v.optional(SecretSchema),
  name: v.optional(Name),
  description: v.optional(Description),
  nodeType: v.optional(NodeTypeSchema),
  validation: v.optional(v.picklist(VALIDATION_LEVELS)),
  registration: v.optional(Registration),
  childProductKey: v.optional(ChildProductKey),
  mapping: v.optional(MappingSchema),
  retentionDays: v.optional(RetentionDays),
  isEnabled: v.optional(v.boolean()),
});
export type ProductPatch = v.InferOutput<typeof ProductPatchSchema>;
