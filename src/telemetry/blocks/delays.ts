// How long points were on their way. Stored: add forms, never change one.
// Byte 0 the form, with 0x80 when some are not known (then a byte for each: 1 known, 0 not), then by form:
// 0 none is known; 1 all are 0; 2 all are one number; 3 the least, then what each has beyond it;
// 4 the first receive time, then differences of receive times; 5 each as a double.

import { type ByteReader, BytesError } from "../../kit/byte-reader.ts";
import type { ByteWriter } from "../../kit/byte-writer.ts";

/** Received minus own time of each point, ms, or one number that holds for all; NaN where it is not known. */
export type Delays = number | Float64Array;

const FORM = { unknown: 0, zero: 1, same: 2, beyond: 3, received: 4, doubles: 5 } as const;
const SOME_UNKNOWN = 0x80;
/** What is beyond the least takes at most two bytes up to here. */
const BEYOND_MAX = 2 ** 14;
/** Whole numbers up to here can be written as differences. */
const WHOLE_MAX = 2 ** 49;

/** NaN where it is not known. */
export function delayAt(delays: Delays, index: number): number {
  return typeof delays === "number" ? delays : (delays[index] as number);
}

export function sliceDelays(delays: Delays, start: number, end: number): Delays {
  return typeof delays === "number" ? delays : delays.subarray(start, end);
}

export function selectDelays(delays: Delays, indices: Uint32Array): Delays {
  return typeof delays === "number" ? delays : Float64Array.from(indices, (index) => delays[index] as number);
}

/** One after the other. */
export function joinDelays(parts: readonly { readonly delays: Delays; readonly count: number }[]): Delays {
  const first = parts[0]?.delays ?? 0;
  if (typeof first === "number" && parts.every(({ delays }) => Object.is(delays, first))) return first;
  const joined = new Float64Array(parts.reduce((sum, { count }) => sum + count, 0));
  let at = 0;
  for (const { delays, count } of parts) {
    if (typeof delays === "number") joined.fill(delays, at, at + count);
    else joined.set(delays, at);
    at += count;
  }
  return joined;
}

/** One number when all are the same. */
function settle(delays: Delays, count: number): Delays {
  if (typeof delays === "number") return delays;
  const first = delays[0] ?? 0;
  for (let i = 1; i < count; i++) if (!Object.is(delays[i], first)) return delays;
  return first;
}

interface Shape {
  readonly least: number;
  readonly hasUnknown: boolean;
  readonly form: number;
}

function shapeOf(delays: Float64Array, times: Float64Array): Shape {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  let isWhole = true;
  let known = 0;
  let together = 0;
  let before = Number.NaN;
  for (let i = 0; i < delays.length; i++) {
    const delay = delays[i] as number;
    if (Number.isNaN(delay)) continue;
    known++;
    if (delay < least) least = delay;
    if (delay > most) most = delay;
    const received = (times[i] as number) + delay;
    isWhole &&= isShort(delay) && isShort(times[i] as number);
    if (received === before) together++;
    before = received;
  }
  const hasUnknown = known < delays.length;
  if (!isWhole) return { least, hasUnknown, form: FORM.doubles };
  // What was kept back and sent in one piece has one receive time.
  const isBeyond = most - least < BEYOND_MAX && together * 2 < known;
  return { least, hasUnknown, form: isBeyond ? FORM.beyond : FORM.received };
}

function isShort(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) < WHOLE_MAX;
}

/** As many delays as times. */
export function writeDelays(out: ByteWriter, given: Delays, times: Float64Array): void {
  const count = times.length;
  const delays = settle(given, count);
  out.ensure(count * 9 + 32);
  if (typeof delays === "number") {
    if (Number.isNaN(delays)) out.u8(FORM.unknown);
    else if (delays === 0) out.u8(FORM.zero);
    else if (isShort(delays)) {
      out.u8(FORM.same);
      out.zigzag(delays);
    } else {
      out.u8(FORM.doubles);
      for (let i = 0; i < count; i++) out.f64(delays);
    }
    return;
  }
  const { least, hasUnknown, form } = shapeOf(delays, times);
  out.u8(form | (hasUnknown ? SOME_UNKNOWN : 0));
  if (hasUnknown) for (let i = 0; i < count; i++) out.u8(Number.isNaN(delays[i]) ? 0 : 1);
  if (form === FORM.beyond) out.zigzag(least);
  let before = 0;
  for (let i = 0; i < count; i++) {
    const delay = delays[i] as number;
    if (Number.isNaN(delay)) continue;
    if (form === FORM.beyond) out.varint(delay - least);
    else if (form === FORM.doubles) out.f64(delay);
    else {
      const received = (times[i] as number) + delay;
      out.zigzag(received - before);
      before = received;
    }
  }
}

/** Throws BytesError when the bytes end early or the form is not known. */
export function readDelays(from: ByteReader, times: Float64Array): Delays {
  const head = from.u8();
  const form = head & ~SOME_UNKNOWN;
  if (form === FORM.unknown) return Number.NaN;
  if (form === FORM.zero) return 0;
  if (form === FORM.same) return from.zigzag();
  if (form > FORM.doubles) throw new BytesError(`form ${form} of receive times is not known`);
  const count = times.length;
  const known = (head & SOME_UNKNOWN) !== 0 ? from.bytes(count) : undefined;
  const delays = new Float64Array(count);
  const least = form === FORM.beyond ? from.zigzag() : 0;
  let before = 0;
  for (let i = 0; i < count; i++) {
    if (known !== undefined && known[i] === 0) delays[i] = Number.NaN;
    else if (form === FORM.beyond) delays[i] = least + from.varint();
    else if (form === FORM.doubles) delays[i] = from.f64();
    else {
      before += from.zigzag();
      delays[i] = before - (times[i] as number);
    }
  }
  return delays;
}
