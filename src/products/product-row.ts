import { randomBytes } from "node:crypto";
import { assert } from "../kit/assert.ts";
import { randomText } from "../kit/random-text.ts";
import { PRODUCT_KEY_PATTERN } from "../spine/ids.ts";
import { EMPTY_MAPPING } from "../spine/mapping.ts";
import { NO_OFFLINE_RULE } from "../spine/product.ts";
import type { ProductDraft } from "./product-schema.ts";
import type { ProductRow } from "./table.ts";

/** The row of a new product; a secret that is made up has 16 letters and digits. */
export function newRow(draft: ProductDraft, now: number): Omit<ProductRow, "id"> {
  const productKey = draft.productKey ?? newProductKey();
  assert(PRODUCT_KEY_PATTERN.test(productKey), "product keys are checked at the edge");
  return {
    productKey,
    productSecret: draft.productSecret ?? newProductSecret(),
    name: draft.name,
    description: draft.description ?? "",
    nodeType: draft.nodeType ?? "direct",
    validation: draft.validation ?? "warn",
    isEnabled: draft.isEnabled ?? true,
    modelVersion: 1,
    retentionDays: draft.retentionDays ?? null,
    registration: draft.registration ?? "off",
    childProductKey: draft.childProductKey ?? null,
    mapping: draft.mapping ?? EMPTY_MAPPING,
    status: "draft",
    accessKey: draft.accessKey ?? newAccessKey(),
    formerKeys: {},
    dialects: draft.dialects ?? null,
    dataMode: draft.dataMode ?? "model",
    offlineRule: draft.offlineRule ?? NO_OFFLINE_RULE,
    registrationUntil: draft.registrationUntil ?? null,
    createdAt: now,
    updatedAt: now,
  };
}

/** OneNET's form of it: base64 of 32 random bytes. */
export function newAccessKey(): string {
  return randomBytes(32).toString("base64");
}

/** It looks like those of Alibaba's platform: `a1` and nine letters or digits. */
export function newProductKey(): string {
  return `a1${randomText(9)}`;
}

/** 142 bits; Alibaba's have 16 characters, of which SDKs leave room for 64. */
export function newProductSecret(): string {
  return randomText(24);
}
