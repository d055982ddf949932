// Thing models as CSV, and as workbooks with a sheet for each kind.

import { CSV_BOM, csvLine } from "../../../kit/csv-text.ts";
import { TableError, type TableFault } from "../../../kit/table-error.ts";
import { isXlsx, type TableRow, tableRows } from "../../../kit/table-file.ts";
import { sheetNames } from "../../../kit/xlsx-rows.ts";
import { xlsxWorkbook } from "../../../kit/xlsx-stream.ts";
import type { Language } from "../../../spine/error.ts";
import type { ThingModel } from "../../../spine/model.ts";
import type { FormatReading } from "../formats/reading.ts";
import { COLUMNS, headingOf, SHEETS, widthOf } from "./columns.ts";
import { readRows, type TableSheet } from "./read-rows.ts";
import { type Row, rowsOf } from "./rows.ts";

/** A thousand features of fifty fields each would be more, but no longer a model. */
const ROWS_MAX = 20_000;
/** Ours has four; each is read on its own, so a file of a few KB could name any number. */
const SHEETS_MAX = 32;

export function writeCsv(model: ThingModel, language: Language): string {
  const head = csvLine(COLUMNS.map((column) => headingOf(column, language)));
  return (
    CSV_BOM +
    head +
    rowsOf(model)
      .map((row) => csvLine(COLUMNS.map((column) => row[column])))
      .join("")
  );
}

export async function writeXlsx(model: ThingModel, language: Language): Promise<Uint8Array<ArrayBuffer>> {
  const rows = rowsOf(model);
  const columns = COLUMNS.map((column) => ({
    title: headingOf(column, language),
    kind: "value" as const,
    width: widthOf(column),
  }));
  const sheets = SHEETS.map((sheet) => ({
    name: language === "en" ? sheet.en : sheet.zh,
    columns,
    rows: batch(sheetRows(rows, sheet.first)),
  }));
  const pieces: Uint8Array[] = [];
  for await (const piece of xlsxWorkbook(sheets)) pieces.push(piece);
  return Buffer.concat(pieces) as Uint8Array<ArrayBuffer>;
}

/** The rows of a kind of feature, with those of its parts behind it. */
function sheetRows(rows: readonly Row[], first: string): Row[] {
  let isHere = false;
  return rows.filter(({ kind }) => {
    if (SHEETS.some((sheet) => sheet.first === kind)) isHere = kind === first;
    return isHere;
  });
}

async function* batch(rows: readonly Row[]) {
  if (rows.length > 0) yield rows.map((row) => COLUMNS.map((column) => row[column]));
}

/** Reads either; a file that is no table is one problem without a place. */
export async function readTableFile(bytes: Uint8Array): Promise<FormatReading> {
  try {
    return readRows(isXlsx(bytes) ? await workbookSheets(bytes) : [await sheetOf(bytes, undefined)]);
  } catch (cause) {
    if (!(cause instanceof TableError)) throw cause;
    return { model: undefined, problems: [{ path: "", message: messageOf(cause) }], notices: [] };
  }
}

async function workbookSheets(bytes: Uint8Array): Promise<TableSheet[]> {
  const sheets: TableSheet[] = [];
  const names = await sheetNames(bytes);
  if (names.length > SHEETS_MAX) throw new TableError("too_large", `${SHEETS_MAX} sheets`);
  let rows = 0;
  for (const name of names) {
    const sheet = await sheetOf(bytes, name);
    rows += sheet.rows.length;
    if (rows > ROWS_MAX) throw new TableError("too_many_rows", String(ROWS_MAX));
    sheets.push(sheet);
  }
  return sheets;
}

async function sheetOf(bytes: Uint8Array, name: string | undefined): Promise<TableSheet> {
  const rows: TableRow[] = [];
  for await (const some of tableRows(bytes, { rowsMax: ROWS_MAX, sheet: name })) rows.push(...some);
  const known = SHEETS.find(({ en, zh }) => name === zh || name?.toLowerCase() === en.toLowerCase());
  return {
    title: name ?? "",
    kind: known?.first ?? "property",
    rows: rows.map(({ row, cells }) => ({ row, cells: cells.map(withoutGuard) })),
  };
}

/** The apostrophe that keeps spreadsheets from running a text as a formula. */
function withoutGuard(cell: string): string {
  return /^'[=+\-@\t\r\n]/.test(cell) ? cell.slice(1) : cell;
}

const FAULTS: Readonly<Record<TableFault, string>> = {
  not_a_table: "is no table",
  not_a_zip: "is a damaged workbook",
  too_large: "unpacks to too much",
  too_many_rows: "has too many rows",
  too_many_columns: "has too many columns",
  cell_too_long: "has a cell that is too long",
  unclosed_quote: "has a quote that is not closed",
  no_sheet: "has no sheets",
  bad_row_number: "has a row with an impossible number",
};

function messageOf({ fault, detail }: TableError): string {
  return `${FAULTS[fault]} ${detail === "" ? "" : `(${detail})`}`.trim();
}
