// One row of a template: where a property lies on the unit, and what it is, in a line that people can check
// against a maker's table. `voltageA h 0x2006 f32 *0.1`: holding register 0x2006, float32, times 0.1.

import { assert } from "../../kit/assert.ts";
import type { DataType, Property } from "../../spine/model.ts";
import { ORDERS_2, ORDERS_4, ORDERS_8, type RegisterPointInput } from "../../spine/register-map.ts";
import { QUANTITIES } from "./quantities.ts";

export type Words = readonly [zh: string, en: string];
export type TemplateLanguage = "zh" | "en";

/** What a line has no room for. */
export interface PointMore {
  /** Raw numbers that have a meaning each: the property is an enum. */
  readonly states?: Readonly<Record<number, Words>>;
  /** Texts of a bool: false, true. */
  readonly bool?: readonly [Words, Words];
  /** Of the value, inclusive: what a sensor can measure, or what may be written. */
  readonly range?: readonly [min: number, max: number];
  readonly step?: number;
  /** Raw contents that mean "no value", hexadecimal. */
  readonly absent?: readonly string[];
  /** The maker's notation, where it is not the address itself. */
  readonly shownAs?: string;
  readonly note?: string;
}

/**
 * `at`: area (c, d, i, h), address (decimal or 0x), type, then any of: an order (CDAB), `*scale`, `+offset`, `^address`
 * of an exponent, `rw` or `w`, `~group` or `~demand`. A quantity that quantities.ts knows needs its identifier alone,
 * written before `at`.
 */
export type PointRow =
  | string
  | readonly [known: string, more: PointMore]
  | readonly [identifier: string, names: Words, unit: string, at: string, more?: PointMore];

interface ReadRow {
  readonly identifier: string;
  readonly names: Words;
  readonly unit: string;
  readonly at: string;
  readonly more: PointMore;
}

const AREAS = { c: "coil", d: "discrete", i: "input", h: "holding" } as const;
const TYPES: Readonly<Record<string, RegisterPointInput["type"]>> = {
  bool: "bool",
  i16: "int16",
  u16: "uint16",
  i32: "int32",
  u32: "uint32",
  i64: "int64",
  u64: "uint64",
  f32: "float32",
  f64: "float64",
  bcd: "bcd",
  str: "string",
  bytes: "bytes",
  bit: "bit",
  bits: "bits",
};
const ALL_ORDERS: ReadonlySet<string> = new Set([...ORDERS_2, ...ORDERS_4, ...ORDERS_8]);

/** `voltage{A,B,C} h {0,2,4} f32` written out: three lines. */
export function expand(line: string): string[] {
  const choices = [...line.matchAll(/\{([^}]*)\}/g)].map((match) => match[1]?.split(",") ?? []);
  const count = choices[0]?.length ?? 1;
  assert(
    choices.every((choice) => choice.length === count),
    `${line}: all braces hold the same number`,
  );
  return Array.from({ length: count }, (_, at) => {
    let brace = 0;
    return line.replace(/\{[^}]*\}/g, () => choices[brace++]?.[at] ?? "");
  });
}

function readRow(row: PointRow): ReadRow {
  if (typeof row !== "string" && row.length > 2) {
    const [identifier, names, unit, at, more = {}] = row as Extract<
      PointRow,
      { readonly 3?: unknown }
    > as readonly [string, Words, string, string, PointMore?];
    return { identifier, names, unit, at, more };
  }
  const [line, more] = typeof row === "string" ? [row, {}] : (row as readonly [string, PointMore]);
  const space = line.indexOf(" ");
  const identifier = line.slice(0, space);
  const known = QUANTITIES[identifier];
  assert(known !== undefined, `${identifier} is a known quantity`);
  const [zh, en, unit] = known;
  return { identifier, names: [zh, en], unit, at: line.slice(space + 1), more };
}

/** The point that the row stands for, still to be read by the schema. */
export function pointOf(row: PointRow): RegisterPointInput {
  const { identifier, at, more } = readRow(row);
  const [area = "", address = "", type = "", ...rest] = at.split(" ");
  const [name = "", count] = type.split(":");
  const isHex = address.startsWith("0x");
  const access = rest.find((word) => word === "rw" || word === "w") ?? "r";
  const number = (sign: string) => {
    const word = rest.find((one) => one.startsWith(sign));
    return word === undefined ? undefined : Number(word.slice(1));
  };
  const group = rest.find((word) => word.startsWith("~"))?.slice(1);
  const order = rest.find((word) => ALL_ORDERS.has(word));
  const shownAs = more.shownAs ?? (isHex ? address : undefined);
  const point = {
    identifier,
    area: AREAS[area as keyof typeof AREAS],
    address: Number(address),
    type: TYPES[name],
    access,
    ...sizeOfType(name, count),
    ...(shownAs !== undefined && { shownAs }),
    ...(group !== undefined && { group: group === "demand" ? null : group }),
    ...(order !== undefined && { order }),
    ...definedOnly({ scale: number("*"), offset: number("+"), exponentAddress: number("^") }),
    ...(more.absent !== undefined && { absent: [...more.absent] }),
    ...(more.note !== undefined && { note: more.note }),
    ...(access !== "r" && more.range && { write: writeLimits(more.range, more.step) }),
  };
  return point as unknown as RegisterPointInput;
}

function writeLimits([min, max]: readonly [number, number], step: number | undefined) {
  return step === undefined ? { min, max } : { min, max, step };
}

function definedOnly(
  fields: Readonly<Record<string, number | undefined>>,
): Record<string, number | undefined> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** `str:8` eight registers, `bit:3` bit 3, `bits:4-7` bits 4 to 7. */
function sizeOfType(name: string, count: string | undefined) {
  if (count === undefined) return {};
  if (name === "bit") return { bit: Number(count) };
  if (name !== "bits") return { registers: Number(count) };
  const [from = 0, to = 0] = count.split("-").map(Number);
  return { bit: from, length: to - from + 1 };
}

/** The property of the row; names in one language, identifiers in all the same. */
export function propertyOf(row: PointRow, language: TemplateLanguage): Property {
  const { identifier, names, unit, more } = readRow(row);
  const point = pointOf(row);
  const name = language === "zh" ? names[0] : names[1];
  return {
    identifier,
    name,
    accessMode: point.access ?? "r",
    required: false,
    dataType: dataTypeOf(point, { unit, more, language }),
  };
}

interface TypeContext {
  readonly unit: string;
  readonly more: PointMore;
  readonly language: TemplateLanguage;
}

function dataTypeOf(point: RegisterPointInput, { unit, more, language }: TypeContext): DataType {
  const text = ([zh, en]: Words) => (language === "zh" ? zh : en);
  if (more.states) {
    const items = Object.entries(more.states).map(([raw, words]) => [raw, text(words)]);
    return { type: "enum", items: Object.fromEntries(items) };
  }
  if (point.type === "bool" || point.type === "bit") {
    const [no, yes] = more.bool ?? [];
    return { type: "bool", ...(no && { falseText: text(no) }), ...(yes && { trueText: text(yes) }) };
  }
  if (point.type === "string" || point.type === "bytes") {
    return { type: "text", length: point.registers * (point.type === "bytes" ? 4 : 2) };
  }
  const limits = {
    ...(more.range && { min: more.range[0], max: more.range[1] }),
    ...(unit !== "" && { unit }),
  };
  if (point.type === "int64" || point.type === "uint64") {
    if ((point.scale ?? 1) === 1) return { type: "long", ...(unit !== "" && { unit }) };
  }
  return { type: numberTypeOf(point), ...limits };
}

/** Whole numbers are int where 32 bits with a sign hold them, else double. */
function numberTypeOf(point: RegisterPointInput): "int" | "float" | "double" {
  if (point.type === "float32" && !("scale" in point)) return "float";
  const isSmall = ["int16", "uint16", "int32", "bits"].includes(point.type);
  const isPlain = !("scale" in point) && !("offset" in point) && !("exponentAddress" in point);
  return isSmall && isPlain ? "int" : "double";
}
