// Register maps as files of ours and of other platforms.

import { queryOptions } from "@tanstack/react-query";
import type { Property } from "../../../../src/spine/model.ts";
import type { RegisterMap } from "../../../../src/spine/register-map.ts";
import { call, get, withQuery } from "../../call.ts";
import type { FormatNotice } from "../formats/format-calls.ts";

export const MAP_EXPORTS = ["xlsx", "csv", "neuron", "thingsboard", "json"] as const;
export type MapExport = (typeof MAP_EXPORTS)[number];

export interface MapImport {
  readonly format: MapExport | "yudao";
  readonly parts: readonly { readonly name: string; readonly points: number }[];
  readonly part: number;
  readonly map: RegisterMap;
  readonly differences: readonly {
    readonly path: string;
    readonly kind: "added" | "removed" | "changed";
    readonly fields: readonly string[];
  }[];
  readonly notices: readonly FormatNotice[];
  readonly missing: readonly Property[];
  readonly isSaved: boolean;
  readonly model: "unchanged" | "draft" | "version";
}

export interface MapImportChoice {
  readonly dryRun: boolean;
  readonly part: number;
  readonly mode: "replace" | "merge";
  readonly missing: "refuse" | "leave-out" | "add";
}

const path = (productKey: string) => `/products/${encodeURIComponent(productKey)}/register-map` as const;

export const importMapFile = (productKey: string, file: Blob, query: MapImportChoice) =>
  call("POST", `${path(productKey)}/import`, { body: file, query: { ...query } });

/** Where a browser gets the file. */
export const mapFileHref = (productKey: string, format: MapExport) =>
  withQuery(`${path(productKey)}/export`, { format });

export const mapLossesQuery = (productKey: string) =>
  queryOptions({
    queryKey: ["register-map", productKey, "losses"],
    queryFn: () => get(`${path(productKey)}/losses`),
  });
