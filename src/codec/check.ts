// A thing model compiled into checks that are fast enough for the device path.

import { type Failure, failure } from "../spine/error.ts";
import { TEXT_BYTES } from "../spine/limits.ts";
import type { DataType, EventSpec, Property, ThingModel } from "../spine/model.ts";
import type { Value } from "../spine/point.ts";
import { writeJson } from "./json.ts";

/** Returns the value in its canonical form (bool as boolean, date as ms), or undefined when it does not fit. */
export type Check = (value: unknown) => Value | undefined;

export interface PropertyCheck {
  readonly property: Property;
  readonly check: Check;
}

export interface EventCheck {
  readonly event: EventSpec;
  readonly output: ReadonlyMap<string, { readonly dataType: DataType; readonly check: Check }>;
}

export interface ModelCheck {
  readonly properties: ReadonlyMap<string, PropertyCheck>;
  readonly required: readonly string[];
  readonly events: ReadonlyMap<string, EventCheck>;
  /** True when a value may be a 64-bit integer, so that JSON must be read without rounding. */
  readonly hasLong: boolean;
}

const INT32_MAX = 2_147_483_647;
const INT32_MIN = -2_147_483_648;
const INT64_MAX = 9_223_372_036_854_775_807n;
const INT64_MIN = -9_223_372_036_854_775_808n;
const DECIMAL = /^-?\d{1,19}$/;

const compiled = new WeakMap<ThingModel, ModelCheck>();

/** The checks of a model; compiled once per model object. */
export function checkOf(model: ThingModel): ModelCheck {
  const known = compiled.get(model);
  if (known) return known;
  const made: ModelCheck = {
    properties: new Map(
      model.properties.map((p) => [p.identifier, { property: p, check: makeCheck(p.dataType) }]),
    ),
    required: model.properties
      .filter((p) => p.required && p.calculated === undefined)
      .map((p) => p.identifier),
    events: new Map(model.events.map((e) => [e.identifier, makeEventCheck(e)])),
    hasLong: JSON.stringify(model).includes('"type":"long"'),
  };
  compiled.set(model, made);
  return made;
}

function makeEventCheck(event: EventSpec): EventCheck {
  const output = event.output.map(
    (p) => [p.identifier, { dataType: p.dataType, check: makeCheck(p.dataType) }] as const,
  );
  return { event, output: new Map(output) };
}

/** Compiles one data type. */
export function makeCheck(type: DataType): Check {
  switch (type.type) {
    case "int":
      return makeNumberCheck(
        Math.max(type.min ?? INT32_MIN, INT32_MIN),
        Math.min(type.max ?? INT32_MAX, INT32_MAX),
        true,
      );
    case "float":
    case "double":
      return makeNumberCheck(type.min ?? -Number.MAX_VALUE, type.max ?? Number.MAX_VALUE, false);
    case "long":
      return makeLongCheck(BigInt(type.min ?? INT64_MIN), BigInt(type.max ?? INT64_MAX));
    case "text": {
      const limit = type.length ?? TEXT_BYTES;
      return (v) => (typeof v === "string" && isWithinBytes(v, limit) ? v : undefined);
    }
    case "date":
      return checkDate;
    case "bool":
      return checkBool;
    case "enum": {
      const keys = new Set(Object.keys(type.items).map(Number));
      return (v) => (typeof v === "number" && keys.has(v) ? v : undefined);
    }
    case "struct":
      return makeStructCheck(type.fields);
    case "array":
      return makeArrayCheck(type.size, makeCheck(type.item));
  }
}

function makeNumberCheck(min: number, max: number, isWhole: boolean): Check {
  if (isWhole)
    return (v) => (typeof v === "number" && Number.isInteger(v) && v >= min && v <= max ? v : undefined);
  return (v) => (typeof v === "number" && v >= min && v <= max ? v : undefined);
}

function makeLongCheck(min: bigint, max: bigint): Check {
  return (v) => {
    const whole = asBigInt(v);
    if (whole === undefined || whole < min || whole > max) return undefined;
    return Number.isSafeInteger(Number(whole)) ? Number(whole) : whole;
  };
}

function asBigInt(value: unknown): bigint | undefined {
  if (typeof value === "bigint") return value;
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : undefined;
  return typeof value === "string" && DECIMAL.test(value) ? BigInt(value) : undefined;
}

/** UTF-8 bytes: at most three per UTF-16 unit, so short text needs no count. */
function isWithinBytes(text: string, limit: number): boolean {
  return text.length * 3 <= limit || Buffer.byteLength(text) <= limit;
}

function checkDate(value: unknown): Value | undefined {
  const ms = typeof value === "string" && /^\d{1,16}$/.test(value) ? Number(value) : value;
  return typeof ms === "number" && Number.isSafeInteger(ms) ? ms : undefined;
}

/** Alink sends 0 and 1; JSON-minded firmware sends true and false. */
function checkBool(value: unknown): Value | undefined {
  if (value === 1 || value === true) return true;
  if (value === 0 || value === false) return false;
  return undefined;
}

function makeStructCheck(fields: readonly { identifier: string; dataType: DataType }[]): Check {
  const checks = new Map(fields.map((f) => [f.identifier, makeCheck(f.dataType)]));
  return (v) => {
    if (!isRecord(v)) return undefined;
    const out: Record<string, Value> = {};
    for (const key of Object.keys(v)) {
      const checked = checks.get(key)?.(v[key]);
      if (checked === undefined) return undefined;
      out[key] = checked;
    }
    return out;
  };
}

function makeArrayCheck(size: number, item: Check): Check {
  return (v) => {
    if (!Array.isArray(v) || v.length > size) return undefined;
    const out: Value[] = [];
    for (const element of v) {
      const checked = item(element);
      if (checked === undefined) return undefined;
      out.push(checked);
    }
    return out;
  };
}

/** A JSON object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Any JSON value that can be stored without a model; undefined where a null is in it, or 1e999 and its like. */
export function toValue(value: unknown): Value | undefined {
  switch (typeof value) {
    case "number":
      return Number.isFinite(value) ? value : undefined;
    case "bigint":
    case "boolean":
    case "string":
      return value;
    case "object":
      return isStorable(value) ? (value as Value) : undefined;
    default:
      return undefined;
  }
}

function isStorable(value: object | null): boolean {
  if (value === null) return false;
  return Object.values(value).every((inner) => toValue(inner) !== undefined);
}

/** Says why a value failed its check: wrong type, out of range or too long. */
export function explainMismatch(property: string, type: DataType, value: unknown): Failure {
  const received = preview(value);
  if (type.type === "text" && typeof value === "string") {
    return failure("property_length", {
      property,
      received: Buffer.byteLength(value),
      limit: type.length ?? TEXT_BYTES,
    });
  }
  if (type.type === "array" && Array.isArray(value) && value.length > type.size) {
    return failure("property_length", { property, received: value.length, limit: type.size });
  }
  const isRightType =
    ((type.type === "float" || type.type === "double") && typeof value === "number") ||
    (type.type === "int" && Number.isInteger(value)) ||
    (type.type === "long" && asBigInt(value) !== undefined);
  if (isRightType && "min" in type) {
    return failure("property_range", { property, received, min: type.min ?? "-∞", max: type.max ?? "∞" });
  }
  if (isRightType) return failure("property_range", { property, received, min: "-∞", max: "∞" });
  return failure("property_type", { property, type: describeType(type), received });
}

function describeType(type: DataType): string {
  if (type.type === "enum") return `enum (${Object.keys(type.items).slice(0, 12).join(", ")})`;
  if (type.type === "struct") return `struct (${type.fields.map((f) => f.identifier).join(", ")})`;
  if (type.type === "array") return `array of ${type.item.type}`;
  return type.type === "bool" ? "bool (0 or 1)" : type.type;
}

/** A value as short text for a person, at most 64 characters. */
export function preview(value: unknown): string {
  const text = writeJson(value) ?? String(value);
  return text.length <= 64 ? text : `${text.slice(0, 61)}...`;
}
