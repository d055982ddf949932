// Versions of a thing model as the API has them.

import { queryOptions } from "@tanstack/react-query";
import { ApiError, call, get } from "../../call.ts";
import { queryClient } from "../../queries.ts";

export type TypeChoice = "keep" | "convert" | "separate";
export type TypeChoices = Readonly<Record<string, TypeChoice>>;

export interface ModelVersion {
  readonly version: number;
  readonly actor: string;
  readonly createdAt: number;
  readonly note: string;
  readonly rolledBackTo: number | null;
  readonly typeChanges: TypeChoices;
}

export interface FieldChange {
  readonly path: string;
  readonly from: unknown;
  readonly to: unknown;
}

export type Risk =
  | "type_changed"
  | "range_narrowed"
  | "removed_with_history"
  | "removed"
  | "write_removed"
  | "parameters_changed";

export interface FeatureChange {
  readonly kind: "property" | "event" | "service" | "module";
  readonly identifier: string;
  readonly name: string;
  readonly change: "added" | "removed" | "changed";
  readonly fields: readonly FieldChange[];
  readonly risks: readonly Risk[];
  readonly needsChoice: boolean;
}

export interface ModelDiff {
  readonly changes: readonly FeatureChange[];
}

export interface Published {
  readonly modelVersion: number;
  /** Conversions that were started, by property. */
  readonly jobs: Readonly<Record<string, number>>;
}

interface PublishBody {
  readonly note: string;
  readonly typeChanges: TypeChoices;
  readonly version: number;
}

const path = (productKey: string) => `/products/${encodeURIComponent(productKey)}/thing-model` as const;

export const versionCalls = {
  publish: (productKey: string, body: PublishBody) => call("POST", `${path(productKey)}/publish`, { body }),
  rollBack: (productKey: string, body: PublishBody) => call("POST", `${path(productKey)}/rollback`, { body }),
};

async function loadDraft(productKey: string, signal: AbortSignal) {
  try {
    return await get(`${path(productKey)}/draft`, undefined, signal);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}

/** All of it begins with `model` and the product's key, so that a saved model makes it stale. */
export const versionQueries = {
  list: (productKey: string) =>
    queryOptions({
      queryKey: ["model", productKey, "versions"],
      queryFn: async ({ signal }) => (await get(`${path(productKey)}/versions`, undefined, signal)).items,
    }),
  /** Null: there is no draft. */
  draft: (productKey: string) =>
    queryOptions({
      queryKey: ["model", productKey, "draft"],
      queryFn: ({ signal }) => loadDraft(productKey, signal),
    }),
  diff: (productKey: string, from: number, to: number | "draft") =>
    queryOptions({
      queryKey: ["model", productKey, "diff", from, to],
      queryFn: ({ signal }) => get(`${path(productKey)}/diff`, { from, to }, signal),
    }),
};

/** Whatever shows the product or its model asks again. */
export function refreshModel(productKey: string): void {
  void queryClient.invalidateQueries({ queryKey: ["model", productKey] });
  void queryClient.invalidateQueries({ queryKey: ["products"] });
}
