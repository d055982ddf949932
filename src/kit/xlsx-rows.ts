// The rows of one sheet of an .xlsx file (ECMA-376 SpreadsheetML), read as a stream: beside the archive only the texts
// that cells share are held, and those within bounds.

import { TableError } from "./table-error.ts";
import { isDateFormat, type NumberStyles, numberText } from "./xlsx-styles.ts";
import { XmlScan, type XmlVisitor } from "./xml-scan.ts";
import { ZipReader } from "./zip-reader.ts";

/** What a sheet may unpack to: some hundred bytes for each of a million cells. */
const SHEET_BYTES = 512 * 1024 * 1024;
const STRINGS_BYTES = 128 * 1024 * 1024;
const PART_BYTES = 8 * 1024 * 1024;
const COLUMNS_MAX = 512;
/** Rows that Excel numbers; another number is forged or damage. */
const ROW_MAX = 1_048_576;
const CELL_CHARS = 65_536;
/** Of what is wrong, in the message. */
const SHOWN_CHARS = 40;

export interface SheetRow {
  /** As the sheet numbers it, from 1. */
  readonly row: number;
  readonly cells: readonly string[];
}

/** Names of the sheets in their order. Throws TableError. */
export async function sheetNames(bytes: Uint8Array): Promise<string[]> {
  return (await readWorkbook(new ZipReader(bytes))).sheets.map(({ name }) => name);
}

/** Rows with text in them, in batches as they are unpacked; of the named sheet, or of the first. Throws TableError. */
export async function* xlsxRows(bytes: Uint8Array, sheetName?: string): AsyncGenerator<SheetRow[]> {
  const zip = new ZipReader(bytes);
  const { sheets, is1904 } = await readWorkbook(zip);
  const sheet = sheetName === undefined ? sheets[0] : sheets.find(({ name }) => name === sheetName);
  if (sheet === undefined || !zip.has(sheet.path)) throw new TableError("no_sheet", sheetName ?? "");
  const shared = await readStrings(zip);
  const styles = { isDate: await readDateStyles(zip), is1904 };
  const visitor = new SheetVisitor(shared, styles);
  for await (const text of texts(zip, sheet.path, SHEET_BYTES)) {
    scan(visitor.scan, text);
    if (visitor.rows.length > 0) yield visitor.rows.splice(0);
  }
}

async function* texts(zip: ZipReader, name: string, limitBytes: number): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const piece of zip.read(name, limitBytes)) yield decoder.decode(piece, { stream: true });
  yield decoder.decode();
}

function scan(scanner: XmlScan, text: string): void {
  try {
    scanner.feed(text);
  } catch (cause) {
    if (cause instanceof RangeError) throw new TableError("not_a_table");
    throw cause;
  }
}

interface Workbook {
  readonly sheets: readonly { readonly name: string; readonly path: string }[];
  readonly is1904: boolean;
}

async function readWorkbook(zip: ZipReader): Promise<Workbook> {
  if (!zip.has("xl/workbook.xml")) throw new TableError("not_a_table");
  const targets = new Map<string, string>();
  await visit(zip, "xl/_rels/workbook.xml.rels", (name, attribute) => {
    if (name === "Relationship") targets.set(attribute("Id") ?? "", attribute("Target") ?? "");
  });
  const sheets: { name: string; path: string }[] = [];
  let is1904 = false;
  await visit(zip, "xl/workbook.xml", (name, attribute) => {
    if (name === "workbookPr") is1904 = /^(1|true)$/.test(attribute("date1904") ?? "");
    if (name !== "sheet") return;
    const target = targets.get(attribute("id") ?? "") ?? "";
    const path = target.startsWith("/") ? target.slice(1) : `xl/${target}`;
    sheets.push({ name: attribute("name") ?? "", path });
  });
  return { sheets, is1904 };
}

/** Which cell styles show dates. */
async function readDateStyles(zip: ZipReader): Promise<boolean[]> {
  const codes = new Map<number, string>();
  const isDate: boolean[] = [];
  let isInCells = false;
  await visit(zip, "xl/styles.xml", (name, attribute) => {
    if (name === "numFmt") codes.set(Number(attribute("numFmtId")), attribute("formatCode") ?? "");
    if (name === "cellXfs" || name === "cellStyleXfs") isInCells = name === "cellXfs";
    if (name !== "xf" || !isInCells) return;
    const id = Number(attribute("numFmtId") ?? 0);
    isDate.push(isDateFormat(id, codes.get(id)));
  });
  return isDate;
}

async function visit(zip: ZipReader, name: string, open: XmlVisitor["open"]): Promise<void> {
  const scanner = new XmlScan({ open, close: () => {}, text: () => {} });
  for await (const text of texts(zip, name, PART_BYTES)) scan(scanner, text);
}

/** The texts that cells refer to; how a reading aid spells them (`rPh`) is left out. */
async function readStrings(zip: ZipReader): Promise<string[]> {
  const found: string[] = [];
  let one = "";
  let isText = false;
  let isAid = false;
  const scanner = new XmlScan({
    open(name) {
      if (name === "si") one = "";
      if (name === "rPh") isAid = true;
      isText = name === "t" && !isAid;
    },
    close(name) {
      if (name === "si") found.push(one);
      if (name === "rPh") isAid = false;
      isText = false;
    },
    text(text) {
      if (isText && one.length < CELL_CHARS) one += text;
    },
  });
  for await (const text of texts(zip, "xl/sharedStrings.xml", STRINGS_BYTES)) scan(scanner, text);
  return found;
}

class SheetVisitor implements XmlVisitor {
  readonly rows: SheetRow[] = [];
  readonly scan = new XmlScan(this);
  #row = 0;
  #cells: string[] = [];
  #column = 0;
  #type = "";
  #style = 0;
  #value = "";
  #isValue = false;
  #isAid = false;

  constructor(
    readonly shared: readonly string[],
    readonly styles: NumberStyles,
  ) {}

  open(name: string, attribute: (name: string) => string | undefined): void {
    if (name === "row") {
      // Rows rise, whatever a file says of them.
      this.#row = Math.max(this.#row + 1, rowOf(attribute("r")));
      this.#cells = [];
      this.#column = 0;
    } else if (name === "c") {
      this.#column = columnOf(attribute("r")) ?? this.#column;
      if (this.#column >= COLUMNS_MAX) throw new TableError("too_many_columns", String(COLUMNS_MAX));
      this.#type = attribute("t") ?? "n";
      this.#style = Number(attribute("s") ?? 0);
      this.#value = "";
    } else if (name === "rPh") this.#isAid = true;
    this.#isValue = name === "v" || (name === "t" && !this.#isAid);
  }

  close(name: string): void {
    this.#isValue = false;
    if (name === "rPh") this.#isAid = false;
    else if (name === "c") {
      const text = this.#cellText();
      if (text !== "") {
        while (this.#cells.length < this.#column) this.#cells.push("");
        this.#cells[this.#column] = text;
      }
      this.#column += 1;
    } else if (name === "row" && this.#cells.length > 0) {
      this.rows.push({ row: this.#row, cells: this.#cells });
      this.#cells = [];
    }
  }

  text(text: string): void {
    if (!this.#isValue) return;
    this.#value += text;
    if (this.#value.length > CELL_CHARS) throw new TableError("cell_too_long", String(this.#row));
  }

  #cellText(): string {
    if (this.#type === "s") return this.shared[Number(this.#value)] ?? "";
    if (this.#type === "b") return this.#value === "" ? "" : this.#value.trim() === "1" ? "true" : "false";
    if (this.#type === "n") return numberText(this.#value, this.#style, this.styles);
    return this.#value;
  }
}

/** 0 for a row that does not say where it stands. Throws TableError. */
function rowOf(text: string | undefined): number {
  if (text === undefined) return 0;
  const row = /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : 0;
  if (row < 1 || row > ROW_MAX) throw new TableError("bad_row_number", text.slice(0, SHOWN_CHARS));
  return row;
}

/** `C7` is 2; undefined where a cell does not say where it stands. */
function columnOf(place: string | undefined): number | undefined {
  if (place === undefined) return undefined;
  let column = 0;
  for (const sign of place) {
    const digit = sign.charCodeAt(0) - 64;
    if (digit < 1 || digit > 26) break;
    column = column * 26 + digit;
  }
  return column === 0 ? undefined : column - 1;
}
