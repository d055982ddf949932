// JetLinks' metadata (dialects 2.6.4) -> our thing model. Ids there may hold what our identifiers cannot.

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

/** True for metadata: features have ids and value types, and what services are elsewhere are functions. */
export function isJetlinks(document: Json): boolean {
  if (Array.isArray(document.functions)) return true;
  const features = [document.properties, document.events].flatMap((list) =>
    Array.isArray(list) ? list : [],
  );
  return features.some((one) => isJsonObject(one) && "id" in one && !("identifier" in one));
}

export function readJetlinks(document: Json): FormatReading {
  const reading = new Reading(NAMES);
  reading.features(document, {
    list: "properties",
    into: "properties",
    convert: (from, path) => toProperty(reading, from, path),
  });
  reading.features(document, {
    list: "events",
    into: "events",
    convert: (from, path) => toEvent(reading, from, path),
  });
  reading.features(document, {
    list: "functions",
    into: "services",
    convert: (from, path) => toService(reading, from, path),
  });
  const tags = Array.isArray(document.tags) ? document.tags.length : 0;
  if (tags > 0) reading.say("tags_left_out", ["tags"], { count: tags });
  return reading.end();
}

function toProperty(reading: Reading, from: Json, path: Path): Json {
  const expands = isJsonObject(from.expands) ? from.expands : {};
  return {
    ...named(reading, from, path),
    accessMode: accessOf(expands),
    required: expands.required === true || expands.required === "true" || undefined,
    dataType: toType(reading, from.valueType, [...path, "valueType"]),
  };
}

function accessOf({ type, readOnly }: Json): string {
  const ways = Array.isArray(type) ? type : undefined;
  if (ways === undefined) return readOnly === true || readOnly === "true" ? "r" : "rw";
  if (!ways.includes("write")) return "r";
  return ways.includes("read") || ways.includes("report") ? "rw" : "w";
}

const LEVELS: Readonly<Record<string, string>> = { ordinary: "info", warn: "alert", urgent: "error" };

function toEvent(reading: Reading, from: Json, path: Path): Json {
  const level = isJsonObject(from.expands) ? toText(from.expands.level) : undefined;
  return {
    ...named(reading, from, path),
    level: typeof level === "string" ? (entryOf(LEVELS, level) ?? level) : level,
    output: toParameters(reading, { valueType: from.valueType, alone: "value" }, [...path, "valueType"]),
  };
}

function toService(reading: Reading, from: Json, path: Path): Json {
  return {
    ...named(reading, from, path),
    callType: from.async === true || from.async === "true" ? "async" : "sync",
    input: reading
      .list(from.inputs, [...path, "inputs"])
      .map((input, index) => toParameter(reading, input, [...path, "inputs", index])),
    output: toParameters(reading, { valueType: from.output, alone: "output" }, [...path, "output"]),
  };
}

/** The fields of an object are parameters; anything else is one, which has no name there. */
function toParameters(
  reading: Reading,
  { valueType, alone }: { valueType: unknown; alone: string },
  path: Path,
): unknown {
  if (!isJsonObject(valueType) || valueType.type === undefined) return [];
  if (valueType.type !== "object")
    return [{ identifier: alone, name: alone, dataType: toType(reading, valueType, path) }];
  const fields = reading.list(valueType.properties, [...path, "properties"]);
  return fields.map((field, index) => toParameter(reading, field, [...path, "properties", index]));
}

function toParameter(reading: Reading, from: unknown, path: Path): unknown {
  if (!isJsonObject(from)) return from;
  const { identifier, name } = named(reading, from, path);
  return { identifier, name, dataType: toType(reading, from.valueType, [...path, "valueType"]) };
}

function named(reading: Reading, from: Json, path: Path): Json {
  const identifier = reading.identifier(from.id, [...path, "id"]);
  return { identifier, name: nameOf(from.name, from.id), description: toText(from.description ?? undefined) };
}

function toType(reading: Reading, valueType: unknown, path: Path): unknown {
  if (!isJsonObject(valueType)) return valueType;
  const { type } = valueType;
  const min = valueType.min ?? valueType.minValue;
  const max = valueType.max ?? valueType.maxValue;
  const expands = isJsonObject(valueType.expands) ? valueType.expands : {};
  const unit = toText(valueType.unit);
  switch (type) {
    case "int":
    case "float":
    case "double":
      return present({ type, min: toNumber(min), max: toNumber(max), step: toNumber(expands.step), unit });
    case "long":
      return present({ type, min: toInt64(min), max: toInt64(max), unit });
    case "password":
    case "file":
      reading.say("type_becomes", path, { from: type, to: "text" });
      return { type: "text" };
    case "string":
      return present({ type: "text", length: toNumber(expands.maxLength ?? valueType.maxLength) });
    case "boolean":
      return present({
        type: "bool",
        falseText: toText(valueType.falseText),
        trueText: toText(valueType.trueText),
      });
    case "enum":
      return toEnum(reading, valueType, path);
    case "date":
      return { type };
    case "geoPoint":
      reading.say("type_becomes", path, { from: type, to: "struct {lon, lat}" });
      return {
        type: "struct",
        fields: ["lon", "lat"].map((one) => ({ identifier: one, name: one, dataType: { type: "double" } })),
      };
    case "array":
      return toArray(reading, { elementType: valueType.elementType, size: expands.size }, path);
    case "object":
      return { type: "struct", fields: toFields(reading, valueType.properties, [...path, "properties"]) };
    default:
      return { type };
  }
}

/** Values that are words become text: ours are whole numbers. */
function toEnum(reading: Reading, { elements }: Json, path: Path): unknown {
  const items = reading.list(elements, [...path, "elements"]).filter(isJsonObject);
  const pairs = items.map(({ value, text }) => [textOf(value), toText(text) ?? textOf(value)] as const);
  if (pairs.every(([value]) => /^-?\d{1,9}$/.test(value)))
    return { type: "enum", items: Object.fromEntries(pairs) };
  const words = pairs
    .map(([value]) => value)
    .join(" ")
    .slice(0, 64);
  reading.say("type_becomes", path, { from: `enum (${words})`, to: "text" });
  return { type: "text" };
}

function toArray(reading: Reading, { elementType, size }: Json, path: Path): unknown {
  const item = toType(reading, elementType, [...path, "elementType"]);
  if (size === undefined) reading.say("assumed", path, { field: "size", value: 512 });
  return {
    type: "array",
    size: toNumber(size ?? 512),
    item: reading.fit(item, "item", [...path, "elementType"]),
  };
}

function toFields(reading: Reading, properties: unknown, path: Path): unknown {
  return reading.list(properties, path).map((field, index) => {
    const parameter = toParameter(reading, field, [...path, index]);
    if (!isJsonObject(parameter)) return parameter;
    return {
      ...parameter,
      dataType: reading.fit(parameter.dataType, "field", [...path, index, "valueType"]),
    };
  });
}

const NAMES: Readonly<Record<string, Path>> = {
  identifier: ["id"],
  dataType: ["valueType"],
  level: ["expands", "level"],
  input: ["inputs"],
  fields: ["properties"],
  item: ["elementType"],
  items: ["elements"],
  length: ["expands", "maxLength"],
  size: ["expands", "size"],
  step: ["expands", "step"],
};
