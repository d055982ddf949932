// Objects and lists as structs and arrays of the thing model, where they can be any.

import { IDENTIFIER_PATTERN } from "../../spine/ids.ts";
import type { DataType } from "../../spine/model.ts";
import type { Value } from "../../spine/point.ts";

type Infer = (values: readonly Value[]) => DataType | undefined;
type Struct = Extract<DataType, { type: "struct" }>;
type List = Extract<DataType, { type: "array" }>;

const FIELDS = 50;
const ITEMS = 512;

/** All `values` are objects, or all are lists; undefined where no type of the thing model holds them. */
export function compositeOf(values: readonly Value[], infer: Infer): DataType | undefined {
  const isList = values.every((value) => Array.isArray(value));
  return isList ? listOf(values as readonly (readonly Value[])[], infer) : structOf(values, infer);
}

function listOf(values: readonly (readonly Value[])[], infer: Infer): List | undefined {
  const items = values.flat();
  const kinds = new Set(items.map((item) => (Array.isArray(item) ? "list" : typeof item)));
  const longest = values.reduce((most, list) => Math.max(most, list.length), 1);
  if (items.length === 0 || kinds.size > 1 || kinds.has("list") || longest > ITEMS) return undefined;
  const item = kinds.has("object") ? structOf(items, infer) : bare(infer(items));
  if (item === undefined || !isItem(item)) return undefined;
  return { type: "array", size: Math.min(ITEMS, longest * 2), item };
}

function structOf(values: readonly Value[], infer: Infer): Struct | undefined {
  const byName = new Map<string, Value[]>();
  for (const value of values as readonly Readonly<Record<string, Value>>[]) {
    for (const [name, inner] of Object.entries(value)) {
      const known = byName.get(name);
      if (known) known.push(inner);
      else byName.set(name, [inner]);
    }
  }
  if (byName.size === 0 || byName.size > FIELDS) return undefined;
  const fields: Struct["fields"] = [];
  for (const [identifier, inner] of byName) {
    const isMixed = new Set(inner.map((one) => typeof one)).size > 1;
    const dataType = isMixed || typeof inner[0] === "object" ? undefined : bare(infer(inner));
    if (dataType === undefined || !IDENTIFIER_PATTERN.test(identifier) || !isField(dataType))
      return undefined;
    fields.push({ identifier, name: identifier, dataType });
  }
  return { type: "struct", fields };
}

/** Without a range: one is for the whole value to be judged by. */
function bare(type: DataType | undefined): DataType | undefined {
  if (type?.type === "int") return { type: "int" };
  return type?.type === "float" || type?.type === "double" ? { type: "double" } : type;
}

function isField(type: DataType): type is Struct["fields"][number]["dataType"] {
  return type.type !== "struct" && type.type !== "array";
}

function isItem(type: DataType): type is List["item"] {
  return ["int", "float", "double", "long", "text", "struct"].includes(type.type);
}
