// "ThingModelJson" (dialects 2.6.2) -> our thing model: the form of Alibaba's API, in capitals, and of yudao, in small
// letters. Types are words; what they need is in `dataSpecs` or, for those with parts, in `dataSpecsList`.

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

export function isThingModelJson(document: Json): boolean {
  const list = (name: string) => (Array.isArray(document[name]) ? document[name].filter(isJsonObject) : []);
  return (
    list("properties").some(
      (one) => typeof one.dataType === "string" || "dataSpecs" in one || "rwFlag" in one,
    ) ||
    list("events").some(
      (one) => "eventName" in one || "outputParams" in one || /_EVENT_TYPE$/.test(textOf(one.eventType)),
    ) ||
    list("services").some((one) => "serviceName" in one || "inputParams" in one || "outputParams" in one)
  );
}

export function readThingModelJson(document: Json): FormatReading {
  const reading = new Reading(NAMES);
  const into = (list: "properties" | "events" | "services", convert: (from: Json, path: Path) => Json) =>
    reading.features(document, { list, into: list, convert });
  into("properties", (from, path) => ({
    ...named(reading, from, path),
    accessMode: accessOf(from),
    required: from.required === true || undefined,
    dataType: toType(reading, from, path),
  }));
  into("events", (from, path) => ({
    ...named(reading, from, path),
    level: levelOf(from.eventType ?? from.type),
    output: parameters(reading, from, { path, names: ["outputData", "outputParams"] }),
  }));
  into("services", (from, path) => ({
    ...named(reading, from, path),
    callType: lower(from.callType),
    input: parameters(reading, from, { path, names: ["inputParams", "inputData"] }),
    output: parameters(reading, from, { path, names: ["outputParams", "outputData"] }),
  }));
  return reading.end();
}

const MODES: Readonly<Record<string, string>> = { READ_ONLY: "r", READ_WRITE: "rw", WRITE_ONLY: "w" };

function accessOf({ rwFlag, accessMode }: Json): unknown {
  const said = rwFlag ?? accessMode ?? undefined;
  return typeof said === "string" ? (entryOf(MODES, said) ?? said) : said;
}

/** `ALERT_EVENT_TYPE` is `alert`. */
function levelOf(type: unknown): unknown {
  const word = lower(type);
  return typeof word === "string" ? word.replace(/_event_type$/, "") : word;
}

function lower(word: unknown): unknown {
  return typeof word === "string" && word !== "" ? word.toLowerCase() : toText(word ?? undefined);
}

function named(reading: Reading, from: Json, path: Path): Json {
  const identifier = reading.identifier(from.identifier, [...path, "identifier"]);
  const name = from.name ?? from.eventName ?? from.serviceName ?? from.dataName ?? from.childName;
  return {
    identifier,
    name: nameOf(name, from.identifier),
    description: toText(from.description ?? undefined),
  };
}

function parameters(
  reading: Reading,
  from: Json,
  { path, names }: { path: Path; names: readonly string[] },
): unknown {
  const list = names.find((name) => from[name] !== undefined && from[name] !== null);
  if (list === undefined) return [];
  return reading.list(from[list], [...path, list]).map((one, index) => {
    if (!isJsonObject(one)) return one;
    const inner = [...path, list, index];
    const { identifier, name } = named(reading, one, inner);
    return { identifier, name, dataType: toType(reading, one, inner) };
  });
}

/** The type of whatever has `dataType`, `dataSpecs` and `dataSpecsList`. */
function toType(reading: Reading, from: Json, path: Path): unknown {
  const type = lower(from.dataType);
  const specs = isJsonObject(from.dataSpecs) ? from.dataSpecs : {};
  const unit = toText(specs.unit ?? undefined) ?? toText(specs.unitName ?? undefined);
  const list = () => reading.list(from.dataSpecsList, [...path, "dataSpecsList"]);
  if (specs.defaultValue !== undefined && specs.defaultValue !== null && specs.defaultValue !== "")
    reading.say("left_out", [...path, "dataSpecs"], {
      field: "defaultValue",
      value: textOf(specs.defaultValue),
    });
  switch (type) {
    case "int":
    case "float":
    case "double":
      return present({
        type,
        min: toNumber(specs.min),
        max: toNumber(specs.max),
        step: toNumber(specs.step),
        unit,
      });
    case "long":
      return present({ type, min: toInt64(specs.min), max: toInt64(specs.max), unit });
    case "text":
      return present({ type, length: toNumber(specs.length) });
    case "date":
      return { type };
    case "bool": {
      const texts = itemsOf(list());
      return present({ type, falseText: toText(texts["0"]), trueText: toText(texts["1"]) });
    }
    case "enum":
      return { type, items: itemsOf(list()) };
    case "struct":
      return {
        type,
        fields: list().map((field, index) => toField(reading, field, [...path, "dataSpecsList", index])),
      };
    case "array":
      return toArray(reading, from, path);
    default:
      return { type };
  }
}

function itemsOf(list: readonly unknown[]): Record<string, unknown> {
  return Object.fromEntries(
    list.filter(isJsonObject).map(({ value, name }) => [textOf(value), toText(name) ?? textOf(value)]),
  );
}

/** A field says `childDataType`, and its specs under one of several names. */
function toField(reading: Reading, field: unknown, path: Path): unknown {
  if (!isJsonObject(field)) return field;
  const { identifier, name } = named(reading, field, path);
  const dataSpecs = field.childSpecsDTO ?? field.dataSpecs;
  const dataSpecsList = field.childEnumSpecsDTO ?? field.dataSpecsList;
  const isOwn = typeof field.childDataType !== "string";
  const dataType = isOwn ? field.dataType : field.childDataType;
  const type = toType(reading, { dataType, dataSpecs, dataSpecsList }, path);
  return { identifier, name, dataType: reading.fit(type, "field", path) };
}

function toArray(reading: Reading, from: Json, path: Path): unknown {
  const specs = isJsonObject(from.dataSpecs) ? from.dataSpecs : {};
  const inner = {
    dataType: specs.childDataType,
    dataSpecs: specs.dataSpecs ?? specs.childSpecsDTO,
    dataSpecsList: specs.dataSpecsList,
  };
  const item = reading.fit(toType(reading, inner, [...path, "dataSpecs"]), "item", [...path, "dataSpecs"]);
  return { type: "array", size: toNumber(specs.size), item };
}

const NAMES: Readonly<Record<string, Path>> = {
  dataType: [],
  type: ["dataType"],
  accessMode: ["rwFlag"],
  level: ["eventType"],
  input: ["inputParams"],
  output: ["outputData"],
  fields: ["dataSpecsList"],
  items: ["dataSpecsList"],
  min: ["dataSpecs", "min"],
  max: ["dataSpecs", "max"],
  step: ["dataSpecs", "step"],
  unit: ["dataSpecs", "unit"],
  length: ["dataSpecs", "length"],
  size: ["dataSpecs", "size"],
  item: ["dataSpecs"],
};
