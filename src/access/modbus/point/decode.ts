// What a point's registers say.

import { QUALITY, type Quality, type Value } from "../../../spine/point.ts";
import { type Order4, orderOf, type RegisterPoint, sizeOf } from "../../../spine/register-map.ts";
import { bitAt, fromWire, hexOf } from "./bytes.ts";
import { type Formula, type NumberPoint, scaledValue } from "./number.ts";

export interface Reading {
  readonly value: Value;
  readonly quality: Quality;
}

export interface DecodeOptions {
  readonly unit: { readonly order: Order4 };
  /** Power of ten that another register says. */
  readonly exponent?: number | undefined;
  readonly formula?: Formula | undefined;
}

/**
 * The value in `wire`, the bytes of the point's registers; of a coil or discrete input its packed bit, from the first
 * byte's lowest. Undefined where the registers say that there is none.
 */
export function decodePoint(
  point: RegisterPoint,
  wire: Uint8Array,
  options: DecodeOptions,
): Reading | undefined {
  switch (point.type) {
    case "bool":
      return good(bitAt(wire, 0) !== point.isInverted);
    case "bit":
      return good((((wordAt(wire) >> point.bit) & 1) === 1) !== point.isInverted);
    case "string":
      return good(textOf(wire, point));
    case "bytes":
      return good(hexOf(wire));
    default:
      return decodeNumber(point, wire, options);
  }
}

function decodeNumber(point: NumberPoint, wire: Uint8Array, options: DecodeOptions): Reading | undefined {
  const order = orderOf(point, options.unit);
  const bytes = order === undefined || STRAIGHT.startsWith(order) ? wire : fromWire(wire, order);
  if (point.absent?.includes(hexOf(bytes))) return undefined;
  const raw = rawNumber(point, bytes);
  if (raw === undefined) return { value: hexOf(bytes), quality: QUALITY.bad };
  if (typeof raw === "number" && !Number.isFinite(raw)) return undefined;
  const named = point.values?.[String(raw)];
  if (named !== undefined) return good(named);
  const { exponent, formula } = options;
  const value = scaledValue(raw, point, { exponent, formula });
  if (value === undefined) return undefined;
  return {
    value: tidy(value),
    quality: isWithin(Number(value), point.validRange) ? QUALITY.good : QUALITY.bad,
  };
}

/** The order in which the wire has the bytes as the number has them. */
const STRAIGHT = "ABCDEFGH";
/** One for all numbers: a view of each one's few bytes costs more than all the rest of decoding it. */
const SCRATCH = new Uint8Array(8);
const VIEW = new DataView(SCRATCH.buffer);

function viewOf(bytes: Uint8Array): DataView {
  for (let at = 0; at < 8; at++) SCRATCH[at] = bytes[at] ?? 0;
  return VIEW;
}

/** Undefined where the bytes are no number of this type. */
function rawNumber(point: NumberPoint, bytes: Uint8Array): number | bigint | undefined {
  switch (point.type) {
    case "float32":
      // As many digits as the four bytes hold: 23.1 and not 23.100000381469727.
      return Number(viewOf(bytes).getFloat32(0).toPrecision(7));
    case "float64":
      return viewOf(bytes).getFloat64(0);
    case "bcd":
      return bcdOf(bytes);
    case "bits": {
      const raw = (wordAt(bytes) >> point.bit) & (2 ** point.length - 1);
      return signed(raw, point.length, point);
    }
    case "int64":
    case "uint64":
      return signedBig(viewOf(bytes).getBigUint64(0), point);
    default: {
      const size = sizeOf(point);
      return signed(size === 2 ? viewOf(bytes).getUint32(0) : wordAt(bytes), size * 16, point);
    }
  }
}

function signed(raw: number, bits: number, point: NumberPoint): number {
  const isSigned = point.type === "bits" ? point.isSigned : point.type.startsWith("int");
  const sign = 2 ** (bits - 1);
  if (raw < sign) return raw;
  if (point.isSignMagnitude) return -(raw - sign);
  return isSigned ? raw - 2 * sign : raw;
}

function signedBig(raw: bigint, { type, isSignMagnitude }: NumberPoint): bigint {
  const sign = 1n << 63n;
  if (raw < sign) return raw;
  if (isSignMagnitude) return -(raw - sign);
  return type === "int64" ? raw - 2n * sign : raw;
}

function bcdOf(bytes: Uint8Array): number | undefined {
  const digits = hexOf(bytes);
  return /^\d+$/.test(digits) ? Number(digits) : undefined;
}

const DECODERS = {
  ascii: new TextDecoder("latin1"),
  utf8: new TextDecoder("utf-8"),
  gbk: new TextDecoder("gbk"),
};

function textOf(
  wire: Uint8Array,
  { packing, encoding }: Extract<RegisterPoint, { readonly type: "string" }>,
): string {
  const bytes = unpack(wire, packing);
  const end = bytes.indexOf(0);
  return DECODERS[encoding].decode(end < 0 ? bytes : bytes.subarray(0, end)).trimEnd();
}

function unpack(wire: Uint8Array, packing: "highFirst" | "lowFirst" | "lowOnly" | "highOnly"): Uint8Array {
  if (packing === "highFirst") return wire;
  if (packing === "lowFirst") return wire.map((_, at) => wire[at ^ 1] ?? 0);
  return wire.filter((_, at) => (at & 1) === (packing === "lowOnly" ? 1 : 0));
}

function wordAt(wire: Uint8Array): number {
  return ((wire[0] ?? 0) << 8) | (wire[1] ?? 0);
}

function isWithin(value: number, range: NumberPoint["validRange"]): boolean {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = range ?? {};
  return value >= min && value <= max;
}

/** A 64-bit integer that a number holds exactly is one. */
function tidy(value: number | bigint): number | bigint {
  if (typeof value === "number") return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function good(value: Value): Reading {
  return { value, quality: QUALITY.good };
}
