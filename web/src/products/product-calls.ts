// What is asked of the server about whole products: lists, status, secrets, copies, files.

import { sendFile, type Watch } from "../base/upload/send-file.ts";
import { call, get } from "../call.ts";
import type { Product } from "../contract.ts";
import { edit, type ONE_FIELD } from "../edit/edit.ts";

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
  update: (productKey: string, body: ProductChange, basis: Product | typeof ONE_FIELD) =>
    edit("updateProduct", { at: [productKey], basis, body }),
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
  import: (
    { bundle, ...query }: { bundle: unknown; dryRun: boolean; productKey?: string },
    watch: Watch,
  ): Promise<ProductImport> => {
    const file = new Blob([JSON.stringify(bundle)]);
    return sendFile("/products/import", { file, query, media: "application/json" }, watch);
  },
};
