// Calls of moving in.

import { ApiError, call, get } from "../call.ts";
import type { NodeType, Product } from "../contract.ts";

export interface NewProduct {
  readonly productKey: string;
  readonly name: string;
  readonly nodeType: NodeType;
  readonly productSecret?: string;
  readonly accessKey?: string;
}

export interface ModelNotice {
  readonly path: string;
  readonly code: string;
  readonly text: { readonly en: string; readonly zh: string };
}
export interface ImportedModel {
  readonly format: string;
  readonly model: {
    readonly properties: readonly unknown[];
    readonly events: readonly unknown[];
    readonly services: readonly unknown[];
  };
  readonly notices: readonly ModelNotice[];
  readonly saved: "nothing" | "draft" | "version";
}

export interface TrialOutcome {
  readonly ok: boolean;
  readonly dialect: string | null;
  readonly productKey: string | null;
  readonly deviceName: string | null;
  readonly code: string | null;
  readonly text: string | null;
  readonly advice: string | null;
}

const path = (productKey: string) => `/products/${encodeURIComponent(productKey)}` as const;

export const moveInCalls = {
  /** The product, made where there is none of this key. */
  async ensureProduct(body: NewProduct): Promise<{ product: Product; isNew: boolean }> {
    try {
      return { product: await get(path(body.productKey)), isNew: false };
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 404) throw error;
    }
    return { product: await call("POST", "/products", { body }), isNew: true };
  },
  importModel: (productKey: string, file: Blob) =>
    call("POST", `${path(productKey)}/thing-model/import`, { body: file }),
  /** How many devices the product has, and how many of them were never here. */
  async arrivals(productKey: string): Promise<{ total: number; arrived: number; online: number }> {
    const count = async (state: string) =>
      (await get("/devices", { productKey, state, limit: 1 })).total ?? 0;
    const [total, inactive, online] = await Promise.all([count(""), count("inactive"), count("online")]);
    return { total, arrived: total - inactive, online };
  },
  tryLogin: (body: { clientId: string; username: string; password: string; isTls: boolean }) =>
    call("POST", "/login-trials", { body }),
};
