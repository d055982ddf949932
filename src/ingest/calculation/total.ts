// What one more value of a raw counter, or of a rate, adds to a total.

import type { CounterSpec, IntegralSpec } from "../../spine/calculation.ts";
import type { Value } from "../../spine/point.ts";

/** The raw value that a total goes on from. */
export interface TotalStart {
  readonly raw: number | bigint | boolean;
  /** UTC ms. */
  readonly ts: number;
}

/** A value that can be counted or integrated; undefined for any other. */
export function toRaw(value: Value | undefined): TotalStart["raw"] | undefined {
  const isRaw = typeof value === "number" || typeof value === "bigint" || typeof value === "boolean";
  return isRaw ? value : undefined;
}

/**
 * What a counter has counted between two readings, in the unit of the total. A fall is a rollover where that makes it
 * an increase of at most half the range (and of `maxStep`); otherwise, where less than half of the old value is left,
 * a restart at zero; otherwise a step back, which counts nothing.
 */
export function counted(spec: CounterSpec, before: TotalStart["raw"], now: TotalStart["raw"]): number {
  const { rollover, maxStep = Number.POSITIVE_INFINITY, scale = 1 } = spec;
  const difference = minus(now, before);
  let step = difference;
  if (difference < 0) {
    const wrapped = rollover === undefined ? -1 : wrap(now, before, rollover);
    const isRollover = rollover !== undefined && wrapped >= 0 && wrapped <= Math.min(rollover / 2, maxStep);
    step = isRollover ? wrapped : restarted(Number(before), Number(now));
  }
  return step > maxStep ? 0 : step * scale;
}

/** What a rate adds between two readings: the area below the line between them; a switch holds until it is changed. */
export function integrated(spec: IntegralSpec, before: TotalStart, now: TotalStart): number {
  const { perS, maxGapS = Number.POSITIVE_INFINITY, scale = 1 } = spec;
  const spanS = (now.ts - before.ts) / 1_000;
  if (spanS > maxGapS) return 0;
  const rate =
    typeof before.raw === "boolean" ? Number(before.raw) : (Number(before.raw) + Number(now.raw)) / 2;
  return ((rate * spanS) / perS) * scale;
}

function restarted(before: number, now: number): number {
  return now >= 0 && now < before / 2 ? now : 0;
}

/** Whole numbers beyond 2^53 keep their last digits. */
function minus(a: TotalStart["raw"], b: TotalStart["raw"]): number {
  const isBig = typeof a === "bigint" || typeof b === "bigint";
  if (!isBig || !isWhole(a) || !isWhole(b)) return Number(a) - Number(b);
  return Number(BigInt(a) - BigInt(b));
}

function wrap(now: TotalStart["raw"], before: TotalStart["raw"], rollover: number): number {
  const isBig = typeof now === "bigint" || typeof before === "bigint";
  if (!isBig || !isWhole(now) || !isWhole(before) || !Number.isInteger(rollover))
    return rollover - Number(before) + Number(now);
  return Number(BigInt(rollover) - BigInt(before) + BigInt(now));
}

function isWhole(raw: TotalStart["raw"]): boolean {
  return typeof raw !== "number" || Number.isInteger(raw);
}
