// The registers that a value is written as.

import type { Value } from "../../../spine/point.ts";
import { type Order4, orderOf, type RegisterPoint, sizeOf } from "../../../spine/register-map.ts";
import { err, ok, type Result } from "../../../spine/result.ts";
import { toWire } from "./bytes.ts";
import { type Formula, type NumberPoint, unscaledValue } from "./number.ts";

/** Why a value cannot be written, for people. */
export interface Unwritable {
  readonly reason: "wrong_type" | "out_of_range" | "off_step" | "too_long" | "not_writable";
}

/** What is to be written: a coil's state, a mask over one register, or whole registers as on the wire. */
export type Written =
  | { readonly kind: "coil"; readonly isOn: boolean }
  | { readonly kind: "mask"; readonly mask: number; readonly bits: number }
  | { readonly kind: "registers"; readonly bytes: Uint8Array };

export interface EncodeOptions {
  readonly unit: { readonly order: Order4 };
  readonly exponent?: number;
  readonly formula?: Formula | undefined;
}

/** How `value` is written to the point: refused, never clipped, where it does not fit. */
export function encodePoint(
  point: RegisterPoint,
  value: Value,
  options: EncodeOptions,
): Result<Written, Unwritable> {
  switch (point.type) {
    case "bool": {
      const isOn = truth(value);
      return isOn === undefined
        ? refuse("wrong_type")
        : ok({ kind: "coil", isOn: isOn !== point.isInverted });
    }
    case "bit": {
      const isOn = truth(value);
      if (isOn === undefined) return refuse("wrong_type");
      const mask = 1 << point.bit;
      return ok({ kind: "mask", mask, bits: isOn === point.isInverted ? 0 : mask });
    }
    case "string":
      return encodeText(point, value);
    case "bytes":
      return encodeHex(point, value);
    default:
      return encodeNumber(point, value, options);
  }
}

function encodeNumber(
  point: NumberPoint,
  value: Value,
  { unit, exponent, formula }: EncodeOptions,
): Result<Written, Unwritable> {
  const named = Object.entries(point.values ?? {}).find(([, meaning]) => meaning === value)?.[0];
  const given = numberOf(value);
  if (named === undefined) {
    if (given === undefined) return refuse("wrong_type");
    const why = checkLimits(Number(given), point.write);
    if (why) return refuse(why);
  }
  const raw =
    named === undefined
      ? unscaledValue(given ?? 0, point, { ...(exponent !== undefined && { exponent }), formula })
      : BigInt(named);
  if (raw === undefined) return refuse("out_of_range");
  if (point.type === "bits") return encodeBits(point, raw);
  const bytes = bytesOf(point, raw);
  if (bytes === undefined) return refuse("out_of_range");
  const order = orderOf(point, unit);
  return ok({ kind: "registers", bytes: order === undefined ? bytes : toWire(bytes, order) });
}

function checkLimits(
  value: number,
  { min, max, step }: NonNullable<RegisterPoint["write"]> | Record<string, undefined> = {},
): Unwritable["reason"] | undefined {
  if (min !== undefined && value < min) return "out_of_range";
  if (max !== undefined && value > max) return "out_of_range";
  if (step === undefined) return undefined;
  const steps = (value - (min ?? 0)) / step;
  return Math.abs(steps - Math.round(steps)) <= 1e-6 ? undefined : "off_step";
}

/** A first; undefined where the registers cannot hold it. */
function bytesOf(point: NumberPoint, raw: number | bigint): Uint8Array | undefined {
  const bytes = new Uint8Array(sizeOf(point) * 2);
  const view = new DataView(bytes.buffer);
  if (point.type === "float32") {
    view.setFloat32(0, Number(raw));
    return Number.isFinite(view.getFloat32(0)) ? bytes : undefined;
  }
  if (point.type === "float64") {
    view.setFloat64(0, Number(raw));
    return bytes;
  }
  const whole = typeof raw === "bigint" ? raw : BigInt(Math.round(raw));
  if (point.type === "bcd") return bcdBytes(whole, bytes);
  const pattern = patternOf(whole, bytes.length * 8, point);
  if (pattern === undefined) return undefined;
  for (let at = 0; at < bytes.length; at++)
    bytes[at] = Number((pattern >> BigInt(8 * (bytes.length - 1 - at))) & 0xffn);
  return bytes;
}

/** The bits of a whole number of so many; undefined where they are too few. */
function patternOf(whole: bigint, bits: number, point: NumberPoint): bigint | undefined {
  const size = BigInt(bits);
  const sign = 1n << (size - 1n);
  const isSigned = point.type === "bits" ? point.isSigned : point.type.startsWith("int");
  if (point.isSignMagnitude) {
    const magnitude = whole < 0n ? -whole : whole;
    if (magnitude >= sign) return undefined;
    return whole < 0n ? sign | magnitude : magnitude;
  }
  const [least, most] = isSigned ? [-sign, sign - 1n] : [0n, 2n * sign - 1n];
  return whole < least || whole > most ? undefined : BigInt.asUintN(bits, whole);
}

function bcdBytes(whole: bigint, bytes: Uint8Array): Uint8Array | undefined {
  const digits = whole.toString().padStart(bytes.length * 2, "0");
  if (whole < 0n || digits.length > bytes.length * 2) return undefined;
  bytes.set(Buffer.from(digits, "hex"));
  return bytes;
}

function encodeBits(
  point: Extract<RegisterPoint, { readonly type: "bits" }>,
  raw: number | bigint,
): Result<Written, Unwritable> {
  const pattern = patternOf(typeof raw === "bigint" ? raw : BigInt(Math.round(raw)), point.length, point);
  if (pattern === undefined) return refuse("out_of_range");
  const mask = ((1 << point.length) - 1) << point.bit;
  return ok({ kind: "mask", mask, bits: (Number(pattern) << point.bit) & mask });
}

function encodeText(
  point: Extract<RegisterPoint, { readonly type: "string" }>,
  value: Value,
): Result<Written, Unwritable> {
  if (typeof value !== "string") return refuse("wrong_type");
  // Nothing here encodes GBK.
  if (point.encoding === "gbk" && !isWithinCode(value, 0x7f)) return refuse("not_writable");
  if (point.encoding === "ascii" && !isWithinCode(value, 0xff)) return refuse("wrong_type");
  const text = point.encoding === "utf8" ? Buffer.from(value) : Buffer.from(value, "latin1");
  const isHalf = point.packing === "lowOnly" || point.packing === "highOnly";
  if (text.length > point.registers * (isHalf ? 1 : 2)) return refuse("too_long");
  const bytes = new Uint8Array(point.registers * 2);
  for (const [at, byte] of text.entries()) bytes[placeOf(at, point.packing)] = byte;
  return ok({ kind: "registers", bytes });
}

function isWithinCode(text: string, most: number): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > most) return false;
  return true;
}

function placeOf(at: number, packing: "highFirst" | "lowFirst" | "lowOnly" | "highOnly"): number {
  if (packing === "highFirst") return at;
  if (packing === "lowFirst") return at ^ 1;
  return at * 2 + (packing === "lowOnly" ? 1 : 0);
}

function encodeHex(point: RegisterPoint, value: Value): Result<Written, Unwritable> {
  if (typeof value !== "string" || !/^(?:[0-9a-f]{2})*$/i.test(value)) return refuse("wrong_type");
  if (value.length !== sizeOf(point) * 4) return refuse("too_long");
  return ok({ kind: "registers", bytes: Uint8Array.from(Buffer.from(value, "hex")) });
}

function truth(value: Value): boolean | undefined {
  if (typeof value === "boolean") return value;
  return value === 0 || value === 1 ? value === 1 : undefined;
}

function numberOf(value: Value): number | bigint | undefined {
  if (typeof value === "boolean") return Number(value);
  if (typeof value === "bigint") return value;
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

function refuse(reason: Unwritable["reason"]): Result<never, Unwritable> {
  return err({ reason });
}
