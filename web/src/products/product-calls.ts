// What is asked of the server about whole products: lists, status, secrets, copies, files.

import { call, get } from "../call.ts";
import type { Product } from "../contract.ts";

const path = (productKey: string) => `/products/${encodeURIComponent(productKey)}` as const;

export interface ProductKeys {
  productSecret: string;
  accessKey: string;
}

export interface ProductSecrets extends ProductKeys {
  /** What was replaced, and until when it holds or held; UTC ms. */
  former: { which: keyof ProductKeys; until: number }[];
}

export interface ProductImport {
  dryRun: boolean;
  productKey: string;
  action: "create" | "update" | "unchanged";
  differences: { path: string; kind: "added" | "removed" | "changed"; before?: unknown; after?: unknown }[];
  /** What the file asks for and is left out. */
  left: { code: string; text: string }[];
}

/** What may be said of a product; absent stays as it is. */
export type ProductChange = Partial<
  Pick<
    Product,
    | "name"
    | "description"
    | "nodeType"
    | "dialects"
    | "dataMode"
    | "validation"
    | "offlineRule"
    | "retentionDays"
    | "registration"
    | "registrationUntil"
    | "childProductKey"
    | "isEnabled"
  >
> &
  Partial<ProductKeys>;

export const productCalls = {
  list: (query: Record<string, string | number | undefined>) => get("/products", query),
  create: (body: ProductChange & { name: string; productKey?: string }) =>
    call("POST", "/products", { body }),
  update: (productKey: string, body: ProductChange) => call("PATCH", path(productKey), { body }),
  setStatus: (productKey: string, status: Product["status"]) =>
    call("POST", `${path(productKey)}/${status === "published" ? "publish" : "unpublish"}`),
  secrets: (productKey: string) => get(`${path(productKey)}/secret`),
  rotate: (productKey: string, body: { which: keyof ProductKeys; overlapHours: number }) =>
    call("POST", `${path(productKey)}/secret/rotate`, { body }),
  endFormer: (productKey: string) => call("DELETE", `${path(productKey)}/secret/former`),
  copy: (productKey: string, body: { name: string; productKey?: string }) =>
    call("POST", `${path(productKey)}/copy`, { body: { ...body, withDevices: false } }),
  bundle: (productKey: string, hasSecrets: boolean) =>
    get(`${path(productKey)}/bundle`, { secrets: hasSecrets }),
  /** What is no bundle, the server refuses with its reason. */
  import: (bundle: unknown, query: { dryRun: boolean; productKey?: string }) =>
    call("POST", "/products/import", { body: bundle as object, query }),
};
