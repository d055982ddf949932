// What a SCADA or panel reads of us: properties of devices, laid out as registers of slaves that are ours.

import { type ExposureTerms, statusAreaOf } from "../../../spine/fieldbus.ts";
import { QUALITY, type Value } from "../../../spine/point.ts";
import {
  EMPTY_REGISTER_MAP,
  maskOf,
  type RegisterArea,
  type RegisterPoint,
  sizeOf,
} from "../../../spine/register-map.ts";
import { bytesOfWords, wordsOf } from "../point/bytes.ts";
import { decodePoint } from "../point/decode.ts";
import { encodePoint } from "../point/encode.ts";
import { absentWords, valueThatFits } from "./register-words.ts";

/** A property that is read at a place; `point.identifier` is the property's. */
export interface Exposure {
  /** Address of the slave that we are, 0 to 255. */
  readonly unit: number;
  /** Whose property it is, as the caller names devices. */
  readonly device: string;
  readonly point: RegisterPoint;
  readonly terms: ExposureTerms;
}

/** What a request is refused with (application protocol 1.1b3, 7). */
export type ExceptionCode = 1 | 2 | 3 | 4 | 5 | 6 | 10 | 11;

/** A value that a client writes. */
export interface WrittenValue {
  readonly device: string;
  readonly identifier: string;
  readonly value: Value;
}

/** A value as it is known just now. */
export interface HeldValue {
  readonly value: Value;
  readonly state: "good" | "stale" | "bad" | "simulated";
}

/** What a status register says; 0: the value was never seen. */
const STATUS_WORDS = { good: 1, stale: 2, bad: 3, simulated: 4 } as const;
const UNIT = EMPTY_REGISTER_MAP.unit;

interface Part {
  readonly exposure: Exposure;
  /** Which of the point's registers. */
  readonly index: number;
}

/** What is at an address: a register of one value, bits of several, or the state of a value. */
interface Cell {
  readonly parts: Part[];
  status?: Exposure;
}

type Words = readonly number[] | ExceptionCode;

export class RegisterImage {
  /** `unit area address` -> what is there. */
  readonly #cells = new Map<string, Cell>();
  readonly #units = new Set<number>();

  /** Of two exposures on one register the first holds, unless they are bits of it. */
  constructor(
    exposures: readonly Exposure[],
    readonly lookUp: (exposure: Exposure) => HeldValue | undefined,
  ) {
    for (const exposure of exposures) {
      const { unit, point, terms } = exposure;
      this.#units.add(unit);
      for (let index = 0; index < sizeOf(point); index++) {
        const cell = this.#cellAt(unit, point.area, point.address + index);
        if (cell.parts.every((part) => isBits(part.exposure.point) && isBits(point)))
          cell.parts.push({ exposure, index });
      }
      if (terms.statusAddress === undefined) continue;
      this.#cellAt(unit, statusAreaOf(point.area), terms.statusAddress).status ??= exposure;
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
    if (cells.every((cell) => cell === undefined || !isReadable(cell))) return 2;
    const known = new Map<Exposure, Words>();
    const words: number[] = [];
    for (const cell of cells) {
      const word = cell === undefined ? 0 : this.#wordOf(cell, known);
      if (word < 0) return -word as ExceptionCode;
      words.push(word);
    }
    return area === "coil" || area === "discrete" ? packBits(words) : bytesOfWords(words);
  }

  /** The values that writing `bytes` (one a coil, two a register) means: whole ones that may be written, and no others. */
  write(
    unit: number,
    area: "coil" | "holding",
    { address, bytes }: { readonly address: number; readonly bytes: Uint8Array },
  ): readonly WrittenValue[] | ExceptionCode {
    const width = area === "coil" ? 1 : 2;
    const cells = this.#range(unit, area, { address, count: bytes.length / width });
    // What may not be written is told before what is not in order.
    if (cells.some((cell) => !isWritable(cell))) return 2;
    const written: WrittenValue[] = [];
    for (let at = 0; at < cells.length; ) {
      const parts = cells[at]?.parts ?? [];
      const size = sizeOf(parts[0]?.exposure.point ?? { type: "bool" });
      if (parts[0]?.index !== 0 || at + size > cells.length) return 3;
      const wire = bytes.subarray(at * width, (at + size) * width);
      for (const { exposure } of parts.length > 1 ? this.#changed(parts, wire) : parts) {
        const value = writtenValue(exposure, wire);
        if (value === undefined) return 3;
        written.push(value);
      }
      at += size;
    }
    return written;
  }

  /** The values that function 22 means: those of which it touches a bit. */
  writeMask(
    unit: number,
    address: number,
    { and, or }: { readonly and: number; readonly or: number },
  ): readonly WrittenValue[] | ExceptionCode {
    const cell = this.#cells.get(keyOf(unit, "holding", address));
    if (cell === undefined || cell.parts.length === 0) return 2;
    const touched = cell.parts.filter(({ exposure }) => (maskOf(exposure.point) & ~and) !== 0);
    const written: WrittenValue[] = [];
    for (const { exposure } of touched) {
      if (exposure.point.access === "r") return 2;
      if (sizeOf(exposure.point) > 1) return 3;
      // What is kept of the value has to be known.
      const isKept = (maskOf(exposure.point) & and) !== 0;
      const now = isKept ? this.#wordsOf(exposure, new Map()) : [0];
      if (typeof now === "number") return now;
      const word = ((now[0] ?? 0) & and) | (or & ~and & 0xffff);
      const value = writtenValue(exposure, bytesOfWords([word]));
      if (value === undefined) return 3;
      written.push(value);
    }
    return written;
  }

  #cellAt(unit: number, area: RegisterArea, address: number): Cell {
    const key = keyOf(unit, area, address);
    const cell = this.#cells.get(key) ?? { parts: [] };
    this.#cells.set(key, cell);
    return cell;
  }

  #range(
    unit: number,
    area: RegisterArea,
    { address, count }: { readonly address: number; readonly count: number },
  ): (Cell | undefined)[] {
    return Array.from({ length: count }, (_, at) => this.#cells.get(keyOf(unit, area, address + at)));
  }

  /** Of bits that share a register those that are to change, or all of them where none is. */
  #changed(parts: readonly Part[], wire: Uint8Array): readonly Part[] {
    const word = wordsOf(wire)[0] ?? 0;
    const changed = parts.filter(({ exposure }) => {
      const now = this.#wordsOf(exposure, new Map());
      return typeof now === "number" || ((now[0] ?? 0) ^ word) & maskOf(exposure.point);
    });
    return changed.length === 0 ? parts : changed;
  }

  /** The register, or the bit as 0 and 1; an exception as a negative number. */
  #wordOf({ parts, status }: Cell, known: Map<Exposure, Words>): number {
    if (parts.length === 0 && status !== undefined) {
      const held = this.lookUp(status);
      return held === undefined ? 0 : STATUS_WORDS[held.state];
    }
    let word = 0;
    for (const { exposure, index } of parts) {
      if (exposure.point.access === "w") continue;
      const words = this.#wordsOf(exposure, known);
      if (typeof words === "number") return -words;
      word |= words[index] ?? 0;
    }
    return word;
  }

  #wordsOf(exposure: Exposure, known: Map<Exposure, Words>): Words {
    const words = known.get(exposure) ?? this.#encode(exposure);
    known.set(exposure, words);
    return words;
  }

  #encode(exposure: Exposure): Words {
    const { point, terms } = exposure;
    const held = this.lookUp(exposure);
    if (held === undefined) return wordsOfMissing(exposure, 11);
    if (terms.stale === "exception" && held.state === "stale") return 11;
    if (terms.stale === "exception" && held.state === "bad") return 4;
    // Limits of writing say nothing about what is read.
    const { write: _, ...readable } = point;
    const encoded = encodePoint(readable, valueThatFits(point, held.value), { unit: UNIT });
    if (!encoded.ok) return wordsOfMissing(exposure, 4);
    switch (encoded.value.kind) {
      case "coil":
        return [encoded.value.isOn ? 1 : 0];
      case "mask":
        return [encoded.value.bits];
      case "registers":
        return wordsOf(encoded.value.bytes);
    }
  }
}

/** What its registers have for it, or the exception. */
function wordsOfMissing({ point, terms }: Exposure, exception: ExceptionCode): Words {
  return absentWords(point) ?? (terms.missing === "fill" ? Array(sizeOf(point)).fill(0) : exception);
}

/** Undefined where the registers hold no value, or one that the point does not allow. */
function writtenValue({ device, point }: Exposure, wire: Uint8Array): WrittenValue | undefined {
  const reading = decodePoint(point, wire, { unit: UNIT });
  if (reading === undefined || reading.quality !== QUALITY.good) return undefined;
  if (!encodePoint(point, reading.value, { unit: UNIT }).ok) return undefined;
  return { device, identifier: point.identifier, value: reading.value };
}

function isReadable({ parts, status }: Cell): boolean {
  return status !== undefined || parts.some(({ exposure }) => exposure.point.access !== "w");
}

function isWritable(cell: Cell | undefined): boolean {
  const parts = cell?.parts ?? [];
  return parts.length > 0 && parts.every(({ exposure }) => exposure.point.access !== "r");
}

/** A part of a register, which others may share. */
export function isBits({ type }: Pick<RegisterPoint, "type">): boolean {
  return type === "bit" || type === "bits";
}

function packBits(words: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(words.length / 8));
  for (const [at, word] of words.entries())
    if (word !== 0) bytes[at >> 3] = (bytes[at >> 3] ?? 0) | (1 << (at & 7));
  return bytes;
}

function keyOf(unit: number, area: RegisterArea, address: number): string {
  return `${unit} ${area} ${address}`;
}
