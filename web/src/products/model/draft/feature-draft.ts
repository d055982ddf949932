// A thing model while it is being edited: every field is text, so that half-typed input has a place;
// reading it back gives the model's shape or says what is wrong, field by field.

import { FEATURE_PATTERN, IDENTIFIER_PATTERN } from "../../../../../src/spine/ids.ts";
import type { DataType, EventSpec, Parameter, Property, ServiceSpec } from "../../../contract.ts";

export const TYPE_NAMES = [
  "int",
  "long",
  "float",
  "double",
  "bool",
  "enum",
  "text",
  "date",
  "struct",
  "array",
] as const;
export type TypeName = (typeof TYPE_NAMES)[number];
/** What may be inside a struct, and inside an array. */
export const FIELD_TYPES = TYPE_NAMES.filter((name) => name !== "struct" && name !== "array");
export const ITEM_TYPES: readonly TypeName[] = ["int", "long", "float", "double", "text", "struct"];

export interface EnumItem {
  readonly key: string;
  readonly text: string;
}

export interface TypeDraft {
  readonly type: TypeName;
  readonly min: string;
  readonly max: string;
  readonly step: string;
  readonly unit: string;
  readonly length: string;
  readonly falseText: string;
  readonly trueText: string;
  readonly items: readonly EnumItem[];
  readonly fields: readonly ParameterDraft[];
  readonly size: string;
  readonly item: TypeDraft | undefined;
}

export interface ParameterDraft {
  /** Tells rows apart while their identifiers change. */
  readonly id: number;
  readonly identifier: string;
  readonly name: string;
  readonly type: TypeDraft;
}

export const FEATURE_KINDS = ["properties", "events", "services"] as const;
export type FeatureKind = (typeof FEATURE_KINDS)[number];
export type Feature = Property | EventSpec | ServiceSpec;

export interface FeatureDraft {
  readonly identifier: string;
  readonly name: string;
  readonly description: string;
  readonly accessMode: "r" | "rw" | "w";
  readonly isRequired: boolean;
  readonly retentionDays: string;
  readonly type: TypeDraft;
  /** How it is calculated from others; undefined: the device reports it. */
  readonly calculated: Property["calculated"];
  readonly level: "info" | "alert" | "error";
  readonly callType: "sync" | "async";
  readonly input: readonly ParameterDraft[];
  readonly output: readonly ParameterDraft[];
}

let lastId = 0;
function nextId(): number {
  lastId += 1;
  return lastId;
}

export function emptyType(type: TypeName): TypeDraft {
  return {
    type,
    min: "",
    max: "",
    step: "",
    unit: "",
    length: "",
    falseText: "",
    trueText: "",
    items: [
      { key: "0", text: "" },
      { key: "1", text: "" },
    ],
    fields: [],
    size: "10",
    item: undefined,
  };
}

export function emptyParameter(): ParameterDraft {
  return { id: nextId(), identifier: "", name: "", type: emptyType("float") };
}

const textOf = (value: number | string | undefined) => (value === undefined ? "" : String(value));

function draftParameter(parameter: Parameter): ParameterDraft {
  return {
    id: nextId(),
    identifier: parameter.identifier,
    name: parameter.name,
    type: draftType(parameter.dataType),
  };
}

export function draftType(dataType: DataType): TypeDraft {
  const draft = emptyType(dataType.type);
  switch (dataType.type) {
    case "int":
    case "float":
    case "double":
      return {
        ...draft,
        min: textOf(dataType.min),
        max: textOf(dataType.max),
        step: textOf(dataType.step),
        unit: dataType.unit ?? "",
      };
    case "long":
      return { ...draft, min: dataType.min ?? "", max: dataType.max ?? "", unit: dataType.unit ?? "" };
    case "text":
      return { ...draft, length: textOf(dataType.length) };
    case "bool":
      return { ...draft, falseText: dataType.falseText ?? "", trueText: dataType.trueText ?? "" };
    case "enum":
      return { ...draft, items: Object.entries(dataType.items).map(([key, text]) => ({ key, text })) };
    case "struct":
      return { ...draft, fields: dataType.fields.map(draftParameter) };
    case "array":
      return { ...draft, size: String(dataType.size), item: draftType(dataType.item) };
    case "date":
      return draft;
  }
}

/** The draft of an existing feature, or of a new one. */
export function draftFeature(feature: Feature | undefined): FeatureDraft {
  const draft: FeatureDraft = {
    identifier: feature?.identifier ?? "",
    name: feature?.name ?? "",
    description: feature?.description ?? "",
    accessMode: "r",
    isRequired: false,
    retentionDays: "",
    type: emptyType("float"),
    calculated: undefined,
    level: "info",
    callType: "async",
    input: [],
    output: [],
  };
  if (feature === undefined) return draft;
  if ("dataType" in feature) {
    return {
      ...draft,
      accessMode: feature.accessMode,
      isRequired: feature.required,
      retentionDays: textOf(feature.retentionDays),
      type: draftType(feature.dataType),
      calculated: feature.calculated,
    };
  }
  const output = feature.output.map(draftParameter);
  if ("callType" in feature) {
    return { ...draft, callType: feature.callType, input: feature.input.map(draftParameter), output };
  }
  return { ...draft, level: feature.level, output };
}

export const isIdentifier = (text: string) => IDENTIFIER_PATTERN.test(text);
/** Of a property, event or service: with its module in front where it is in one. */
export const isFeatureIdentifier = (text: string) => FEATURE_PATTERN.test(text);
