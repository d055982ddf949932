// A table as file formats of register maps read and write it: a heading, and rows of cells.

import { CSV_BOM, csvLine } from "../../../kit/csv-text.ts";
import { type TableRow, tableRows } from "../../../kit/table-file.ts";
import { type XlsxCell, xlsxWorkbook } from "../../../kit/xlsx-stream.ts";

/** More rows than a map may have points, so that the reader can say which are too many. */
const ROWS_MAX = 20_000;

export interface Sheet {
  readonly headings: readonly string[];
  readonly rows: readonly TableRow[];
}

export interface SheetColumn {
  readonly title: string;
  /** In characters. */
  readonly width: number;
}

/** The first sheet of a workbook, or a CSV text; an empty file has no headings. Throws TableError. */
export async function readSheet(bytes: Uint8Array): Promise<Sheet> {
  const rows: TableRow[] = [];
  for await (const some of tableRows(bytes, { rowsMax: ROWS_MAX })) rows.push(...some);
  const [head, ...rest] = rows.map(({ row, cells }) => ({ row, cells: cells.map(withoutGuard) }));
  return { headings: head?.cells ?? [], rows: rest };
}

/** The apostrophe that keeps spreadsheets from running a text as a formula. */
function withoutGuard(cell: string): string {
  return (/^'[=+\-@\t\r\n]/.test(cell) ? cell.slice(1) : cell).trim();
}

export function writeCsvSheet(
  columns: readonly SheetColumn[],
  rows: readonly (readonly XlsxCell[])[],
): string {
  return CSV_BOM + [columns.map(({ title }) => title), ...rows].map((row) => csvLine(row)).join("");
}

export async function writeXlsxSheet(
  name: string,
  columns: readonly SheetColumn[],
  rows: readonly (readonly XlsxCell[])[],
): Promise<Uint8Array<ArrayBuffer>> {
  async function* batch() {
    if (rows.length > 0) yield rows;
  }
  const sheet = {
    name,
    columns: columns.map((column) => ({ ...column, kind: "value" as const })),
    rows: batch(),
  };
  const pieces: Uint8Array[] = [];
  for await (const piece of xlsxWorkbook([sheet])) pieces.push(piece);
  return Buffer.concat(pieces) as Uint8Array<ArrayBuffer>;
}

/** A number of a cell, decimal or `0x`; undefined for an empty cell, the text itself where it is none. */
export function numberCell(cell: string): number | string | undefined {
  if (cell === "") return undefined;
  const number = Number(cell);
  return Number.isFinite(number) ? number : cell;
}

/** As `numberCell`, undefined where it is none. */
export function numberOrNone(cell: string): number | undefined {
  const number = numberCell(cell);
  return typeof number === "number" ? number : undefined;
}
