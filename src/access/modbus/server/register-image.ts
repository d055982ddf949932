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
  /** Its registers say so already. */
  readonly isHeld: boolean;
  /** When its device told it last, UTC ms; undefined: never. */
  readonly toldAt: number | undefined;
  /** So long after a command the same value needs no other, ms; undefined: each write is one. */
  readonly refreshMs: number | undefined;
}

/** A value as it is known just now. */
export interface HeldValue {
  readonly value: Value;
  readonly state: "good" | "stale" | "bad" | "simulated";
  /** When its device told it, UTC ms. */
  readonly ts: number;
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

  /**
   * Of two exposures on one register the first holds, unless they are bits of it. `onIgnored` is told of each write that
   * leaves out what can only be read.
   */
  constructor(
    exposures: readonly Exposure[],
    readonly lookUp: (exposure: Exposure) => HeldValue | undefined,
    readonly onIgnored: () => void = () => {},
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
    if (cells.some((cell) => !isTaken(cell))) return 2;
    const written: WrittenValue[] = [];
    for (let at = 0; at < cells.length; ) {
      const parts = cells[at]?.parts.filter(isWritable) ?? [];
      const size = sizeOf(parts[0]?.exposure.point ?? { type: "bool" });
      // What can only be read is passed over, be it whole or not.
      if (parts.length > 0 && (parts[0]?.index !== 0 || at + size > cells.length)) return 3;
      const wire = bytes.subarray(at * width, (at + size) * width);
      for (const { exposure } of parts.length > 1 ? this.#changed(parts, wire) : parts) {
        const value = this.#writtenValue(exposure, wire);
        if (value === undefined) return 3;
        written.push(value);
      }
      at += size;
    }
    if (!cells.every(isWhollyWritable)) this.onIgnored();
    return written;
  }

  /** The values that function 22 means: those of which it touches a bit. */
  writeMask(
    unit: number,
    address: number,
    { and, or }: { readonly and: number; readonly or: number },
  ): readonly WrittenValue[] | ExceptionCode {
    const cell = this.#cells.get(keyOf(unit, "holding", address));
    if (cell === undefined) return 2;
    const touched = cell.parts.filter(({ exposure }) => (maskOf(exposure.point) & ~and) !== 0);
    if (cell.parts.length === 0 ? !isTaken(cell) : !touched.every(isAnswered)) return 2;
    const written: WrittenValue[] = [];
    for (const { exposure } of touched.filter(isWritable)) {
      if (sizeOf(exposure.point) > 1) return 3;
      // What is kept of the value has to be known.
      const isKept = (maskOf(exposure.point) & and) !== 0;
      const now = isKept ? this.#wordsOf(exposure, new Map()) : [0];
      if (typeof now === "number") return now;
      const word = ((now[0] ?? 0) & and) | (or & ~and & 0xffff);
      const value = this.#writtenValue(exposure, bytesOfWords([word]));
      if (value === undefined) return 3;
      written.push(value);
    }
    if (cell.parts.length === 0 || !touched.every(isWritable)) this.onIgnored();
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
    return wordsOfValue(point, held.value) ?? wordsOfMissing(exposure, 4);
  }

  /** Undefined where the registers hold no value, or one that the point does not allow. */
  #writtenValue(exposure: Exposure, wire: Uint8Array): WrittenValue | undefined {
    const { device, point, terms } = exposure;
    const reading = decodePoint(point, wire, { unit: UNIT });
    if (reading === undefined || reading.quality !== QUALITY.good) return undefined;
    const { value } = reading;
    if (!encodePoint(point, value, { unit: UNIT }).ok) return undefined;
    const held = this.lookUp(exposure);
    const isKnown = held?.state === "good" || held?.state === "simulated";
    return {
      ...{ device, identifier: point.identifier, value, toldAt: held?.ts },
      isHeld: isKnown && Bun.deepEquals(wordsOfValue(point, value), wordsOfValue(point, held.value)),
      refreshMs: terms.writes === "changes" ? terms.writeRefreshMs : undefined,
    };
  }
}

/** Undefined of a value that does not fit. */
function wordsOfValue(point: RegisterPoint, value: Value): readonly number[] | undefined {
  // Limits of writing say nothing about what is read.
  const { write: _, ...readable } = point;
  const encoded = encodePoint(readable, valueThatFits(point, value), { unit: UNIT });
  if (!encoded.ok) return undefined;
  switch (encoded.value.kind) {
    case "coil":
      return [encoded.value.isOn ? 1 : 0];
    case "mask":
      return [encoded.value.bits];
    case "registers":
      return wordsOf(encoded.value.bytes);
  }
}

/** What its registers have for it, or the exception. */
function wordsOfMissing({ point, terms }: Exposure, exception: ExceptionCode): Words {
  return absentWords(point) ?? (terms.missing === "fill" ? Array(sizeOf(point)).fill(0) : exception);
}

function isReadable({ parts, status }: Cell): boolean {
  return status !== undefined || parts.some(({ exposure }) => exposure.point.access !== "w");
}

function isWritable({ exposure: { point } }: Part): boolean {
  return point.access !== "r";
}

/** Written, or answered as if it were. */
function isAnswered(part: Part): boolean {
  return isWritable(part) || part.exposure.terms.readOnly === "ignore";
}

/** A register that tells a state can only be read, too. */
function isTaken(cell: Cell | undefined): boolean {
  if (cell === undefined) return false;
  return cell.parts.length > 0 ? cell.parts.every(isAnswered) : cell.status?.terms.readOnly === "ignore";
}

function isWhollyWritable(cell: Cell | undefined): boolean {
  return cell !== undefined && cell.parts.length > 0 && cell.parts.every(isWritable);
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
