// Which reads fetch a group's points: neighbours are read together, as far as the unit allows, and apart again where
// it refuses (exception 02: one register between them does not exist).

import {
  type RegisterArea,
  type RegisterMap,
  type RegisterPoint,
  sizeOf,
} from "../../../spine/register-map.ts";
import type { ReadFunction } from "../frame/request.ts";

/** One read, and what of it belongs to which point. */
export interface Block {
  readonly functionCode: ReadFunction;
  readonly address: number;
  readonly count: number;
  readonly points: readonly RegisterPoint[];
}

const READ_FUNCTIONS: Readonly<Record<RegisterArea, ReadFunction>> = {
  coil: 1,
  discrete: 2,
  holding: 3,
  input: 4,
};

interface Span {
  readonly area: RegisterArea;
  readonly start: number;
  readonly end: number;
  readonly points: readonly RegisterPoint[];
}

/** Where a unit is known to refuse a read that goes on from one address to the next, by area. */
export class Seams {
  readonly #found = new Set<string>();

  get size(): number {
    return this.#found.size;
  }

  /** Nothing is read across `address` any more: a block ends before it. */
  add(area: RegisterArea, address: number): void {
    this.#found.add(`${area} ${address}`);
  }

  has(area: RegisterArea, address: number): boolean {
    return this.#found.has(`${area} ${address}`);
  }

  clear(): void {
    this.#found.clear();
  }
}

/** The reads that fetch `points`; forbidden functions are left out. */
export function planReads(
  points: readonly RegisterPoint[],
  unit: RegisterMap["unit"],
  seams: Seams = new Seams(),
): Block[] {
  const spans = points.filter((point) => point.access !== "w").flatMap(spansOf);
  const blocks: Span[] = [];
  for (const span of spans.sort(compareSpans)) {
    const last = blocks.at(-1);
    if (last && mayJoin(last, span, { unit, seams })) {
      const end = Math.max(last.end, span.end);
      blocks[blocks.length - 1] = { ...last, end, points: [...last.points, ...span.points] };
    } else blocks.push(span);
  }
  return blocks
    .map(({ area, start, end, points: held }) => ({
      functionCode: READ_FUNCTIONS[area],
      address: start,
      count: end - start,
      points: held,
    }))
    .filter((block) => !unit.forbidden.includes(block.functionCode));
}

/**
 * Learns from a block that was refused: notes a seam in its middle, between two points. False when it holds one
 * point only, which the unit does not have.
 */
export function splitBlock(block: Block, seams: Seams): boolean {
  const starts = [...new Set(block.points.map((point) => point.address))]
    .filter((address) => address > block.address)
    .sort((a, b) => a - b);
  const middle = starts[Math.floor((starts.length - 1) / 2)];
  const area = block.points[0]?.area;
  if (middle === undefined || area === undefined) return false;
  seams.add(area, middle);
  return true;
}

/** The bytes of a point in what its block gave; of bits, the packed bit in the lowest place of one byte. */
export function cut(block: Block, bytes: Uint8Array, point: RegisterPoint): Uint8Array {
  const at = point.address - block.address;
  if (point.type !== "bool") return bytes.subarray(at * 2, (at + sizeOf(point)) * 2);
  return Uint8Array.of(((bytes[at >> 3] ?? 0) >> (at & 7)) & 1);
}

/** The scale factor that a point names, where its block holds it: an int16, 8000h for none. */
export function exponentIn(block: Block, bytes: Uint8Array, point: RegisterPoint): number | undefined {
  if (!("exponentAddress" in point) || point.exponentAddress === undefined) return undefined;
  const at = (point.exponentAddress - block.address) * 2;
  if (at < 0 || at + 2 > bytes.length) return undefined;
  const raw = new DataView(bytes.buffer, bytes.byteOffset).getInt16(at);
  return raw === -32_768 ? undefined : raw;
}

/** A point and the register with its exponent are read in one block, so that they belong together. */
function spansOf(point: RegisterPoint): Span[] {
  const { area, address } = point;
  const exponent = "exponentAddress" in point ? point.exponentAddress : undefined;
  const end = address + sizeOf(point);
  if (exponent === undefined) return [{ area, start: address, end, points: [point] }];
  const [start, last] = [Math.min(address, exponent), Math.max(end, exponent + 1)];
  return [{ area, start, end: last, points: [point] }];
}

function compareSpans(a: Span, b: Span): number {
  return a.area.localeCompare(b.area, "en") || a.start - b.start || a.end - b.end;
}

function mayJoin(
  last: Span,
  next: Span,
  { unit, seams }: { readonly unit: RegisterMap["unit"]; readonly seams: Seams },
): boolean {
  if (last.area !== next.area) return false;
  const isBits = last.area === "coil" || last.area === "discrete";
  const most = isBits ? unit.maxBitsPerRead : unit.maxRegistersPerRead;
  // Bits cost a sixteenth of a register: more of them may be read along.
  const gap = isBits ? unit.maxGap * 16 : unit.maxGap;
  if (next.start - last.end > gap) return false;
  if (Math.max(last.end, next.end) - last.start > most) return false;
  return !seams.has(next.area, next.points[0]?.address ?? next.start);
}
