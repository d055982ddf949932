// The columns of the table of features, and each cell as text that can be typed, copied and pasted.

import {
  type EnumItem,
  emptyType,
  type FeatureDraft,
  TYPE_NAMES,
  type TypeDraft,
  type TypeName,
} from "../draft/feature-draft.ts";
import type { ReadingErrors } from "../draft/reading.ts";
import type { RowKind } from "../draft/sheet.ts";

export type CellKey =
  | "identifier"
  | "name"
  | "type"
  | "unit"
  | "min"
  | "max"
  | "step"
  | "spec"
  | "accessMode"
  | "required"
  | "level"
  | "callType"
  | "input"
  | "output"
  | "description";

export const CELLS: Readonly<Record<RowKind, readonly CellKey[]>> = {
  properties: [
    ...(["identifier", "name", "type", "unit", "min", "max", "step", "spec"] as const),
    ...(["accessMode", "required", "description"] as const),
  ],
  events: ["identifier", "name", "level", "output", "description"],
  services: ["identifier", "name", "callType", "input", "output", "description"],
  modules: ["identifier", "name", "description"],
};

/** What can be chosen in a cell; undefined: it is typed. */
export const CHOICES: Partial<Record<CellKey, readonly string[]>> = {
  type: TYPE_NAMES,
  accessMode: ["r", "rw", "w"],
  required: ["", "1"],
  level: ["info", "alert", "error"],
  callType: ["async", "sync"],
};

const NUMERIC: ReadonlySet<TypeName> = new Set(["int", "long", "float", "double"]);
const TYPED_SPEC: ReadonlySet<TypeName> = new Set(["bool", "enum", "text"]);

/** `form`: it is edited in the form, `none`: this type has no such thing. */
export function cellUse(draft: FeatureDraft, key: CellKey): "cell" | "form" | "none" {
  const { type } = draft.type;
  switch (key) {
    case "unit":
    case "min":
    case "max":
      return NUMERIC.has(type) ? "cell" : "none";
    case "step":
      return NUMERIC.has(type) && type !== "long" ? "cell" : "none";
    case "spec":
      if (TYPED_SPEC.has(type)) return "cell";
      return type === "struct" || type === "array" ? "form" : "none";
    case "input":
    case "output":
      return "form";
    default:
      return "cell";
  }
}

export function cellText(draft: FeatureDraft, key: CellKey): string {
  switch (key) {
    case "type":
      return draft.type.type;
    case "unit":
    case "min":
    case "max":
    case "step":
      return cellUse(draft, key) === "none" ? "" : draft.type[key];
    case "spec":
      return specText(draft.type);
    case "required":
      return draft.isRequired ? "1" : "";
    case "input":
    case "output":
      return draft[key].map((parameter) => parameter.identifier).join(", ");
    default:
      return draft[key];
  }
}

export function specText(type: TypeDraft): string {
  switch (type.type) {
    case "bool":
      return type.falseText === "" && type.trueText === "" ? "" : `${type.falseText} / ${type.trueText}`;
    case "enum":
      return type.items
        .filter((item) => item.key !== "" || item.text !== "")
        .map((item) => (item.text === "" ? item.key : `${item.key}=${item.text}`))
        .join(", ");
    case "text":
      return type.length;
    case "struct":
      return type.fields.map((field) => field.identifier).join(", ");
    case "array":
      return `${type.item?.type ?? "float"} × ${type.size}`;
    default:
      return "";
  }
}

/** The draft with another text in a cell; the same draft where the cell takes no such text. */
export function withCell(draft: FeatureDraft, key: CellKey, text: string): FeatureDraft {
  if (text === cellText(draft, key)) return draft;
  const choices = CHOICES[key];
  if (choices !== undefined && !choices.includes(text)) return draft;
  switch (key) {
    case "type":
      return { ...draft, type: retyped(draft.type, text as TypeName) };
    case "unit":
    case "min":
    case "max":
    case "step":
      return { ...draft, type: { ...draft.type, [key]: text.trim() } };
    case "spec":
      return { ...draft, type: withSpec(draft.type, text) };
    case "required":
      return { ...draft, isRequired: text === "1" };
    case "input":
    case "output":
      return draft;
    default:
      return { ...draft, [key]: key === "identifier" ? text.trim() : text };
  }
}

/** Limits and unit stay where the new type has them too; what an array or struct holds is kept for a change back. */
function retyped(before: TypeDraft, type: TypeName): TypeDraft {
  if (type === "array" && before.item === undefined)
    return { ...before, type, item: emptyType(NUMERIC.has(before.type) ? before.type : "float") };
  return { ...before, type };
}

function withSpec(type: TypeDraft, text: string): TypeDraft {
  switch (type.type) {
    case "bool": {
      const [falseText = "", trueText = ""] = text.split(/[/／]/).map((part) => part.trim());
      return { ...type, falseText, trueText };
    }
    case "enum":
      return { ...type, items: readItems(text) };
    case "text":
      return { ...type, length: text.trim() };
    default:
      return type;
  }
}

/** `0=Off, 1=On`, with the signs that people use for it in both languages. */
export function readItems(text: string): EnumItem[] {
  return text
    .split(/[,，;；、\n|]/)
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => {
      const [, key = part, meaning = ""] = /^(-?\d+)\s*[=:：\-–—.]?\s*(.*)$/.exec(part) ?? [];
      return { key, text: meaning };
    });
}

/** What is wrong in each cell, of a row's errors by path; the first where several are. */
export function cellErrors(
  errors: ReadingErrors | undefined,
): Partial<Record<CellKey, ReadingErrors[string]>> {
  const found: Partial<Record<CellKey, ReadingErrors[string]>> = {};
  for (const [path, error] of Object.entries(errors ?? {})) found[cellOf(path)] ??= error;
  return found;
}

/** The cell in which an error at `path` of a feature belongs. */
export function cellOf(path: string): CellKey {
  const [head = "", part = ""] = path.split(".");
  if (head === "dataType") return part === "min" || part === "max" || part === "step" ? part : "spec";
  if (head === "input" || head === "output" || head === "name" || head === "identifier") return head;
  return "description";
}
