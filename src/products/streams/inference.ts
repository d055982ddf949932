// What a data stream most likely is, as a property of a thing model: from values that were stored of it.

import { FEATURE_PATTERN } from "../../spine/ids.ts";
import type { DataType } from "../../spine/model.ts";
import type { Value } from "../../spine/point.ts";
import { compositeOf } from "./composite.ts";

export const VALUE_KINDS = ["number", "boolean", "text", "list", "object"] as const;
export type ValueKind = (typeof VALUE_KINDS)[number];

export interface Inferred {
  /** As the device sends it. */
  readonly key: string;
  /** The same, or, where that can be none, the nearest that can. */
  readonly identifier: string;
  readonly name: string;
  /** Null: its values fit no type of the thing model. */
  readonly dataType: DataType | null;
  /** Other types that fit, the likelier first. */
  readonly alternatives: readonly DataType[];
  readonly samples: number;
  readonly devices: number;
  /** Of its numbers. */
  readonly min: number | null;
  readonly max: number | null;
  /** Different values, where they are few. */
  readonly distinct: readonly Value[] | null;
  /** How many values there are of each kind, where there is more than one kind; the most frequent first. */
  readonly conflicts: readonly { readonly kind: ValueKind; readonly count: number }[];
  readonly examples: readonly Value[];
  readonly lastTs: number | null;
}

export interface StreamSamples {
  readonly key: string;
  readonly devices: number;
  readonly values: readonly Value[];
  readonly lastTs: number | null;
}

const INT_MAX = 2_147_483_647;
/** So few different values among so many are a state rather than a measurement. */
const STATES = 8;
const STATE_SAMPLES = 20;
const EXAMPLES = 5;
/** From 2001 to 2100 in ms: a number of this size is a time. */
const TIMES = [978_307_200_000, 4_102_444_800_000] as const;

export function kindOf(value: Value): ValueKind {
  switch (typeof value) {
    case "number":
    case "bigint":
      return "number";
    case "boolean":
      return "boolean";
    case "string":
      return "text";
    default:
      return Array.isArray(value) ? "list" : "object";
  }
}

/** Where values are of several kinds the most frequent one decides. */
export function inferStream({ key, devices, values, lastTs }: StreamSamples): Inferred {
  const counts = new Map<ValueKind, number>();
  for (const value of values) counts.set(kindOf(value), (counts.get(kindOf(value)) ?? 0) + 1);
  const kinds = [...counts].sort(([, a], [, b]) => b - a).map(([kind, count]) => ({ kind, count }));
  const main = kinds[0]?.kind;
  const own = values.filter((value) => kindOf(value) === main);
  const numbers = values.filter((value) => kindOf(value) === "number").map(Number);
  const types = main === undefined ? [] : typesOf(main, own);
  return {
    ...{ key, identifier: toIdentifier(key), name: toName(key), devices, lastTs },
    dataType: types[0] ?? null,
    alternatives: types.slice(1),
    samples: values.length,
    min: numbers.length === 0 ? null : numbers.reduce((a, b) => Math.min(a, b)),
    max: numbers.length === 0 ? null : numbers.reduce((a, b) => Math.max(a, b)),
    distinct: distinctOf(own),
    conflicts: kinds.length > 1 ? kinds : [],
    examples: examplesOf(values),
  };
}

function typesOf(kind: ValueKind, values: readonly Value[]): DataType[] {
  if (kind === "boolean") return [{ type: "bool" }];
  if (kind === "text") return [textType(values as readonly string[])];
  if (kind === "number") return numberTypes(values as readonly (number | bigint)[]);
  const composite = compositeOf(values, (inner) => typesOf(kindOf(inner[0] as Value), inner)[0]);
  return composite ? [composite] : [];
}

function textType(values: readonly string[]): DataType {
  const longest = values.reduce((most, text) => Math.max(most, Buffer.byteLength(text)), 0);
  const length = [64, 256, 1_024, 10_240].find((limit) => longest * 2 <= limit);
  return { type: "text", length: length ?? 10_240 };
}

function numberTypes(values: readonly (number | bigint)[]): DataType[] {
  const numbers = values.map(Number);
  const range = rangeOf(numbers);
  const real: DataType = { type: isShort(numbers) ? "float" : "double", ...range };
  if (!values.every((value) => typeof value === "bigint" || Number.isInteger(value))) return [real];
  const least = Math.min(...numbers);
  const most = Math.max(...numbers);
  if (least >= TIMES[0] && most <= TIMES[1]) return [{ type: "date" }, { type: "long" }];
  if (least < -INT_MAX || most > INT_MAX) return [{ type: "long" }, { type: "double" }];
  const whole: DataType = { type: "int", ...clampInt(range) };
  const states = distinctOf(values);
  const others: DataType[] = [real];
  if (states?.every((value) => value === 0 || value === 1)) others.unshift({ type: "bool" });
  else if (states && isEnum(states as readonly number[])) others.unshift(enumOf(states as readonly number[]));
  return [whole, ...others];
}

function isEnum(states: readonly number[]): boolean {
  return states.every((state) => Math.abs(state) < 1e9);
}

function enumOf(states: readonly number[]): DataType {
  const sorted = [...states].sort((a, b) => a - b);
  return { type: "enum", items: Object.fromEntries(sorted.map((state) => [String(state), String(state)])) };
}

/** Seven digits are what 32 bits hold. */
function isShort(numbers: readonly number[]): boolean {
  return numbers.every((x) => Number(x.toPrecision(7)) === x);
}

/** Half of what was seen on either side, to round numbers; what was never negative stays so. None near infinity. */
function rangeOf(numbers: readonly number[]): { min?: number; max?: number } {
  const least = numbers.reduce((a, b) => Math.min(a, b));
  const most = numbers.reduce((a, b) => Math.max(a, b));
  const margin = Math.max((most - least) / 2, Math.max(Math.abs(most), Math.abs(least)) / 10, 1e-3);
  const low = roundOut(least - margin, -1);
  const high = roundOut(most + margin, 1);
  if (!Number.isFinite(low) || !Number.isFinite(high)) return {};
  const isNegative = most <= 0 && least < 0;
  return { min: least >= 0 ? Math.max(0, low) : low, max: isNegative ? Math.min(0, high) : high };
}

/** To two digits, away from zero on the given side. */
function roundOut(x: number, side: 1 | -1): number {
  const unit = 10 ** (Math.floor(Math.log10(Math.abs(x))) - 1);
  if (x === 0 || unit === 0 || !Number.isFinite(unit)) return x;
  const steps = side === 1 ? Math.ceil(x / unit) : Math.floor(x / unit);
  return Number((steps * unit).toPrecision(2));
}

function clampInt({ min = -INT_MAX, max = INT_MAX }: { min?: number; max?: number }) {
  return { min: Math.max(Math.floor(min), -INT_MAX - 1), max: Math.min(Math.ceil(max), INT_MAX) };
}

function distinctOf(values: readonly Value[]): readonly Value[] | null {
  if (values.length < STATE_SAMPLES) return null;
  const distinct = new Set<Value>();
  for (const value of values) {
    if (typeof value === "object") return null;
    distinct.add(value);
    if (distinct.size > STATES) return null;
  }
  return [...distinct];
}

function examplesOf(values: readonly Value[]): Value[] {
  const seen = new Map<string, Value>();
  for (const value of values) {
    const text = typeof value === "bigint" ? `${value}n` : JSON.stringify(value, (_, inner) => String(inner));
    if (!seen.has(text)) seen.set(text, value);
    if (seen.size === EXAMPLES) break;
  }
  return [...seen.values()];
}

/** The key where it can name a property; else what is left of it. */
export function toIdentifier(key: string): string {
  if (FEATURE_PATTERN.test(key)) return key;
  const words = key.replace(/[^A-Za-z0-9_]+/g, "_").replace(/^_+|_+$/g, "");
  return words.slice(0, 50) || "stream";
}

/** `motor_temp`, `motorTemp` and `motor/temp` are all Motor temp. */
function toName(key: string): string {
  const words = key
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/[\s_:./-]+/g, " ")
    .trim();
  const text = words.slice(0, 128) || key.slice(0, 128);
  return text.charAt(0).toUpperCase() + text.slice(1);
}
