// A stored value as a value of another type. Pure.

import { textOf } from "../kit/scalar.ts";
import type { DataType } from "./model.ts";
import type { Value } from "./point.ts";

const INT64 = 2n ** 63n;
const TRUE = /^(?:true|1|on|yes)$/i;
const FALSE = /^(?:false|0|off|no)$/i;

/**
 * `value` as a value of `type`; undefined when it has no meaning there. Fractions are rounded for whole numbers, a
 * value that is of the type already stays as it is. Ranges are not held: what was measured was measured.
 */
export function convertValue(value: Value, type: DataType): Value | undefined {
  switch (type.type) {
    case "int":
      return toWhole(value, (number) => Math.abs(number) <= 0x80000000);
    case "enum":
      return toWhole(value, (number) => String(number) in type.items);
    case "float":
    case "double":
      return toNumber(value);
    case "long":
      return toLong(value);
    case "bool":
      return toBool(value, type);
    case "text":
      return toText(value, type.length);
    case "date":
      return toTime(value);
    case "array":
      return toList(value, type);
    case "struct":
      return toRecord(value, type);
  }
}

function toNumber(value: Value): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value !== "string" || value.trim() === "") return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

function toWhole(value: Value, fits: (number: number) => boolean): number | undefined {
  const number = toNumber(value);
  if (number === undefined) return undefined;
  const whole = Math.round(number) + 0;
  return fits(whole) ? whole : undefined;
}

/** A number while that is exact, else a bigint: as the device path makes them. */
function toLong(value: Value): number | bigint | undefined {
  if (typeof value === "string" && /^\s*[+-]?\d{1,19}\s*$/.test(value)) return narrow(BigInt(value));
  if (typeof value === "bigint") return narrow(value);
  const number = toNumber(value);
  if (number === undefined || Math.abs(number) >= 2 ** 63) return undefined;
  return narrow(BigInt(Math.round(number)));
}

function narrow(value: bigint): number | bigint | undefined {
  if (value >= INT64 || value < -INT64) return undefined;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function toBool(value: Value, type: Extract<DataType, { type: "bool" }>): boolean | undefined {
  if (typeof value === "boolean") return value;
  const text = textOf(value).trim();
  if (TRUE.test(text) || text === type.trueText) return true;
  return FALSE.test(text) || text === type.falseText ? false : undefined;
}

/** `lengthBytes` of UTF-8; longer text is none. */
function toText(value: Value, lengthBytes = Number.POSITIVE_INFINITY): string | undefined {
  const isPlain = typeof value !== "object";
  const text = isPlain ? String(value) : JSON.stringify(value, (_, inner: unknown) => plain(inner));
  return new TextEncoder().encode(text).length <= lengthBytes ? text : undefined;
}

function plain(inner: unknown): unknown {
  return typeof inner === "bigint" ? String(inner) : inner;
}

/** UTC ms; text is read as ISO 8601. */
function toTime(value: Value): number | undefined {
  const number = typeof value === "boolean" ? undefined : toNumber(value);
  if (number !== undefined) return Math.round(number) + 0;
  const ms = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isFinite(ms) ? ms : undefined;
}

function toList(value: Value, type: Extract<DataType, { type: "array" }>): Value | undefined {
  if (!Array.isArray(value) || value.length > type.size) return undefined;
  const items: Value[] = [];
  for (const item of value as Value[]) {
    const converted = convertValue(item, type.item);
    if (converted === undefined) return undefined;
    items.push(converted);
  }
  return items;
}

/** Fields that the type does not know stay as they are. */
function toRecord(value: Value, type: Extract<DataType, { type: "struct" }>): Value | undefined {
  if (typeof value !== "object" || Array.isArray(value)) return undefined;
  const record: Record<string, Value> = { ...(value as Readonly<Record<string, Value>>) };
  for (const { identifier, dataType } of type.fields) {
    const sent = Object.hasOwn(record, identifier) ? record[identifier] : undefined;
    if (sent === undefined) continue;
    const converted = convertValue(sent, dataType);
    if (converted === undefined) return undefined;
    record[identifier] = converted;
  }
  return record;
}
