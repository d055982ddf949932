// Thing models as files of every format: known by their content, read with what is lost, written with what is lost.

import { parseJson } from "../../kit/bounded-json.ts";
import { TableError } from "../../kit/table-error.ts";
import { isXlsx } from "../../kit/table-file.ts";
import { ZipReader } from "../../kit/zip-reader.ts";
import type { Language } from "../../spine/error.ts";
import type { ModuleSpec, ThingModel } from "../../spine/model.ts";
import { DOCUMENT_FORMATS, readDocument } from "./documents.ts";
import { writeJetlinks } from "./formats/jetlinks-export.ts";
import { type Abilities, lossesOf } from "./formats/losses.ts";
import type { Notice } from "./formats/notice.ts";
import { writeOnenet } from "./formats/onenet-export.ts";
import type { FormatReading } from "./formats/reading.ts";
import { writeThingModelJson } from "./formats/thing-model-json-export.ts";
import { checkModel } from "./rules.ts";
import { readTableFile, writeCsv, writeXlsx } from "./tables/files.ts";
import { exportTsl } from "./tsl-export.ts";

export const MODEL_FORMATS = [...DOCUMENT_FORMATS, "yudao", "csv", "xlsx"] as const;
export type ModelFormat = (typeof MODEL_FORMATS)[number];

export interface FileReading extends FormatReading {
  readonly format: ModelFormat;
}

export interface WriteOptions {
  readonly format: ModelFormat;
  readonly productKey: string;
  readonly version: number;
  /** Of the headings of tables. */
  readonly language: Language;
}

export interface ModelFile {
  readonly content: string | Uint8Array<ArrayBuffer>;
  readonly contentType: string;
  readonly fileName: string;
  /** What the format has no words for. */
  readonly notices: readonly Notice[];
}

/** Most bytes of one file within an archive. */
const ENTRY_BYTES = 4 * 1024 * 1024;
/** Most files of one archive: a model has a few modules, each a file. */
const ENTRIES_MAX = 100;
const XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** Reads a file that someone brings. Never throws: what is no thing model is a problem. */
export async function readModelFile(bytes: Uint8Array): Promise<FileReading> {
  if (isXlsx(bytes)) return readArchive(bytes);
  const text = new TextDecoder().decode(bytes).trim();
  if (text.startsWith("{") || text.startsWith("[")) return readJson(text);
  return checked({ format: "csv", ...(await readTableFile(bytes)) });
}

function readJson(text: string): FileReading {
  try {
    return readDocument(parseJson(text));
  } catch (cause) {
    const message = `is no JSON: ${cause instanceof Error ? cause.message : ""}`;
    return { format: "gantry", model: undefined, problems: [{ path: "", message }], notices: [] };
  }
}

/** A workbook, or what Alibaba's console exports of a model with modules: a file for each. */
async function readArchive(bytes: Uint8Array): Promise<FileReading> {
  try {
    const zip = new ZipReader(bytes);
    const names = zip.names().filter((name) => name.toLowerCase().endsWith(".json"));
    if (names.length === 0 || zip.has("xl/workbook.xml"))
      return checked({ format: "xlsx", ...(await readTableFile(bytes)) });
    if (names.length > ENTRIES_MAX) return unreadable(`has more than ${ENTRIES_MAX} files`);
    const parts: FileReading[] = [];
    for (const name of names) {
      const { problems, ...rest } = readJson(await zip.text(name, ENTRY_BYTES));
      const named = problems.map(({ path, message }) => ({ path: `${name} ${path}`.trim(), message }));
      parts.push({ ...rest, problems: named });
    }
    return checked(merge(parts));
  } catch (cause) {
    if (!(cause instanceof TableError)) throw cause;
    return unreadable("is a damaged archive");
  }
}

function unreadable(message: string): FileReading {
  return { format: "xlsx", model: undefined, problems: [{ path: "", message }], notices: [] };
}

function merge(parts: readonly FileReading[]): FileReading {
  const models = parts.flatMap(({ model }) => (model === undefined ? [] : [model]));
  const problems = parts.flatMap((part) => part.problems);
  const modules = new Map<string, ModuleSpec>();
  for (const module of models.flatMap((model) => model.modules ?? [])) {
    const known = modules.get(module.identifier);
    if (known === undefined || known.name === known.identifier) modules.set(module.identifier, module);
  }
  const model: ThingModel = {
    properties: models.flatMap((one) => one.properties),
    events: models.flatMap((one) => one.events),
    services: models.flatMap((one) => one.services),
    ...(modules.size > 0 ? { modules: [...modules.values()] } : {}),
  };
  return {
    format: parts[0]?.format ?? "tsl",
    model: problems.length === 0 ? model : undefined,
    problems,
    notices: parts.flatMap((part) => part.notices.filter(({ code }) => code !== "module_elsewhere")),
  };
}

function checked(reading: FileReading): FileReading {
  if (reading.model === undefined) return reading;
  const problems = checkModel(reading.model);
  return problems.length === 0 ? reading : { ...reading, model: undefined, problems };
}

/** Writes a model as a file of a format. */
export async function writeModelFile(model: ThingModel, options: WriteOptions): Promise<ModelFile> {
  const { format, productKey, version, language } = options;
  const fileName = (extension: string) => `${productKey}-v${version}-${format}.${extension}`;
  if (format === "csv")
    return {
      content: writeCsv(model, language),
      contentType: "text/csv; charset=utf-8",
      fileName: fileName("csv"),
      notices: [],
    };
  if (format === "xlsx")
    return {
      content: await writeXlsx(model, language),
      contentType: XLSX_TYPE,
      fileName: fileName("xlsx"),
      notices: [],
    };
  const { document, notices } = writeDocument(model, { ...options, format });
  const content = `${JSON.stringify(document, undefined, 2)}\n`;
  return { content, contentType: "application/json", fileName: fileName("json"), notices };
}

/** What `format` would lose of the model. */
export function lossesIn(model: ThingModel, format: ModelFormat): readonly Notice[] {
  if (format === "csv" || format === "xlsx") return [];
  return writeDocument(model, { format, productKey: "", version: 1, language: "en" }).notices;
}

type JsonFormat = Exclude<ModelFormat, "csv" | "xlsx">;

function writeDocument(
  model: ThingModel,
  { format, productKey, version }: WriteOptions & { readonly format: JsonFormat },
): { document: unknown; notices: readonly Notice[] } {
  switch (format) {
    case "gantry":
      return { document: model, notices: [] };
    case "tsl":
      return { document: exportTsl(model, { productKey, version }), notices: lossesOf(model, TSL_ABILITIES) };
    case "thing-model-json":
      return writeThingModelJson(model, { productKey, wording: "alibaba" });
    case "yudao":
      return writeThingModelJson(model, { productKey, wording: "yudao" });
    case "onenet":
      return writeOnenet(model, { productKey });
    case "jetlinks":
      return writeJetlinks(model);
  }
}

const TSL_ABILITIES: Abilities = {
  ...{ hasModules: true, foreignTypes: ["long"], accessModes: {}, hasSteps: true, hasRequired: true },
  ...{ hasRetention: false, hasCalculation: false },
};
