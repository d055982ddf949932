// A table as an .xlsx file (ECMA-376 SpreadsheetML), written as its rows come and never held as a whole.

import { type ZipEntry, zipStream } from "./zip-stream.ts";

export type XlsxCell = string | number | boolean | undefined;

export interface XlsxColumn {
  readonly title: string;
  /** A `date` column holds wall time as ms; a `value` column whatever comes. */
  readonly kind: "date" | "value";
  /** In characters. */
  readonly width: number;
}

export interface XlsxTable {
  readonly columns: readonly XlsxColumn[];
  /** Batches of rows, a cell for each column. */
  readonly rows: AsyncIterable<readonly (readonly XlsxCell[])[]>;
  /** Rows of a sheet, its heading included; what Excel can open unless given. */
  readonly sheetRows?: number;
}

const SHEET_ROWS = 1_048_576;
/** A sheet ends before the zip format's own bound on one file. */
const SHEET_BYTES = 2 ** 31;
/** Longest text that Excel takes in a cell; with more it calls the file damaged. */
const TEXT_MAX = 32_767;
const PIECE_CHARS = 256 * 1024;
const DAY_MS = 86_400_000;
/** Days from Excel's day 0 to 1970-01-01. */
const EPOCH_DAYS = 25_569;

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const PART = "application/vnd.openxmlformats-officedocument.spreadsheetml";
const encoder = new TextEncoder();

/** Yields the file's bytes. A table that is too long for a sheet goes on in further ones, each with the heading. */
export function xlsxStream(table: XlsxTable): AsyncGenerator<Uint8Array> {
  return zipStream(entriesOf(table));
}

export interface XlsxSheet extends XlsxTable {
  /** At most 31 characters, none of []:*?/\\ */
  readonly name: string;
}

/** Yields the bytes of a file with a sheet for each table; each must fit on one. */
export function xlsxWorkbook(sheets: readonly XlsxSheet[]): AsyncGenerator<Uint8Array> {
  return zipStream(workbookEntries(sheets));
}

async function* workbookEntries(sheets: readonly XlsxSheet[]): AsyncGenerator<ZipEntry> {
  for (const [index, sheet] of sheets.entries()) {
    const reader = new RowReader(sheet.rows);
    yield { name: `xl/worksheets/sheet${index + 1}.xml`, content: sheetPieces(sheet, reader) };
    await reader.close();
  }
  const names = sheets.map(({ name }) => escapeXml(name).replaceAll('"', "&quot;"));
  for (const [name, text] of frameParts(names)) yield { name, content: [encoder.encode(HEAD + text)] };
}

async function* entriesOf(table: XlsxTable): AsyncGenerator<ZipEntry> {
  const reader = new RowReader(table.rows);
  let sheets = 0;
  try {
    do {
      sheets += 1;
      yield { name: `xl/worksheets/sheet${sheets}.xml`, content: sheetPieces(table, reader) };
    } while (await reader.hasMore());
  } finally {
    await reader.close();
  }
  const names = Array.from({ length: sheets }, (_, index) => String(index + 1));
  for (const [name, text] of frameParts(names)) yield { name, content: [encoder.encode(HEAD + text)] };
}

/** Rows of batches one by one, across sheets. */
class RowReader {
  readonly #batches: AsyncIterator<readonly (readonly XlsxCell[])[]>;
  #batch: readonly (readonly XlsxCell[])[] = [];
  #at = 0;

  constructor(rows: XlsxTable["rows"]) {
    this.#batches = rows[Symbol.asyncIterator]();
  }

  async hasMore(): Promise<boolean> {
    while (this.#at >= this.#batch.length) {
      const { done, value } = await this.#batches.next();
      if (done) return false;
      this.#batch = value;
      this.#at = 0;
    }
    return true;
  }

  /** The next row of the batch at hand; undefined at its end. */
  take(): readonly XlsxCell[] | undefined {
    return this.#batch[this.#at++];
  }

  async close(): Promise<void> {
    await this.#batches.return?.();
  }
}

async function* sheetPieces(table: XlsxTable, reader: RowReader): AsyncGenerator<Uint8Array> {
  const { columns, sheetRows = SHEET_ROWS } = table;
  const names = columns.map((_, index) => columnName(index));
  let text = sheetHead(columns, names);
  let bytes = 0;
  let row = 1;
  while (row < sheetRows && bytes < SHEET_BYTES && (await reader.hasMore())) {
    for (let cells = reader.take(); cells !== undefined; cells = reader.take()) {
      row += 1;
      text += `<row r="${row}">`;
      for (let i = 0; i < names.length; i++) {
        const cell = cells[i];
        if (cell !== undefined) text += cellXml(`${names[i]}${row}`, cell, columns[i]?.kind === "date");
      }
      text += "</row>";
      if (row >= sheetRows || text.length >= PIECE_CHARS) break;
    }
    if (text.length < PIECE_CHARS) continue;
    const piece = encoder.encode(text);
    text = "";
    bytes += piece.length;
    yield piece;
  }
  yield encoder.encode(`${text}</sheetData></worksheet>`);
}

function sheetHead(columns: readonly XlsxColumn[], names: readonly string[]): string {
  const widths = columns.map(
    ({ width }, i) => `<col min="${i + 1}" max="${i + 1}" width="${width}" customWidth="1"/>`,
  );
  const titles = columns.map(({ title }, i) => textXml(`${names[i]}1`, title, 2));
  const pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>';
  return (
    `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews>` +
    `<cols>${widths.join("")}</cols><sheetData><row r="1">${titles.join("")}</row>`
  );
}

function cellXml(place: string, cell: string | number | boolean, isDate: boolean): string {
  if (typeof cell === "boolean") return `<c r="${place}" t="b"><v>${cell ? 1 : 0}</v></c>`;
  if (typeof cell === "string") return textXml(place, cell, 0);
  if (!Number.isFinite(cell)) return textXml(place, String(cell), 0);
  // To the microsecond: a double carries no more of a day.
  if (isDate) return `<c r="${place}" s="1"><v>${(cell / DAY_MS + EPOCH_DAYS).toFixed(10)}</v></c>`;
  return `<c r="${place}"><v>${cell}</v></c>`;
}

function textXml(place: string, text: string, style: number): string {
  const styled = style === 0 ? "" : ` s="${style}"`;
  return `<c r="${place}"${styled} t="inlineStr"><is><t xml:space="preserve">${escapeXml(text)}</t></is></c>`;
}

/** What XML 1.0 cannot hold, lone surrogates included. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
const ILLEGAL = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;
const MARKUP: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

function escapeXml(text: string): string {
  const whole = text.slice(0, TEXT_MAX).toWellFormed().replace(ILLEGAL, "\ufffd");
  return whole.replace(/[&<>]/g, (sign) => MARKUP[sign] ?? sign);
}

/** 0 is A, 25 is Z, 26 is AA. */
function columnName(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : columnName(Math.floor(index / 26) - 1) + last;
}

/** All parts but the sheets, which must be counted first. */
function frameParts(names: readonly string[]): [name: string, text: string][] {
  const numbers = names.map((_, index) => index + 1);
  const each = (make: (n: number) => string) => numbers.map(make).join("");
  const relation = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="${RELATIONS}/${type}" Target="${target}"/>`;
  const relations = (inner: string) =>
    `<Relationships xmlns="${PACKAGE}/relationships">${inner}</Relationships>`;
  const part = (name: string, type: string) =>
    `<Override PartName="/xl/${name}.xml" ContentType="${PART}.${type}+xml"/>`;
  return [
    [
      "xl/workbook.xml",
      `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>` +
        `${each((n) => `<sheet name="${names[n - 1]}" sheetId="${n}" r:id="s${n}"/>`)}</sheets></workbook>`,
    ],
    ["xl/styles.xml", STYLES],
    [
      "xl/_rels/workbook.xml.rels",
      relations(
        each((n) => relation(`s${n}`, "worksheet", `worksheets/sheet${n}.xml`)) +
          relation("styles", "styles", "styles.xml"),
      ),
    ],
    ["_rels/.rels", relations(relation("r1", "officeDocument", "xl/workbook.xml"))],
    [
      "[Content_Types].xml",
      `<Types xmlns="${PACKAGE}/content-types">` +
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
        `<Default Extension="xml" ContentType="application/xml"/>${part("workbook", "sheet.main")}` +
        `${part("styles", "styles")}${each((n) => part(`worksheets/sheet${n}`, "worksheet"))}</Types>`,
    ],
  ];
}

/** 0 plain, 1 date and time to the millisecond, 2 a heading. */
const STYLES =
  `<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss.000"/></numFmts>` +
  '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>' +
  '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>' +
  '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>' +
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
  '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>' +
  '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>' +
  '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs></styleSheet>';
