// When stored values of one type are not values of another.

import type { DataType } from "../../spine/model.ts";

/** Types that every value of a type is a value of too. */
const WIDER: Readonly<Partial<Record<DataType["type"], readonly DataType["type"][]>>> = {
  int: ["long", "float", "double"],
  enum: ["int", "long", "float", "double"],
  float: ["double"],
  double: ["float"],
};

/** True when values that were stored as `from` may be none of `to`: 21.5 in a whole number, text in a struct. */
export function isTypeChange(from: DataType, to: DataType): boolean {
  if (from.type === "array" && to.type === "array") return isTypeChange(from.item, to.item);
  if (from.type === "struct" && to.type === "struct") {
    const before = new Map(from.fields.map((field) => [field.identifier, field.dataType]));
    return to.fields.some(({ identifier, dataType }) => {
      const known = before.get(identifier);
      return known !== undefined && isTypeChange(known, dataType);
    });
  }
  return from.type !== to.type && !(WIDER[from.type]?.includes(to.type) ?? false);
}

/** True when values that `from` allowed are outside of `to`, whose type holds them all the same. */
export function isNarrowed(from: DataType, to: DataType): boolean {
  if (isTypeChange(from, to)) return false;
  switch (to.type) {
    case "int":
    case "float":
    case "double":
    case "long":
      return (
        isRaised(bound(from, "min"), bound(to, "min")) || isRaised(bound(to, "max"), bound(from, "max"), true)
      );
    case "text":
      return (
        from.type === "text" &&
        to.length !== undefined &&
        to.length < (from.length ?? Number.POSITIVE_INFINITY)
      );
    case "enum":
      return from.type === "enum" && Object.keys(from.items).some((key) => !(key in to.items));
    case "array":
      return from.type === "array" && (to.size < from.size || isNarrowed(from.item, to.item));
    case "struct":
      return from.type === "struct" && isStructNarrowed(from.fields, to.fields);
    default:
      return false;
  }
}

type Fields = Extract<DataType, { type: "struct" }>["fields"];

function isStructNarrowed(from: Fields, to: Fields): boolean {
  const after = new Map(to.map((field) => [field.identifier, field.dataType]));
  return from.some(({ identifier, dataType }) => {
    const now = after.get(identifier);
    return now === undefined || isNarrowed(dataType, now);
  });
}

function bound(type: DataType, side: "min" | "max"): number | undefined {
  if (!("min" in type || "max" in type)) return undefined;
  const value = type[side];
  return value === undefined ? undefined : Number(value);
}

/** True when the limit `to` leaves out what `from` let in; of upper limits the two are given the other way round. */
function isRaised(from: number | undefined, to: number | undefined, isUpper = false): boolean {
  if (isUpper) return from !== undefined && (to === undefined || from < to);
  return to !== undefined && (from === undefined || to > from);
}
