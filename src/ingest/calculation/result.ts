// What a calculation gives, as a value of the property's type; and how good it is.

import type { FormulaValue } from "../../kit/formula/compile.ts";
import { type Failure, failure } from "../../spine/error.ts";
import { TEXT_BYTES } from "../../spine/limits.ts";
import type { DataType, Property, ValidationLevel } from "../../spine/model.ts";
import { QUALITY, type Quality } from "../../spine/point.ts";

/** The value of the property as a formula sees it; undefined where it is of another kind than declared. */
export function toFormulaValue(value: unknown, { type }: DataType): FormulaValue | undefined {
  switch (type) {
    case "bool":
      if (typeof value === "boolean") return value;
      return value === 1 ? true : value === 0 ? false : undefined;
    case "text":
      return typeof value === "string" ? value : undefined;
    case "struct":
    case "array":
      return undefined;
    default: {
      const number = typeof value === "bigint" ? Number(value) : value;
      return typeof number === "number" && Number.isFinite(number) ? number : undefined;
    }
  }
}

/** From best to worst. */
const WORST_LAST: readonly Quality[] = [
  QUALITY.good,
  QUALITY.late,
  QUALITY.simulated,
  QUALITY.stale,
  QUALITY.bad,
];

/** A result is as good as the worst that it was calculated from. */
export function worseOf(a: Quality, b: Quality): Quality {
  if (a === b) return a;
  return WORST_LAST.indexOf(b) > WORST_LAST.indexOf(a) ? b : a;
}

export interface Result {
  /** Undefined: it is not stored. */
  readonly value: FormulaValue | undefined;
  readonly quality: Quality;
  /** Why it is not as the model wants it. */
  readonly failure: Failure | undefined;
}

/** Holds a result against its type: rounded where that is whole, and as strictly as reports of the product. */
export function fitResult(
  raw: FormulaValue,
  { identifier, dataType }: Property,
  { quality, validation }: { readonly quality: Quality; readonly validation: ValidationLevel },
): Result {
  const isWhole = dataType.type === "int" || dataType.type === "long";
  // -0 is 0.
  const value = typeof raw === "number" ? (isWhole ? Math.round(raw) : raw) + 0 : raw;
  if (validation === "off") return { value, quality, failure: undefined };
  const problem = explain(value, identifier, dataType);
  if (problem === undefined) return { value, quality, failure: undefined };
  if (validation === "strict") return { value: undefined, quality, failure: problem };
  return { value, quality: QUALITY.bad, failure: problem };
}

const INT_MAX = 2_147_483_647;

function explain(value: FormulaValue, property: string, type: DataType): Failure | undefined {
  if (typeof value === "string") {
    const limit = (type.type === "text" ? type.length : undefined) ?? TEXT_BYTES;
    const received = Buffer.byteLength(value);
    return received <= limit ? undefined : failure("property_length", { property, received, limit });
  }
  if (typeof value === "boolean") return undefined;
  if (type.type === "enum") {
    if (String(value) in type.items) return undefined;
    return failure("property_type", { property, type: "enum", received: value });
  }
  const [min, max] = boundsOf(type);
  if (value >= min && value <= max) return undefined;
  return failure("property_range", { property, received: value, min, max });
}

function boundsOf(type: DataType): readonly [number, number] {
  if (type.type === "int")
    return [Math.max(type.min ?? -INT_MAX - 1, -INT_MAX - 1), Math.min(type.max ?? INT_MAX, INT_MAX)];
  if (!("min" in type || "max" in type)) return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const { min, max } = type;
  return [Number(min ?? Number.NEGATIVE_INFINITY), Number(max ?? Number.POSITIVE_INFINITY)];
}
