// A table as people have it: CSV in the encodings that their programs write, or the first sheet of an .xlsx file.

import { isUtf8 } from "node:buffer";
import { CsvRows, detectSeparator } from "./csv-rows.ts";
import { TableError } from "./table-error.ts";
import { xlsxRows } from "./xlsx-rows.ts";

export interface TableRow {
  /** As a person counts in the file: 1 is the heading. */
  readonly row: number;
  readonly cells: readonly string[];
}

export interface TableFileOptions {
  /** More rows are refused, the heading not counted. */
  readonly rowsMax: number;
  /** Of an .xlsx file; the first unless given. */
  readonly sheet?: string | undefined;
}

const PIECE_BYTES = 64 * 1024;
const HEAD_BYTES = 64 * 1024;
const ZIP_MARK = [0x50, 0x4b];
/** What a spreadsheet of an older kind begins with: told apart, so that people learn what to do. */
const OLD_EXCEL = [0xd0, 0xcf, 0x11, 0xe0];

/** True when these bytes begin as an .xlsx file does. */
export function isXlsx(bytes: Uint8Array): boolean {
  return startsWith(bytes, ZIP_MARK);
}

/** Rows that hold some text, in batches. Throws TableError. */
export async function* tableRows(
  bytes: Uint8Array,
  { rowsMax, sheet }: TableFileOptions,
): AsyncGenerator<TableRow[]> {
  if (startsWith(bytes, OLD_EXCEL)) throw new TableError("not_a_table", "xls");
  let count = 0;
  for await (const batch of isXlsx(bytes) ? xlsxRows(bytes, sheet) : csvBatches(bytes)) {
    count += batch.length;
    if (count > rowsMax + 1) throw new TableError("too_many_rows", String(rowsMax));
    yield batch;
  }
}

function* csvBatches(bytes: Uint8Array): Generator<TableRow[]> {
  const encoding = encodingOf(bytes);
  if (encoding !== "utf-16le" && bytes.subarray(0, HEAD_BYTES).includes(0))
    throw new TableError("not_a_table");
  const head = new TextDecoder(encoding).decode(bytes.subarray(0, HEAD_BYTES));
  const told = /^sep=(.)\r?\n/.exec(head);
  const reader = new CsvRows(told?.[1] ?? detectSeparator(head));
  const decoder = new TextDecoder(encoding);
  let row = told === null ? 0 : -1;
  const number = (rows: string[][]): TableRow[] => {
    const filled: TableRow[] = [];
    for (const cells of rows) {
      row += 1;
      if (cells.length > 0 && row > 0) filled.push({ row, cells });
    }
    return filled;
  };
  for (let at = 0; at < bytes.length; at += PIECE_BYTES)
    yield number(reader.feed(decoder.decode(bytes.subarray(at, at + PIECE_BYTES), { stream: true })));
  yield number([...reader.feed(decoder.decode()), ...reader.end()]);
}

/** Chinese Windows saves CSV in its own code page, which never is valid UTF-8 by chance for long. */
function encodingOf(bytes: Uint8Array): "utf-8" | "utf-16le" | "gb18030" {
  if (startsWith(bytes, [0xff, 0xfe])) return "utf-16le";
  return isUtf8(bytes) ? "utf-8" : "gb18030";
}

function startsWith(bytes: Uint8Array, mark: readonly number[]): boolean {
  return mark.every((byte, at) => bytes[at] === byte);
}
