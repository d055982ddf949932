// Which registers, type, order and scale make the value that a panel shows: the question that Modbus leaves open.

import {
  ORDERS_4,
  ORDERS_8,
  type RegisterPointInput,
  type RegisterType,
} from "../../../spine/register-map.ts";
import { fromWire, hexOf } from "../point/bytes.ts";

/** What was read at one moment, and what the panel showed then. */
export interface Sample {
  /** Of the first register, as on the wire. */
  readonly address: number;
  /** The registers as they came, two bytes each. */
  readonly bytes: Uint8Array;
  /** As the panel shows it (`23.5`): its last digit says how exact it is. */
  readonly shown: string;
}

/** A way to read the registers that gave every sample's value. */
export interface Candidate {
  readonly address: number;
  readonly type: "int16" | "uint16" | "int32" | "uint32" | "float32" | "int64" | "uint64" | "float64" | "bcd";
  /** Undefined where there is but one. */
  readonly order: string | undefined;
  readonly registers: number;
  readonly scale: number;
  /** The newest sample's value, and its registers in hexadecimal. */
  readonly value: number;
  readonly raw: string;
}

type Form = Pick<Candidate, "type" | "order" | "registers">;

const FORMS: readonly Form[] = [
  ...(["uint16", "int16"] as const).flatMap((type) =>
    ["AB", "BA"].map((order) => ({ type, order, registers: 1 })),
  ),
  ...(["float32", "uint32", "int32"] as const).flatMap((type) =>
    ORDERS_4.map((order) => ({ type, order, registers: 2 })),
  ),
  ...(["float64", "uint64", "int64"] as const).flatMap((type) =>
    ORDERS_8.map((order) => ({ type, order, registers: 4 })),
  ),
  { type: "bcd", order: undefined, registers: 1 },
  { type: "bcd", order: undefined, registers: 2 },
];
const SCALES = [1, 0.1, 0.01, 0.001, 10, 100, 1_000, 0.0001, 0.5, 0.2, 0.05, 0.02];
const SHOWN = /^\s*-?\d+(?:[.,]\d+)?\s*$/;
/** More are no help to anybody. */
const MOST = 200;

/**
 * The candidates that fit all samples, likeliest first. Empty where nothing fits, or a sample shows no number. Zero
 * fits everything that is empty, so samples should show something else.
 */
export function guessPoints(samples: readonly Sample[]): readonly Candidate[] {
  const [last] = samples.slice(-1);
  if (last === undefined || samples.some(({ shown }) => !SHOWN.test(shown))) return [];
  const found: Candidate[] = [];
  const end = last.bytes.length / 2;
  for (let index = 0; index < end; index++)
    for (const form of FORMS)
      for (const scale of SCALES) {
        const place = { ...form, scale, address: last.address + index };
        const value = readAt(last, place);
        if (value === undefined || !samples.every((sample) => fits(sample, place))) continue;
        found.push({
          ...place,
          value,
          raw: hexOf(last.bytes.subarray(index * 2, (index + form.registers) * 2)),
        });
      }
  return found.sort((a, b) => unlikelihood(a) - unlikelihood(b) || a.address - b.address).slice(0, MOST);
}

/** The candidate as a point of a register map. */
export function pointOf(
  candidate: Candidate,
  { identifier, area }: { readonly identifier: string; readonly area: "holding" | "input" },
): RegisterPointInput {
  const { type, order, registers, scale, address } = candidate;
  return {
    ...{ identifier, area, address, type, scale },
    ...(order !== undefined && { order }),
    ...(type === "bcd" && { registers }),
  } as RegisterPointInput;
}

type Place = Form & { readonly scale: number; readonly address: number };

function fits(sample: Sample, place: Place): boolean {
  const value = readAt(sample, place);
  if (value === undefined) return false;
  const shown = Number(sample.shown.replace(",", "."));
  const digits = /[.,](\d+)/.exec(sample.shown)?.[1]?.length ?? 0;
  // A panel rounds or cuts off: up to one of its last digit.
  return Math.abs(value - shown) < 10 ** -digits;
}

function readAt({ address, bytes }: Sample, place: Place): number | undefined {
  const at = (place.address - address) * 2;
  const wire = bytes.subarray(Math.max(0, at), at + place.registers * 2);
  if (at < 0 || wire.length < place.registers * 2) return undefined;
  const raw = rawOf(wire, place);
  if (raw === undefined || !Number.isFinite(raw)) return undefined;
  // A scaled zero, and a float so small that it is an integer misread, say nothing.
  if (raw === 0 && place.scale !== 1) return undefined;
  const isFloat = place.type === "float32" || place.type === "float64";
  if (isFloat && raw !== 0 && (Math.abs(raw) < 1e-6 || Math.abs(raw) > 1e12 || place.scale < 0.001))
    return undefined;
  return raw * place.scale;
}

const READERS: Readonly<Record<Exclude<Form["type"], "bcd">, (view: DataView) => number>> = {
  int16: (view) => view.getInt16(0),
  uint16: (view) => view.getUint16(0),
  int32: (view) => view.getInt32(0),
  uint32: (view) => view.getUint32(0),
  float32: (view) => view.getFloat32(0),
  int64: (view) => Number(view.getBigInt64(0)),
  uint64: (view) => Number(view.getBigUint64(0)),
  float64: (view) => view.getFloat64(0),
};

function rawOf(wire: Uint8Array, { type, order }: Form): number | undefined {
  if (type === "bcd") {
    const digits = hexOf(wire);
    return /^\d+$/.test(digits) ? Number(digits) : undefined;
  }
  const bytes = order === undefined ? wire : fromWire(wire, order);
  return READERS[type](new DataView(bytes.buffer, bytes.byteOffset, bytes.length));
}

const COMMON: Readonly<Partial<Record<RegisterType, number>>> = {
  float32: 0,
  uint16: 1,
  int16: 2,
  uint32: 3,
  int32: 4,
  float64: 8,
  uint64: 9,
  int64: 10,
  bcd: 12,
};
const COMMON_ORDERS = ["AB", "ABCD", "CDAB", "ABCDEFGH", "GHEFCDAB"];

/** Small for what makers usually do. */
function unlikelihood({ type, order, scale }: Candidate): number {
  const orderCost = order === undefined || COMMON_ORDERS.includes(order) ? 0 : 20;
  const secondCost = order === "CDAB" || order === "GHEFCDAB" ? 3 : 0;
  const isFloat = type === "float32" || type === "float64";
  const scaleCost = scale === 1 ? 0 : isFloat ? 30 : SCALES.indexOf(scale) * 2;
  return (COMMON[type] ?? 15) + orderCost + secondCost + scaleCost;
}
