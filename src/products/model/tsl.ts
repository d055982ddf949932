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
import {
  EventSchema,
  ModuleSchema,
  type ModuleSpec,
  PropertySchema,
  ServiceSchema,
  type ThingModel,
} from "../../spine/model.ts";

type Json = { readonly [key: string]: unknown };

/** Neither null nor a list. */
export function isJsonObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** True for a document in the TSL form rather than in our own: it has `schema`, `profile` or TSL's field names. */
export function isTsl(document: unknown): document is Json {
  if (!isJsonObject(document)) return false;
  if ("schema" in document || "profile" in document) return true;
  if ("functionBlocks" in document || "functionBlockId" in document) return true;
  const hasSpecs = listOf(document.properties).some(
    (property) => isJsonObject(property) && isJsonObject(property.dataType) && "specs" in property.dataType,
  );
  const features = [...listOf(document.events), ...listOf(document.services)];
  return hasSpecs || features.some((f) => isJsonObject(f) && ("outputData" in f || "inputData" in f));
}

export type TslImport =
  | { readonly model: ThingModel; readonly problems: readonly [] }
  | { readonly model: undefined; readonly problems: readonly SchemaProblem[] };

/**
 * Reads a TSL document, with its modules (`functionBlocks`), or the file of one module, which has `functionBlockId`.
 * Problems name the place in that document, not in our form of it.
 */
export function importTsl(document: Json): TslImport {
  const problems: SchemaProblem[] = [];
  const own = blockOf(document);
  const blocks =
    own === undefined ? listOf(document.functionBlocks, () => problems.push(notAList("functionBlocks"))) : [];
  const parts = [readFeatures(document, { prefix: [], module: own?.identifier, problems })];
  const modules: ModuleSpec[] = own === undefined ? [] : readModule(own, [], problems);
  for (const [index, block] of blocks.entries()) {
    const prefix = ["functionBlocks", index];
    const candidate = isJsonObject(block) ? blockOf(block) : undefined;
    if (!isJsonObject(block) || candidate === undefined) {
      problems.push({ path: formatPath([...prefix, "functionBlockId"]), message: "is missing" });
      continue;
    }
    modules.push(...readModule(candidate, prefix, problems));
    parts.push(readFeatures(block, { prefix, module: candidate.identifier, problems }));
  }
  const model: ThingModel = {
    properties: parts.flatMap((part) => part.properties),
    events: parts.flatMap((part) => part.events),
    services: parts.flatMap((part) => part.services),
    ...(modules.length > 0 ? { modules } : {}),
  };
  return problems.length === 0 ? { model, problems: [] } : { model: undefined, problems };
}

interface Place {
  readonly prefix: readonly PathSegment[];
  /** Of the module whose features these are. */
  readonly module: unknown;
  readonly problems: SchemaProblem[];
}

function readFeatures(document: Json, { prefix, module, problems }: Place): ThingModel {
  const read = <T>(
    list: string,
    schema: v.GenericSchema<unknown, T>,
    rules: { isGenerated: (feature: Json) => boolean; convert: (feature: Json) => Json },
  ): T[] => {
    const features: T[] = [];
    const onWrong = () => problems.push(notAList(formatPath([...prefix, list])));
    for (const [index, feature] of listOf(document[list], onWrong).entries()) {
      if (isJsonObject(feature) && rules.isGenerated(feature)) continue;
      const candidate = isJsonObject(feature) ? within(module, rules.convert(feature)) : feature;
      const parsed = v.safeParse(schema, candidate);
      if (parsed.success) features.push(parsed.output);
      else problems.push(...tslProblems(parsed.issues, [...prefix, list, index]));
    }
    return features;
  };
  return {
    properties: read("properties", PropertySchema, { isGenerated: () => false, convert: toProperty }),
    events: read("events", EventSchema, { isGenerated: isGeneratedEvent, convert: toEvent }),
    services: read("services", ServiceSchema, { isGenerated: isGeneratedService, convert: toService }),
  };
}

/** The feature with its module's identifier in front of its own; some files have it there already. */
function within(module: unknown, feature: Json): Json {
  const { identifier } = feature;
  if (typeof module !== "string" || typeof identifier !== "string") return feature;
  return identifier.startsWith(`${module}:`)
    ? feature
    : { ...feature, identifier: `${module}:${identifier}` };
}

/** The module that a file or one of its parts is of; undefined: none, or the one that all products have. */
function blockOf({ functionBlockId, functionBlockName, description }: Json): Json | undefined {
  if (functionBlockId === undefined || functionBlockId === null || functionBlockId === "default")
    return undefined;
  const name = toText(functionBlockName) ?? functionBlockId;
  return present({ identifier: functionBlockId, name, description: toText(description) });
}

function readModule(
  candidate: Json,
  prefix: readonly PathSegment[],
  problems: SchemaProblem[],
): ModuleSpec[] {
  const parsed = v.safeParse(ModuleSchema, candidate);
  if (parsed.success) return [parsed.output];
  problems.push(...tslProblems(parsed.issues, prefix, MODULE_NAMES));
  return [];
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

const MODULE_NAMES: Readonly<Record<string, readonly PathSegment[]>> = {
  identifier: ["functionBlockId"],
  name: ["functionBlockName"],
};

/** Problems with their places translated back into the words of the document that was read. */
function tslProblems(
  issues: readonly v.BaseIssue<unknown>[],
  prefix: readonly PathSegment[],
  names = TSL_NAMES,
): SchemaProblem[] {
  return issues.map((issue) => {
    const path = segmentsOf(issue).flatMap((segment) => names[segment] ?? [segment]);
    const message = problemsOf([issue])[0]?.message ?? issue.message;
    return { path: formatPath([...prefix, ...path]), message };
  });
}
