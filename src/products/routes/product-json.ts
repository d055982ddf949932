// A product as it is told to people and applications, and as the audit trail keeps it.

import * as v from "valibot";
import { named } from "../../http/http.ts";
import { NODE_TYPES, REGISTRATION_MODES, VALIDATION_LEVELS } from "../../spine/model.ts";
import { DATA_MODES, DIALECT_NAMES, PRODUCT_STATUSES } from "../../spine/product.ts";
import type { Product } from "../products.ts";

const Time = v.pipe(v.number(), v.description("UTC ms"));
export const ProductJson = named(
  "Product",
  v.object({
    productKey: v.string(),
    name: v.string(),
    description: v.string(),
    status: v.pipe(
      v.picklist(PRODUCT_STATUSES),
      v.description(
        "A published product cannot be deleted, keeps its node type, and its model changes by drafts",
      ),
    ),
    nodeType: v.picklist(NODE_TYPES),
    dialects: v.pipe(
      v.nullable(v.array(v.picklist(DIALECT_NAMES))),
      v.description("Those that its devices may log in with; null: all"),
    ),
    dataMode: v.picklist(DATA_MODES),
    validation: v.picklist(VALIDATION_LEVELS),
    isEnabled: v.boolean(),
    modelVersion: v.number(),
    retentionDays: v.pipe(
      v.nullable(v.number()),
      v.description("Days that points are kept; null: as long as the system keeps any"),
    ),
    offlineRule: v.pipe(
      v.object({ staleAfterS: v.nullable(v.number()), offlineAfterS: v.nullable(v.number()) }),
      v.description("Seconds without any report after which a device is stale, and offline; null: never"),
    ),
    registration: v.picklist(REGISTRATION_MODES),
    registrationUntil: v.pipe(
      v.nullable(v.number()),
      v.description("UTC ms when the window of dynamic registration ends; null: it has no end"),
    ),
    childProductKey: v.nullable(v.string()),
    deviceCount: v.number(),
    createdAt: Time,
    updatedAt: Time,
  }),
);

/** Without its secrets, its model and its mapping, which have routes of their own. */
export function productJson(product: Product, deviceCount: number): v.InferOutput<typeof ProductJson> {
  const { productKey, name, description, status, nodeType, dialects, dataMode } = product;
  const { validation, isEnabled, modelVersion, retentionDays, offlineRule } = product;
  const { registration, registrationUntil, childProductKey, createdAt, updatedAt } = product;
  return {
    ...{ productKey, name, description, status, nodeType, dataMode, validation, isEnabled },
    ...{ modelVersion, retentionDays, offlineRule, registration, registrationUntil, childProductKey },
    dialects: dialects === null ? null : [...dialects],
    ...{ deviceCount, createdAt, updatedAt },
  };
}

/** For the audit trail, which masks the secrets but shows that they were changed. */
export function withSecret(product: Product) {
  const { name, description, nodeType, dialects, dataMode, validation, retentionDays, mapping } = product;
  const { offlineRule, registration, registrationUntil, childProductKey } = product;
  const { isEnabled, productSecret, accessKey } = product;
  return {
    ...{ name, description, nodeType, dialects, dataMode, validation, retentionDays, offlineRule },
    ...{ registration, registrationUntil, childProductKey, isEnabled, productSecret, accessKey, mapping },
  };
}
