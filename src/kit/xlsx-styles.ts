// Numbers of a sheet as text: what a number is (a date or not) stands in its style.

/** What the styles and the workbook say of numbers. */
export interface NumberStyles {
  /** By the index that a cell's `s` names. */
  readonly isDate: readonly boolean[];
  /** Days count from 1904 instead of 1900. */
  readonly is1904: boolean;
}

const DAY_MS = 86_400_000;
/** Day 0 of each count, as days from 1970-01-01. */
const EPOCH_1900 = -25_569;
const EPOCH_1904 = -24_107;
/** A format that shows some part of a date or time, outside of quotes, brackets and escapes. */
const DATE_PARTS = /[ymdhs]/i;

/** Excel takes no longer format. */
const CODE_CHARS = 255;

/** True for the formats of dates and times: the built-in ones (ECMA-376 §18.8.30) or by their code. */
export function isDateFormat(id: number, code: string | undefined): boolean {
  if (code !== undefined) {
    const shown = code.slice(0, CODE_CHARS).replace(/"[^"]*"|\\.|_.|\[(?!h|m|s)[^\]]*\]/gi, "");
    return DATE_PARTS.test(shown) && !/^general$/i.test(shown);
  }
  return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
}

/** A number as a person would write it: whole ones without exponent, a date as `2026-01-31` or `2026-01-31 12:30:00`. */
export function numberText(raw: string, style: number, styles: NumberStyles): string {
  const value = Number(raw);
  if (raw.trim() === "" || !Number.isFinite(value)) return raw;
  if (styles.isDate[style] === true) return dateText(value, styles.is1904) ?? String(value);
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? BigInt(value).toString() : String(value);
}

function dateText(days: number, is1904: boolean): string | undefined {
  const ms = Math.round((days + (is1904 ? EPOCH_1904 : EPOCH_1900)) * 86_400) * 1_000;
  if (!Number.isFinite(ms) || Math.abs(ms) > 8.64e15) return undefined;
  const text = new Date(ms).toISOString();
  if (days < 1) return text.slice(11, 19);
  return ms % DAY_MS === 0 ? text.slice(0, 10) : `${text.slice(0, 10)} ${text.slice(11, 19)}`;
}
