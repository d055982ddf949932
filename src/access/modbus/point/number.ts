// Between the raw number of registers and a property's value.

import type { RegisterPoint } from "../../../spine/register-map.ts";

export type NumberPoint = Extract<RegisterPoint, { readonly scale: number }>;

/** A formula of the register map, ready to be computed; undefined where it has no result. */
export type Formula = (x: number) => number | undefined;

export interface Formulas {
  /** Of reading. */
  readonly read?: Formula | undefined;
  /** Of writing. */
  readonly write?: Formula | undefined;
}

/** The value of a raw number; undefined where it has none (not a number, a formula without result). */
export function scaledValue(
  raw: number | bigint,
  point: NumberPoint,
  {
    exponent = 0,
    formula,
  }: { readonly exponent?: number | undefined; readonly formula?: Formula | undefined },
): number | bigint | undefined {
  if (isPlain(point) && exponent === 0 && formula === undefined) return raw;
  const scaled = shift(multiply(Number(raw), point.scale), exponent) + point.offset;
  const value = formula ? formula(scaled) : scaled;
  if (value === undefined || !Number.isFinite(value)) return undefined;
  // Fifteen digits are what a double surely holds: 46.6 - 40 is 6.6.
  return point.decimals === undefined ? Number(value.toPrecision(15)) : round(value, point.decimals);
}

/** The raw number that stands for a value, not yet rounded to what the registers hold. */
export function unscaledValue(
  value: number | bigint,
  point: NumberPoint,
  {
    exponent = 0,
    formula,
  }: { readonly exponent?: number | undefined; readonly formula?: Formula | undefined },
): number | bigint | undefined {
  if (isPlain(point) && exponent === 0 && formula === undefined) return value;
  const before = formula ? formula(Number(value)) : Number(value);
  if (before === undefined || !Number.isFinite(before)) return undefined;
  return divide(shift(before - point.offset, -exponent), point.scale);
}

function isPlain({ scale, offset, decimals }: NumberPoint): boolean {
  return scale === 1 && offset === 0 && decimals === undefined;
}

/** By 0.1 is exactly what a division by 10 gives; the product is not (3 * 0.1). */
function multiply(value: number, scale: number): number {
  const divisor = divisorOf(scale);
  return divisor === undefined ? value * scale : value / divisor;
}

function divide(value: number, scale: number): number {
  const divisor = divisorOf(scale);
  return divisor === undefined ? value / scale : value * divisor;
}

function divisorOf(scale: number): number | undefined {
  if (Number.isInteger(scale)) return undefined;
  const inverse = Math.round(1 / scale);
  return inverse !== 0 && Math.abs(1 / inverse - scale) <= Math.abs(scale) * 1e-12 ? inverse : undefined;
}

function shift(value: number, exponent: number): number {
  return exponent < 0 ? value / 10 ** -exponent : value * 10 ** exponent;
}

function round(value: number, decimals: number): number {
  const factor = 10 ** decimals;
  const rounded = Math.round(Math.abs(value) * factor) / factor;
  // What is too large to be multiplied has no decimals to lose.
  return Number.isFinite(rounded) ? Math.sign(value) * rounded : value;
}
