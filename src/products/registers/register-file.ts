// Register maps as files of every format: known by their content, read with what is lost, written with what is lost.

import * as v from "valibot";
import { parseJson } from "../../kit/bounded-json.ts";
import { problemsOf, type SchemaProblem } from "../../kit/schema-problem.ts";
import { TableError } from "../../kit/table-error.ts";
import { isXlsx } from "../../kit/table-file.ts";
import type { Language } from "../../spine/error.ts";
import type { ThingModel } from "../../spine/model.ts";
import { type RegisterMap, RegisterMapSchema } from "../../spine/register-map.ts";
import { isNeuronSheet, neuronColumns, neuronRows, readNeuron } from "./formats/neuron.ts";
import type { MapNotice } from "./formats/notice.ts";
import { isOwnTable, ownColumns, ownRows, readOwnTable } from "./formats/own-table.ts";
import { type MapPart, type MapReading, refused } from "./formats/reading.ts";
import { readSheet, writeCsvSheet, writeXlsxSheet } from "./formats/sheet.ts";
import { readThingsboard, thingsboardSlaves } from "./formats/thingsboard.ts";
import { writeThingsboard } from "./formats/thingsboard-export.ts";
import { isYudaoSheet, readYudao, yudaoRows, yudaoSheetRows } from "./formats/yudao.ts";

export const MAP_FORMATS = ["json", "csv", "xlsx", "neuron", "yudao", "thingsboard"] as const;
export type MapFormat = (typeof MAP_FORMATS)[number];
export const MAP_EXPORTS = ["csv", "xlsx", "json", "neuron", "thingsboard"] as const;
export type MapExport = (typeof MAP_EXPORTS)[number];

export interface MapFileReading extends MapReading {
  readonly format: MapFormat;
  /** Of a file that holds the whole map and not only its points. */
  readonly map?: RegisterMap;
}

const XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const FAULTS: Readonly<Record<string, string>> = {
  not_a_table: "is no table",
  not_a_zip: "is a damaged workbook",
  too_large: "unpacks to too much",
  too_many_rows: "has too many rows",
  too_many_columns: "has too many columns",
  cell_too_long: "has a cell that is too long",
  unclosed_quote: "has a quote that is not closed",
  no_sheet: "has no sheets",
};

/** Reads a file that someone brings; names and access of points follow `model`. Never throws. */
export async function readMapFile(bytes: Uint8Array, model: ThingModel): Promise<MapFileReading> {
  const text = isXlsx(bytes) ? "" : new TextDecoder().decode(bytes.subarray(0, 64)).trimStart();
  if (text.startsWith("{") || text.startsWith("[")) return readJson(bytes, model);
  const format = isXlsx(bytes) ? "xlsx" : "csv";
  try {
    const sheet = await readSheet(bytes);
    if (isNeuronSheet(sheet.headings)) return { format: "neuron", ...readNeuron(sheet, model) };
    if (isYudaoSheet(sheet.headings)) {
      const pathOf = (at: number) => `row ${sheet.rows[at]?.row ?? at}`;
      return { format: "yudao", ...readYudao(yudaoSheetRows(sheet), model, pathOf) };
    }
    if (isOwnTable(sheet.headings)) return { format, ...readOwnTable(sheet, model) };
    return { format, ...refused("is no register table: no columns Identifier (标识符) and Address (地址)") };
  } catch (cause) {
    if (!(cause instanceof TableError)) throw cause;
    const detail = cause.detail === "" ? "" : ` (${cause.detail})`;
    return { format, ...refused(`${FAULTS[cause.fault] ?? cause.fault}${detail}`) };
  }
}

function readJson(bytes: Uint8Array, model: ThingModel): MapFileReading {
  let document: unknown;
  try {
    document = parseJson(new TextDecoder().decode(bytes));
  } catch (cause) {
    return { format: "json", ...refused(`is no JSON: ${cause instanceof Error ? cause.message : ""}`) };
  }
  const rows = yudaoRows(document);
  if (rows !== undefined) return { format: "yudao", ...readYudao(rows, model, (at) => `[${at}]`) };
  const slaves = thingsboardSlaves(document);
  if (slaves !== undefined) return { format: "thingsboard", ...readThingsboard(slaves, model) };
  const { success, output, issues } = v.safeParse(RegisterMapSchema, document);
  if (!success) return { format: "json", parts: [], problems: problemsOf(issues) as SchemaProblem[] };
  return { format: "json", parts: [wholePart(output)], problems: [], map: output };
}

function wholePart({ points, groups, unit }: RegisterMap): MapPart {
  return { name: "", points, groups, unit, names: new Map(), notices: [] };
}

export interface MapFile {
  readonly content: string | Uint8Array<ArrayBuffer>;
  readonly contentType: string;
  readonly fileName: string;
  /** What the format has no words for. */
  readonly notices: readonly MapNotice[];
}

export interface MapWriting {
  readonly format: MapExport;
  readonly productKey: string;
  readonly model: ThingModel;
  /** Of the headings of tables of ours. */
  readonly language: Language;
}

/** Writes a map as a file of a format. */
export async function writeMapFile(map: RegisterMap, writing: MapWriting): Promise<MapFile> {
  const { format, productKey, model, language } = writing;
  const fileName = (extension: string) => `${productKey}-registers-${format}.${extension}`;
  const json = (document: unknown, notices: readonly MapNotice[]): MapFile => ({
    content: `${JSON.stringify(document, undefined, 2)}\n`,
    contentType: "application/json",
    fileName: fileName("json"),
    notices,
  });
  switch (format) {
    case "json":
      return json(map, []);
    case "thingsboard": {
      const { document, notices } = writeThingsboard(map, productKey);
      return json(document, notices);
    }
    case "csv": {
      const content = writeCsvSheet(ownColumns(language), ownRows(map, model));
      return { content, contentType: "text/csv; charset=utf-8", fileName: fileName("csv"), notices: [] };
    }
    case "xlsx": {
      const content = await writeXlsxSheet("registers", ownColumns(language), ownRows(map, model));
      return { content, contentType: XLSX_TYPE, fileName: fileName("xlsx"), notices: [] };
    }
    case "neuron": {
      const { rows, notices } = neuronRows(map);
      const content = await writeXlsxSheet("tags", neuronColumns(), rows);
      return { content, contentType: XLSX_TYPE, fileName: fileName("xlsx"), notices };
    }
  }
}
