// What a SCADA or panel reads of us: properties of devices, laid out as registers of slaves that are ours.

import type { Value } from "../../../spine/point.ts";
import {
  EMPTY_REGISTER_MAP,
  type RegisterArea,
  type RegisterPoint,
  sizeOf,
} from "../../../spine/register-map.ts";
import { bytesOfWords, wordsOf } from "../point/bytes.ts";
import { decodePoint } from "../point/decode.ts";
import { encodePoint } from "../point/encode.ts";

/** A property that is read at a place; `point.identifier` is the property's. */
export interface Exposure {
  /** Address of the slave that we are, 0 to 255. */
  readonly unit: number;
  /** Whose property it is, as the caller names devices. */
  readonly device: string;
  readonly point: RegisterPoint;
}

/** What a request is refused with (application protocol 1.1b3, 7). */
export type ExceptionCode = 1 | 2 | 3 | 4 | 6 | 10;

/** A value that a client writes. */
export interface WrittenValue {
  readonly device: string;
  readonly identifier: string;
  readonly value: Value;
}

type Values = (device: string, identifier: string) => Value | undefined;

interface Cell {
  readonly exposure: Exposure;
  /** Which of the point's registers. */
  readonly index: number;
}

const UNIT = EMPTY_REGISTER_MAP.unit;

export class RegisterImage {
  /** `unit area address` -> what is there. */
  readonly #cells = new Map<string, Cell>();
  readonly #units = new Set<number>();

  /** Of two exposures on one register the first holds. */
  constructor(
    exposures: readonly Exposure[],
    readonly values: Values,
  ) {
    for (const exposure of exposures) {
      const { unit, point } = exposure;
      this.#units.add(unit);
      for (let index = 0; index < sizeOf(point); index++) {
        const key = keyOf(unit, point.area, point.address + index);
        if (!this.#cells.has(key)) this.#cells.set(key, { exposure, index });
      }
    }
  }

  hasUnit(unit: number): boolean {
    return this.#units.has(unit);
  }

  /** Registers or bits from `address` on; gaps between exposed ones are 0, a range without any is exception 02. */
  read(
    unit: number,
    area: RegisterArea,
    range: { readonly address: number; readonly count: number },
  ): Uint8Array | ExceptionCode {
    const cells = this.#range(unit, area, range);
    if (cells.every((cell) => cell === undefined)) return 2;
    const isBits = area === "coil" || area === "discrete";
    if (isBits) return packBits(cells.map((cell) => cell !== undefined && this.#bitOf(cell)));
    const encoded = new Map<Exposure, readonly number[]>();
    return bytesOfWords(
      cells.map((cell) => {
        if (cell === undefined) return 0;
        const words = encoded.get(cell.exposure) ?? this.#wordsOf(cell.exposure);
        encoded.set(cell.exposure, words);
        return words[cell.index] ?? 0;
      }),
    );
  }

  /** The values that writing `bytes` from `address` on means: whole points that may be written, and nothing else. */
  write(
    unit: number,
    area: "coil" | "holding",
    { address, bytes }: { readonly address: number; readonly bytes: Uint8Array },
  ): readonly WrittenValue[] | ExceptionCode {
    const size = area === "coil" ? bytes.length : bytes.length / 2;
    const cells = this.#range(unit, area, { address, count: size });
    const written: WrittenValue[] = [];
    for (let at = 0; at < size; ) {
      const cell = cells[at];
      if (cell === undefined || cell.index !== 0 || cell.exposure.point.access === "r") return 2;
      const { device, point } = cell.exposure;
      const width = sizeOf(point);
      if (at + width > size) return 2;
      const wire = area === "coil" ? bytes.subarray(at, at + 1) : bytes.subarray(at * 2, (at + width) * 2);
      const reading = decodePoint(point, wire, { unit: UNIT });
      if (reading === undefined) return 3;
      written.push({ device, identifier: point.identifier, value: reading.value });
      at += width;
    }
    return written.length === 0 ? 2 : written;
  }

  #range(
    unit: number,
    area: RegisterArea,
    { address, count }: { readonly address: number; readonly count: number },
  ): (Cell | undefined)[] {
    return Array.from({ length: count }, (_, at) => this.#cells.get(keyOf(unit, area, address + at)));
  }

  #bitOf({ exposure: { device, point } }: Cell): boolean {
    const value = this.values(device, point.identifier);
    const isOn = value === true || (typeof value === "number" && value !== 0);
    return point.type === "bool" && point.isInverted ? !isOn : isOn;
  }

  /** What cannot be said in these registers, and what is not known, is what the point calls absent, else 0. */
  #wordsOf({ device, point }: Exposure): readonly number[] {
    const value = this.values(device, point.identifier);
    const encoded = value === undefined ? undefined : encodePoint(point, value, { unit: UNIT });
    if (encoded?.ok) {
      if (encoded.value.kind === "registers") return wordsOf(encoded.value.bytes);
      if (encoded.value.kind === "mask") return [encoded.value.bits];
    }
    return absentWords(point);
  }
}

function absentWords(point: RegisterPoint): readonly number[] {
  if (point.type === "float32") return [0x7fc0, 0];
  if (point.type === "float64") return [0x7ff8, 0, 0, 0];
  const absent = "absent" in point ? point.absent?.[0] : undefined;
  return absent === undefined ? Array(sizeOf(point)).fill(0) : wordsOf(Buffer.from(absent, "hex"));
}

function packBits(bits: readonly boolean[]): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  for (const [at, isOn] of bits.entries()) if (isOn) bytes[at >> 3] = (bytes[at >> 3] ?? 0) | (1 << (at & 7));
  return bytes;
}

function keyOf(unit: number, area: RegisterArea, address: number): string {
  return `${unit} ${area} ${address}`;
}
