// The rows of a table as a CSV file, all pages of it.

import type { Listing } from "../../contract.ts";
import { download } from "../listing/download.ts";
import type { Column, TableRequest } from "./column.ts";

/** What a person opens in a spreadsheet; more than this is an export of the API. */
export const EXPORT_ROWS = 20_000;
const PAGE_ROWS = 200;

/** A field as RFC 4180 wants it; what a spreadsheet would take for a formula is marked as text. */
export function csvField(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return "";
  if (typeof value !== "string") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export interface RowExport<T> {
  readonly name: string;
  readonly columns: readonly Column<T>[];
  readonly request: TableRequest;
  readonly load: (request: TableRequest) => Promise<Listing<T>>;
}

/** Saves the file and resolves to whether it holds all rows. */
export async function exportRows<T>({ name, columns, request, load }: RowExport<T>): Promise<boolean> {
  const said = columns.flatMap(({ header, text }) => (text ? [{ header, text }] : []));
  const lines = [said.map(({ header }) => csvField(header)).join(",")];
  const { cursor: _, ...first } = request;
  let next: string | null = null;
  do {
    const page: Listing<T> = await load({
      ...first,
      limit: PAGE_ROWS,
      ...(next !== null && { cursor: next }),
    });
    for (const row of page.items) lines.push(said.map(({ text }) => csvField(text(row))).join(","));
    next = page.nextCursor;
  } while (next !== null && lines.length <= EXPORT_ROWS);
  // The mark tells Excel that it is UTF-8.
  download(`${name}.csv`, `\uFEFF${lines.join("\r\n")}\r\n`, "text/csv");
  return next === null;
}
