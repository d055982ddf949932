// Thing models as files of other platforms.

import { queryOptions } from "@tanstack/react-query";
import { call, get, withQuery } from "../../call.ts";
import type { ThingModel } from "../../contract.ts";
import type { ModelDiff } from "../versions/version-calls.ts";

export const FORMATS = [
  "gantry",
  "tsl",
  "thing-model-json",
  "yudao",
  "onenet",
  "jetlinks",
  "xlsx",
  "csv",
] as const;
export type Format = (typeof FORMATS)[number];

export interface FormatNotice {
  readonly path: string;
  readonly code: string;
  readonly text: { readonly en: string; readonly zh: string };
}

export interface ImportOutcome {
  readonly format: Format;
  readonly model: ThingModel;
  readonly diff: ModelDiff;
  readonly notices: readonly FormatNotice[];
  readonly saved: "nothing" | "draft" | "version";
  readonly modelVersion: number;
}

const path = (productKey: string) => `/products/${encodeURIComponent(productKey)}/thing-model` as const;

export const formatCalls = {
  /** `asDraft`: also where it could be put in force at once. */
  importFile: (productKey: string, file: Blob, query: { dryRun: boolean; asDraft: boolean }) =>
    call("POST", `${path(productKey)}/import`, { body: file, query }),
  /** Where a browser gets the file. */
  href: (productKey: string, format: Format) => withQuery(path(productKey), { format, download: true }),
};

export const lossesQuery = (productKey: string) =>
  queryOptions({
    queryKey: ["model", productKey, "losses"],
    queryFn: async ({ signal }) => (await get(`${path(productKey)}/losses`, undefined, signal)).items,
  });
