// What a person or an application may say about a product; feeds validation and OpenAPI alike.

import * as v from "valibot";
import { PRODUCT_KEY_PATTERN } from "../spine/ids.ts";
import { MappingSchema } from "../spine/mapping.ts";
import { NODE_TYPES, REGISTRATION_MODES, RetentionDaysSchema, VALIDATION_LEVELS } from "../spine/model.ts";
import { DATA_MODES, DialectsSchema, OfflineRuleSchema } from "../spine/product.ts";

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

const AccessKeySchema = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9+/]{14,172}={0,2}$/, "must be base64 of 11 to 128 bytes"),
  v.check((text) => text.length % 4 === 0, "must be base64 of 11 to 128 bytes"),
  v.description("Base64; OneNET's access key of the product"),
);
const Dialects = v.pipe(
  DialectsSchema,
  v.description("Dialects that its devices may log in with; null: all. A login in another is refused"),
);
const DataModeSchema = v.pipe(
  v.picklist(DATA_MODES),
  v.description(
    "`streams`: a key that is not in the thing model becomes a data stream of the device, stored as it comes",
  ),
);
const OfflineRule = v.pipe(
  OfflineRuleSchema,
  v.description("Seconds without any report after which a device is stale, and offline; null: never"),
);
const RegistrationUntil = v.pipe(
  v.nullable(
    v.pipe(v.number(), v.integer("must be UTC ms"), v.minValue(0, "must be UTC ms"), v.maxValue(8.64e15)),
  ),
  v.description("UTC ms when the window of dynamic registration ends; null: it has no end"),
);

/** What may be said when a product is made and changed later alike. */
const SETTINGS = {
  productSecret: v.optional(SecretSchema),
  accessKey: v.optional(AccessKeySchema),
  description: v.optional(Description),
  nodeType: v.optional(NodeTypeSchema),
  dialects: v.optional(Dialects),
  dataMode: v.optional(DataModeSchema),
  validation: v.optional(v.picklist(VALIDATION_LEVELS)),
  offlineRule: v.optional(OfflineRule),
  registration: v.optional(Registration),
  registrationUntil: v.optional(RegistrationUntil),
  childProductKey: v.optional(ChildProductKey),
  mapping: v.optional(MappingSchema),
  retentionDays: v.optional(RetentionDays),
  isEnabled: v.optional(v.boolean()),
};

/** A new product; key, secret and access key are made up when they are not given. */
export const ProductDraftSchema = v.strictObject({
  productKey: v.optional(ProductKeySchema),
  name: Name,
  ...SETTINGS,
});
export type ProductDraft = v.InferOutput<typeof ProductDraftSchema>;

/** What may be changed later. */
export const ProductPatchSchema = v.strictObject({ name: v.optional(Name), ...SETTINGS });
export type ProductPatch = v.InferOutput<typeof ProductPatchSchema>;
