// Alibaba's thing model file ("TSL", dialects 2.6.1) -> our thing model.
// There every spec is text, and three features (`set`, `get`, `post`) are generated: they are dropped here
// and made again by tsl-export.ts.

import * as v from "valibot";
import {
  formatPath,
  type PathSegment,
  problemsOf,
  type SchemaProblem,
  segmentsOf,
} from "../../kit/schema-problem.ts";
import { EventSchema, PropertySchema, ServiceSchema, type ThingModel } from "../../spine/model.ts";

type Json = { readonly [key: string]: unknown };

/** Neither null nor a list. */
export function isJsonObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** True for a document in the TSL form rather than in our own: it has `schema`, `profile` or TSL's field names. */
export function isTsl(document: unknown): document is Json {
  if (!isJsonObject(document)) return false;
  if ("schema" in document || "profile" in document || "functionBlocks" in document) return true;
  const hasSpecs = listOf(document.properties).some(
    (property) => isJsonObject(property) && isJsonObject(property.dataType) && "specs" in property.dataType,
  );
  const features = [...listOf(document.events), ...listOf(document.services)];
  return hasSpecs || features.some((f) => isJsonObject(f) && ("outputData" in f || "inputData" in f));
}

export type TslImport =
  | { readonly model: ThingModel; readonly problems: readonly [] }
  | { readonly model: undefined; readonly problems: readonly SchemaProblem[] };

/** Reads a TSL document; problems name the place in that document, not in our form of it. */
export function importTsl(document: Json): TslImport {
  const problems: SchemaProblem[] = [];
  const read = <T>(
    list: string,
    schema: v.GenericSchema<unknown, T>,
    rules: { isGenerated: (feature: Json) => boolean; convert: (feature: Json) => unknown },
  ): T[] => {
    const features: T[] = [];
    for (const [index, feature] of listOf(document[list], () => problems.push(notAList(list))).entries()) {
      if (isJsonObject(feature) && rules.isGenerated(feature)) continue;
      const parsed = v.safeParse(schema, isJsonObject(feature) ? rules.convert(feature) : feature);
      if (parsed.success) features.push(parsed.output);
      else problems.push(...tslProblems(parsed.issues, [list, index]));
    }
    return features;
  };
  const model: ThingModel = {
    properties: read("properties", PropertySchema, { isGenerated: () => false, convert: toProperty }),
    events: read("events", EventSchema, { isGenerated: isGeneratedEvent, convert: toEvent }),
    services: read("services", ServiceSchema, { isGenerated: isGeneratedService, convert: toService }),
  };
  // Dropping modules in silence would lose half a model; refusing says what to do.
  if (listOf(document.functionBlocks).length > 0) {
    const message = "modules are not supported yet: move their features to the top level";
    problems.push({ path: "functionBlocks", message });
  }
  return problems.length === 0 ? { model, problems: [] } : { model: undefined, problems };
}

function notAList(path: string): SchemaProblem {
  return { path, message: "must be Array" };
}

function listOf(value: unknown, onWrong?: () => void): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (value !== undefined && value !== null) onWrong?.();
  return [];
}

function isGeneratedEvent({ identifier, method }: Json): boolean {
  return identifier === "post" && (method === undefined || method === "thing.event.property.post");
}

function isGeneratedService({ identifier, method }: Json): boolean {
  if (identifier !== "set" && identifier !== "get") return false;
  return method === undefined || method === `thing.service.property.${identifier}`;
}

function toProperty(from: Json): Json {
  return present({
    ...named(from),
    accessMode: from.accessMode,
    required: from.required,
    dataType: toDataType(from.dataType),
  });
}

function toEvent(from: Json): Json {
  return present({ ...named(from), level: from.type, output: parameters(from.outputData) });
}

function toService(from: Json): Json {
  return present({
    ...named(from),
    callType: from.callType,
    input: parameters(from.inputData),
    output: parameters(from.outputData),
  });
}

function named(from: Json): Json {
  const desc = from.desc ?? undefined;
  return { identifier: from.identifier, name: nameOf(from), description: desc === "" ? undefined : desc };
}

/** Files from the field leave names out; the identifier is then the best there is. */
function nameOf(from: Json): unknown {
  return from.name === undefined || from.name === "" ? from.identifier : from.name;
}

function parameters(value: unknown): unknown {
  return Array.isArray(value) ? value.map(toParameter) : (value ?? undefined);
}

function toParameter(from: unknown): unknown {
  if (!isJsonObject(from)) return from;
  return { identifier: from.identifier, name: nameOf(from), dataType: toDataType(from.dataType) };
}

function toDataType(dataType: unknown): unknown {
  if (!isJsonObject(dataType)) return dataType;
  const { type, specs } = dataType;
  if (type === "struct") return { type, fields: parameters(specs) };
  const rules = isJsonObject(specs) ? specs : {};
  switch (type) {
    case "int":
    case "float":
    case "double":
      return present({
        type,
        min: toNumber(rules.min),
        max: toNumber(rules.max),
        step: toNumber(rules.step),
        unit: unitOf(rules),
      });
    case "long":
      return present({ type, min: toText(rules.min), max: toText(rules.max), unit: unitOf(rules) });
    case "text":
      return present({ type, length: toNumber(rules.length) });
    case "bool":
      return present({ type, falseText: toText(rules["0"]), trueText: toText(rules["1"]) });
    case "enum":
      return { type, items: rules };
    case "array":
      return { type, size: toNumber(rules.size), item: toDataType(rules.item) };
    default:
      return { type };
  }
}

/** A number from TSL's text; what is no number stays as it is, so that the schema names it. */
function toNumber(value: unknown): unknown {
  if (typeof value !== "string") return value ?? undefined;
  if (value.trim() === "") return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : value;
}

function toText(value: unknown): unknown {
  if (typeof value === "number") return String(value);
  return value === "" || value === null ? undefined : value;
}

function unitOf(rules: Json): unknown {
  return toText(rules.unit) ?? toText(rules.unitName);
}

function present(object: Json): Json {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

/* biome-ignore format: a table, one name a line */
const TSL_NAMES: Readonly<Record<string, readonly PathSegment[]>> = {
  description: ["desc"],
  level: ["type"],
  input: ["inputData"],
  output: ["outputData"],
  fields: ["specs"],
  items: ["specs"],
  min: ["specs", "min"],
  max: ["specs", "max"],
  step: ["specs", "step"],
  unit: ["specs", "unit"],
  length: ["specs", "length"],
  size: ["specs", "size"],
  item: ["specs", "item"],
  falseText: ["specs", "0"],
  trueText: ["specs", "1"],
};

/** Problems with their places translated back into the words of the document that was read. */
function tslProblems(
  issues: readonly v.BaseIssue<unknown>[],
  prefix: readonly PathSegment[],
): SchemaProblem[] {
  return issues.map((issue) => {
    const path = segmentsOf(issue).flatMap((segment) => TSL_NAMES[segment] ?? [segment]);
    const message = problemsOf([issue])[0]?.message ?? issue.message;
    return { path: formatPath([...prefix, ...path]), message };
  });
}
