// Reads an edited feature back into the model's shape, collecting what is wrong by the path of its field.

import type { DataType, Parameter } from "../../../contract.ts";
import { readDays } from "../../settings/retention-days.ts";
import {
  type Feature,
  type FeatureDraft,
  type FeatureKind,
  isFeatureIdentifier,
  isIdentifier,
  type ParameterDraft,
  type TypeDraft,
} from "./feature-draft.ts";

/** Keys of the texts `modelError.*`. */
export type ReadingError =
  | "identifier"
  | "taken"
  | "module"
  | "name"
  | "number"
  | "whole"
  | "order"
  | "step"
  | "length"
  | "enumKey"
  | "enumTwice"
  | "enumNone"
  | "fieldsNone"
  | "size"
  | "days";
export type ReadingErrors = Record<string, ReadingError>;

const MAX_TEXT_BYTES = 10_240;
const MAX_ARRAY = 512;

/** Where a field stands, and where to say what is wrong with it. */
interface Place {
  readonly path: string;
  readonly errors: ReadingErrors;
}

function readNumber(text: string, { path, errors }: Place, isWhole: boolean): number | undefined {
  if (text.trim() === "") return undefined;
  const value = Number(text);
  if (!Number.isFinite(value)) errors[path] = "number";
  else if (isWhole && !Number.isInteger(value)) errors[path] = "whole";
  return value;
}

function readNumberType(draft: TypeDraft, path: string, errors: ReadingErrors): DataType {
  const type = draft.type as "int" | "float" | "double";
  const isWhole = type === "int";
  const min = readNumber(draft.min, { path: `${path}.min`, errors }, isWhole);
  const max = readNumber(draft.max, { path: `${path}.max`, errors }, isWhole);
  const step = readNumber(draft.step, { path: `${path}.step`, errors }, isWhole);
  if (min !== undefined && max !== undefined && min > max) errors[`${path}.max`] ??= "order";
  if (step !== undefined && step <= 0) errors[`${path}.step`] ??= "step";
  return {
    type,
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(step !== undefined && { step }),
    ...(draft.unit.trim() !== "" && { unit: draft.unit.trim() }),
  };
}

function readLongType(draft: TypeDraft, path: string, errors: ReadingErrors): DataType {
  const [min, max] = [draft.min.trim(), draft.max.trim()];
  for (const [name, text] of [
    ["min", min],
    ["max", max],
  ] as const) {
    if (text !== "" && !/^-?\d{1,19}$/.test(text)) errors[`${path}.${name}`] = "whole";
  }
  const isReadable = !(`${path}.min` in errors) && !(`${path}.max` in errors);
  if (isReadable && min !== "" && max !== "" && BigInt(min) > BigInt(max)) errors[`${path}.max`] = "order";
  return {
    type: "long",
    ...(min !== "" && { min }),
    ...(max !== "" && { max }),
    ...(draft.unit.trim() !== "" && { unit: draft.unit.trim() }),
  };
}

function readEnumType(draft: TypeDraft, path: string, errors: ReadingErrors): DataType {
  const items: Record<string, string> = {};
  if (draft.items.length === 0) errors[`${path}.items`] = "enumNone";
  draft.items.forEach((item, index) => {
    const key = item.key.trim();
    if (!/^-?\d{1,9}$/.test(key)) errors[`${path}.items.${index}.key`] = "enumKey";
    else if (key in items) errors[`${path}.items.${index}.key`] = "enumTwice";
    if (item.text.trim() === "") errors[`${path}.items.${index}.text`] = "name";
    items[key] = item.text.trim();
  });
  return { type: "enum", items };
}

function readWhole(text: string, max: number, { path, errors }: Place): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > max)
    errors[path] = max === MAX_ARRAY ? "size" : "length";
  return value;
}

function readType(draft: TypeDraft, path: string, errors: ReadingErrors): DataType {
  switch (draft.type) {
    case "int":
    case "float":
    case "double":
      return readNumberType(draft, path, errors);
    case "long":
      return readLongType(draft, path, errors);
    case "text":
      return draft.length.trim() === ""
        ? { type: "text" }
        : {
            type: "text",
            length: readWhole(draft.length, MAX_TEXT_BYTES, { path: `${path}.length`, errors }),
          };
    case "date":
      return { type: "date" };
    case "bool":
      return {
        type: "bool",
        ...(draft.falseText.trim() !== "" && { falseText: draft.falseText.trim() }),
        ...(draft.trueText.trim() !== "" && { trueText: draft.trueText.trim() }),
      };
    case "enum":
      return readEnumType(draft, path, errors);
    case "struct": {
      if (draft.fields.length === 0) errors[`${path}.fields`] = "fieldsNone";
      // The editor offers only scalar types inside a struct, so the cast narrows to what it can hold.
      return { type: "struct", fields: readParameters(draft.fields, `${path}.fields`, errors) } as DataType;
    }
    case "array": {
      const size = readWhole(draft.size, MAX_ARRAY, { path: `${path}.size`, errors });
      const item =
        draft.item === undefined ? { type: "float" } : readType(draft.item, `${path}.item`, errors);
      return { type: "array", size, item } as DataType;
    }
  }
}

function readParameters(drafts: readonly ParameterDraft[], path: string, errors: ReadingErrors): Parameter[] {
  const taken = new Set<string>();
  return drafts.map((draft, index) => {
    const at = `${path}.${index}`;
    const identifier = draft.identifier.trim();
    if (!isIdentifier(identifier)) errors[`${at}.identifier`] = "identifier";
    else if (taken.has(identifier)) errors[`${at}.identifier`] = "taken";
    taken.add(identifier);
    if (draft.name.trim() === "") errors[`${at}.name`] = "name";
    return { identifier, name: draft.name.trim(), dataType: readType(draft.type, `${at}.dataType`, errors) };
  });
}

export interface Reading {
  readonly feature: Feature;
  readonly errors: ReadingErrors;
}

/** `taken`: identifiers of the other features of the same kind. */
export function readFeature(kind: FeatureKind, draft: FeatureDraft, taken: ReadonlySet<string>): Reading {
  const errors: ReadingErrors = {};
  const identifier = draft.identifier.trim();
  if (!isFeatureIdentifier(identifier)) errors.identifier = "identifier";
  else if (taken.has(identifier)) errors.identifier = "taken";
  if (draft.name.trim() === "") errors.name = "name";
  const head = {
    identifier,
    name: draft.name.trim(),
    ...(draft.description.trim() !== "" && { description: draft.description.trim() }),
  };
  if (kind === "properties") {
    const dataType = readType(draft.type, "dataType", errors);
    const days = readDays(draft.retentionDays);
    if (days === undefined) errors.retentionDays = "days";
    const retention = typeof days === "number" ? { retentionDays: days } : {};
    const calculated = draft.calculated === undefined ? {} : { calculated: draft.calculated };
    const { accessMode, isRequired: required } = draft;
    return {
      feature: { ...head, accessMode, required, dataType, ...retention, ...calculated },
      errors,
    };
  }
  const output = readParameters(draft.output, "output", errors);
  if (kind === "events") return { feature: { ...head, level: draft.level, output }, errors };
  const input = readParameters(draft.input, "input", errors);
  return { feature: { ...head, callType: draft.callType, input, output }, errors };
}
