// A value while it is typed: text or choice by the type of the thing model, and what is sent of it.

import { entryOf, numberOf } from "../../../../src/kit/scalar.ts";
import { readWall, wallText } from "../../base/person/time-zone.ts";
import type { DataType, Json } from "../../contract.ts";

/** What the inputs hold: text for all but structs, whose fields have drafts of their own. */
export type Draft = string | { readonly [field: string]: Draft };

export function emptyDraft(type: DataType): Draft {
  if (type.type !== "struct") return "";
  return Object.fromEntries(
    type.fields.map(({ identifier, dataType }) => [identifier, emptyDraft(dataType)]),
  );
}

/** Wall time as an `<input type=datetime-local>` wants it. */
function localTime(ts: number): string {
  return wallText(ts).slice(0, 19);
}

/** A value that the device reported, to be changed. */
export function draftOf(type: DataType, value: Json | undefined): Draft {
  if (value === undefined || value === null) return emptyDraft(type);
  switch (type.type) {
    case "bool":
      return value === true || value === 1 ? "1" : "0";
    case "date":
      return Number.isFinite(numberOf(value)) ? localTime(numberOf(value)) : "";
    case "struct": {
      const fields = typeof value === "object" && !Array.isArray(value) ? value : {};
      return Object.fromEntries(
        type.fields.map(({ identifier, dataType }) => [
          identifier,
          draftOf(dataType, entryOf(fields, identifier)),
        ]),
      );
    }
    case "array":
      return JSON.stringify(value);
    default:
      return typeof value === "object" ? JSON.stringify(value) : String(value);
  }
}

/** The value as JSON; undefined while it is none of the type. The server holds it against the limits once more. */
export function readDraft(type: DataType, draft: Draft): Json | undefined {
  if (type.type === "struct") return typeof draft === "object" ? readFields(type.fields, draft) : undefined;
  if (typeof draft !== "string") return undefined;
  const text = draft.trim();
  if (type.type === "text") return draft;
  if (text === "") return undefined;
  switch (type.type) {
    case "int":
    case "float":
    case "double":
      return isWithin(Number(text), type) ? Number(text) : undefined;
    case "enum":
      return Number(text);
    case "bool":
      return text === "1";
    case "long":
      return /^-?\d{1,19}$/.test(text) ? text : undefined;
    case "date": {
      const ts = readWall(text);
      return Number.isFinite(ts) ? ts : undefined;
    }
    case "array":
      return readList(text);
  }
}

function isWithin(
  value: number,
  { type, min, max }: Extract<DataType, { type: "int" | "float" | "double" }>,
): boolean {
  if (!Number.isFinite(value) || (type === "int" && !Number.isInteger(value))) return false;
  return value >= (min ?? -Infinity) && value <= (max ?? Infinity);
}

function readFields(
  fields: Extract<DataType, { type: "struct" }>["fields"],
  draft: { readonly [field: string]: Draft },
): Json | undefined {
  const entries = fields.map(
    ({ identifier, dataType }) =>
      [identifier, readDraft(dataType, entryOf(draft, identifier) ?? "")] as const,
  );
  if (entries.some(([, value]) => value === undefined)) return undefined;
  return Object.fromEntries(entries) as Json;
}

function readList(text: string): Json | undefined {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? (list as Json) : undefined;
  } catch {
    return undefined;
  }
}
