// What an import is asked to do, and the place that it has reached.

import * as v from "valibot";
import type { JobContext } from "../../jobs/jobs.ts";
import type { TableRow } from "../../kit/table-file.ts";
import { AppError } from "../../spine/error.ts";
import type { PendingTags } from "./commit.ts";
import { ColumnsSchema } from "./rows/columns.ts";
import type { RowDraft } from "./rows/row-reader.ts";

export const ImportInput = v.object({
  fileId: v.string(),
  sheet: v.optional(v.string()),
  columns: ColumnsSchema,
  headings: v.array(v.string()),
  mode: v.picklist(["upsert", "create", "update"]),
  key: v.custom<"name" | "secret" | `tag:${string}`>(
    (value) => typeof value === "string" && /^(name|secret|tag:.{1,64})$/u.test(value),
    "must be name, secret or tag:<key>",
  ),
  productKey: v.optional(v.string()),
  makesGroups: v.boolean(),
  rowCount: v.number(),
});
export type ImportInput = v.InferOutput<typeof ImportInput>;

/** `row`: the last one that is done with. */
export interface ImportPlace {
  readonly phase: "devices" | "bindings";
  readonly row: number;
  readonly pending: PendingTags;
}
export type ImportContext = JobContext<ImportInput, ImportPlace>;

/** A row that can be read, with its place for what may still be found wrong. */
export interface ReadLine {
  readonly line: TableRow;
  readonly draft: RowDraft;
}

/** Throws `import_no_heading` when nothing would say which device a row is about. */
export function requireKey(input: Pick<ImportInput, "columns" | "key">): void {
  const isThere =
    input.key === "name"
      ? input.columns.includes("deviceName")
      : input.columns.includes(keyColumn(input.key));
  const isTagged = input.key.startsWith("tag:") && input.columns.includes("tags");
  if (!isThere && !isTagged) throw new AppError("import_no_heading");
}

function keyColumn(key: "secret" | `tag:${string}` | "name") {
  return key === "secret" ? "deviceSecret" : key === "name" ? "deviceName" : key;
}
