// Which form of JSON a thing model has, and what is in it. Answers of other platforms' APIs are looked into.

import * as v from "valibot";
import { parseJson } from "../../kit/bounded-json.ts";
import { textOf } from "../../kit/scalar.ts";
import { formatPath, type PathSegment, problemsOf, type SchemaProblem } from "../../kit/schema-problem.ts";
import { ThingModelSchema } from "../../spine/model.ts";
import { isJetlinks, readJetlinks } from "./formats/jetlinks.ts";
import { type Notice, notice } from "./formats/notice.ts";
import { isOnenet, readOnenet } from "./formats/onenet.ts";
import type { FormatReading, Json } from "./formats/reading.ts";
import { isThingModelJson, readThingModelJson } from "./formats/thing-model-json.ts";
import { checkModel } from "./rules.ts";
import { importTsl, isJsonObject, isTsl } from "./tsl.ts";

export const DOCUMENT_FORMATS = ["gantry", "tsl", "thing-model-json", "onenet", "jetlinks"] as const;
export type DocumentFormat = (typeof DOCUMENT_FORMATS)[number];

export interface DocumentReading extends FormatReading {
  readonly format: DocumentFormat;
}

/** Reads a parsed document in whichever form it has. Never throws. */
export function readDocument(document: unknown): DocumentReading {
  const inner = unwrap(document, 0);
  const format = formatOf(inner);
  const reading = READERS[format](isJsonObject(inner) ? inner : {}, inner);
  if (reading.model === undefined) return { format, ...reading };
  const problems = checkModel(reading.model);
  return problems.length === 0
    ? { format, ...reading }
    : { format, model: undefined, problems, notices: reading.notices };
}

/** Where other platforms' answers keep the model, as a document or as its text. */
const WRAPPERS = [
  "data",
  "Data",
  "ThingModelJson",
  "thingModelJson",
  "TslStr",
  "tsl",
  "TslUri",
  "metadata",
  "model",
  "thingModel",
];
const WRAPPED_DEEP = 4;

function unwrap(document: unknown, depth: number): unknown {
  if (typeof document === "string" && depth > 0) {
    try {
      return unwrap(parseJson(document), depth + 1);
    } catch {
      return document;
    }
  }
  if (!isJsonObject(document) || depth > WRAPPED_DEEP) return document;
  const own = ["properties", "events", "services", "functions", "functionBlocks", "modules"];
  if (own.some((key) => key in document)) return document;
  const wrapper = WRAPPERS.find((key) => isWrapping(document[key]));
  return wrapper === undefined ? document : unwrap(document[wrapper], depth + 1);
}

function isWrapping(value: unknown): boolean {
  return isJsonObject(value) || (typeof value === "string" && value.trimStart().startsWith("{"));
}

function formatOf(document: unknown): DocumentFormat {
  if (!isJsonObject(document)) return "gantry";
  if (isJetlinks(document)) return "jetlinks";
  if (isThingModelJson(document)) return "thing-model-json";
  if (isOnenet(document)) return "onenet";
  return isTsl(document) ? "tsl" : "gantry";
}

const READERS: Readonly<Record<DocumentFormat, (document: Json, whole: unknown) => FormatReading>> = {
  gantry(_, whole) {
    const parsed = v.safeParse(ThingModelSchema, whole);
    const problems: SchemaProblem[] = parsed.success ? [] : problemsOf(parsed.issues);
    return { model: parsed.success ? parsed.output : undefined, problems, notices: [] };
  },
  tsl: (document) => ({ ...importTsl(document), notices: tslNotices(document) }),
  "thing-model-json": readThingModelJson,
  onenet: readOnenet,
  jetlinks: readJetlinks,
};

/** A main file may only name its modules, whose features are in files of their own. */
function tslNotices({ functionBlocks }: Json): Notice[] {
  if (!Array.isArray(functionBlocks)) return [];
  return functionBlocks.filter(isJsonObject).flatMap((block, index) => {
    if (
      block.functionBlockId === "default" ||
      ["properties", "events", "services"].some((list) => list in block)
    )
      return [];
    const path: PathSegment[] = ["functionBlocks", index];
    return [
      notice("module_elsewhere", formatPath(path), { module: textOf(block.functionBlockId).slice(0, 64) }),
    ];
  });
}
