// Calls of importing devices and of making them by a pattern.

import { call, type Query } from "../../call.ts";

export interface ImportPreview {
  readonly fileId: string;
  readonly sheets: readonly string[];
  readonly headings: readonly string[];
  readonly columns: readonly string[];
  readonly sample: readonly (readonly string[])[];
  readonly rowCount: number;
}

export type ImportMode = "upsert" | "create" | "update";

export interface ImportSettings {
  readonly columns: readonly string[];
  readonly mode: ImportMode;
  /** `name`, `secret` or `tag:<key>`. */
  readonly key: string;
  readonly productKey?: string;
  readonly sheet?: string;
  readonly makesGroups: boolean;
}

export interface Pattern {
  readonly productKey: string;
  readonly pattern: string;
  readonly name: string;
  readonly group: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface PatternPreview {
  readonly count: number;
  readonly first: readonly PatternRow[];
  readonly last: PatternRow | null;
  readonly existing: number;
}
export interface PatternRow {
  readonly deviceName: string;
  readonly name: string;
  readonly group: string;
}

export const importCalls = {
  upload: (file: Blob, query: Query = {}) => call("POST", "/device-import-files", { body: file, query }),
  preview: (fileId: string, sheet: string) =>
    call("GET", `/device-import-files/${fileId}`, { query: { sheet } }),
  start: (fileId: string, body: ImportSettings & { dryRun: boolean; fileName: string }) =>
    call("POST", `/device-import-files/${fileId}/start`, { body }),
  previewPattern: (body: Pattern, signal: AbortSignal) =>
    call("POST", "/devices/generate/preview", { body, signal }),
  generate: (body: Pattern) => call("POST", "/devices/generate", { body }),
};
