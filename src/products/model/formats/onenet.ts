// OneNET's thing model file (Studio, dialects 2.6.3) -> our thing model.

import { entryOf, textOf } from "../../../kit/scalar.ts";
import { isJsonObject } from "../tsl.ts";
import {
  type FormatReading,
  type Json,
  nameOf,
  type Path,
  present,
  Reading,
  toInt64,
  toNumber,
  toText,
} from "./reading.ts";

const TYPES = ["int32", "int64", "string", "bitMap"];

/** True for OneNET's form: its kinds of functions, its types, or its events and services. */
export function isOnenet(document: Json): boolean {
  if (isJsonObject(document.profile) && ("industryId" in document.profile || "productId" in document.profile))
    return true;
  const list = (name: string) => (Array.isArray(document[name]) ? document[name].filter(isJsonObject) : []);
  const isOne = (feature: Json) =>
    "functionType" in feature ||
    "functionMode" in feature ||
    (isJsonObject(feature.dataType) &&
      TYPES.includes(textOf(feature.dataType.type)) &&
      "specs" in feature.dataType);
  return (
    list("properties").some(isOne) ||
    list("events").some(
      (event) =>
        "functionType" in event || ("eventType" in event && "outputData" in event && !("eventName" in event)),
    ) ||
    list("services").some(
      (service) => "functionType" in service || service.callType === "s" || service.callType === "a",
    )
  );
}

export function readOnenet(document: Json): FormatReading {
  const reading = new Reading(NAMES);
  const into = (list: "properties" | "events" | "services", convert: (from: Json, path: Path) => Json) =>
    reading.features(document, { list, into: list, convert });
  into("properties", (from, path) => ({
    ...named(reading, from, path),
    accessMode: toText(from.accessMode),
    required: from.required === true || undefined,
    dataType: toType(reading, from.dataType, [...path, "dataType"]),
  }));
  into("events", (from, path) => ({
    ...named(reading, from, path),
    level: toText(from.eventType),
    output: parameters(reading, from.outputData, [...path, "outputData"]),
  }));
  into("services", (from, path) => ({
    ...named(reading, from, path),
    callType: entryOf(CALLS, from.callType) ?? toText(from.callType),
    input: parameters(reading, from.input, [...path, "input"]),
    output: parameters(reading, from.output, [...path, "output"]),
  }));
  return reading.end();
}

const CALLS: Readonly<Record<string, string>> = { s: "sync", a: "async" };

function named(reading: Reading, from: Json, path: Path): Json {
  const identifier = reading.identifier(from.identifier, [...path, "identifier"]);
  return {
    identifier,
    name: nameOf(from.name, from.identifier),
    description: toText(from.desc ?? undefined),
  };
}

function parameters(reading: Reading, value: unknown, path: Path): unknown {
  return reading.list(value, path).map((from, index) => {
    if (!isJsonObject(from)) return from;
    const { identifier, name } = named(reading, from, [...path, index]);
    return { identifier, name, dataType: toType(reading, from.dataType, [...path, index, "dataType"]) };
  });
}

function toType(reading: Reading, dataType: unknown, path: Path): unknown {
  if (!isJsonObject(dataType)) return dataType;
  const { type } = dataType;
  const specs = isJsonObject(dataType.specs) ? dataType.specs : {};
  const unit = unitOf(specs.unit);
  const range = { min: toNumber(specs.min), max: toNumber(specs.max), step: toNumber(specs.step), unit };
  switch (type) {
    case "int32":
      return present({ type: "int", ...range });
    case "int64":
      return present({ type: "long", min: toInt64(specs.min), max: toInt64(specs.max), unit });
    case "float":
    case "double":
      return present({ type, ...range });
    case "string":
      return present({ type: "text", length: toNumber(specs.length) });
    case "bool":
      return present({ type, falseText: toText(specs.false), trueText: toText(specs.true) });
    case "enum":
      return { type, items: specs };
    case "date":
      return { type };
    case "bitMap": {
      const bits = Object.entries(specs)
        .map(([bit, text]) => `${bit}=${textOf(text)}`)
        .join(" ");
      reading.say("type_becomes", path, { from: `bitMap (${bits.slice(0, 200)})`, to: "int" });
      return { type: "int" };
    }
    case "struct":
      return { type, fields: toFields(reading, dataType.specs, [...path, "specs"]) };
    case "array": {
      const inner = toType(reading, { type: specs.type, specs: specs.specs }, [...path, "specs"]);
      return { type, size: toNumber(specs.length), item: reading.fit(inner, "item", [...path, "specs"]) };
    }
    default:
      return { type };
  }
}

function toFields(reading: Reading, specs: unknown, path: Path): unknown {
  const fields = parameters(reading, specs, path);
  return (fields as readonly unknown[]).map((field, index) =>
    isJsonObject(field)
      ? { ...field, dataType: reading.fit(field.dataType, "field", [...path, index, "dataType"]) }
      : field,
  );
}

/** Beyond it a text is no unit, and the expression below would look through it again and again. */
const UNIT_CHARS = 100;

/** The console writes `name / symbol`; the symbol is what people read. `m / s` has no name in front. */
function unitOf(unit: unknown): unknown {
  const text = toText(unit);
  if (typeof text !== "string") return text;
  const [, symbol] = /^[^/]*[\u4e00-\u9fff][^/]*\/\s*(.+)$/.exec(text.slice(0, UNIT_CHARS)) ?? [];
  return (symbol ?? text).trim() || undefined;
}

const NAMES: Readonly<Record<string, Path>> = {
  description: ["desc"],
  level: ["eventType"],
  fields: ["specs"],
  items: ["specs"],
  min: ["specs", "min"],
  max: ["specs", "max"],
  step: ["specs", "step"],
  unit: ["specs", "unit"],
  length: ["specs", "length"],
  size: ["specs", "length"],
  item: ["specs"],
  falseText: ["specs", "false"],
  trueText: ["specs", "true"],
};
