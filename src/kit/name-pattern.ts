// Many names in one line: `LINE{1..4}-PRESS{01..20}` is LINE1-PRESS01 to LINE4-PRESS20; `{a,b}` stands for each of a list.

/** A pattern that cannot be read, and where. */
export class PatternError extends Error {
  constructor(
    /** Position from 1. */
    readonly at: number,
  ) {
    super(`the pattern cannot be read at ${at}`);
  }
}

interface Part {
  readonly count: number;
  nth(index: number): string;
}

export interface NamePattern {
  /** How many names it stands for; may be beyond what anyone would make. */
  readonly count: number;
  /** The name at `index` from 0; the last range turns fastest. */
  nth(index: number): string;
}

const PARTS_MAX = 16;
const LIST_MAX = 1_000;
const RANGE = /^(-?\d{1,9})\.\.(-?\d{1,9})(?:\.\.(\d{1,6}))?$/;

/** Throws PatternError. */
export function parseNamePattern(text: string): NamePattern {
  const parts: Part[] = [];
  for (let at = 0; at < text.length; ) {
    const open = text.indexOf("{", at);
    const end = open === -1 ? text.length : open;
    const stray = text.slice(at, end).indexOf("}");
    if (stray !== -1) throw new PatternError(at + stray + 1);
    if (end > at) parts.push(literal(text.slice(at, end)));
    if (open === -1) break;
    const close = text.indexOf("}", open);
    if (close === -1 || parts.length >= PARTS_MAX) throw new PatternError(open + 1);
    parts.push(parseBraces(text.slice(open + 1, close), open + 1));
    at = close + 1;
  }
  const count = parts.reduce((product, part) => product * part.count, 1);
  return { count, nth: (index) => nameAt(parts, index) };
}

function nameAt(parts: readonly Part[], index: number): string {
  let name = "";
  let rest = index;
  for (const part of parts.toReversed()) {
    name = part.nth(rest % part.count) + name;
    rest = Math.floor(rest / part.count);
  }
  return name;
}

function literal(text: string): Part {
  return { count: 1, nth: () => text };
}

function parseBraces(inner: string, at: number): Part {
  const range = RANGE.exec(inner);
  if (range === null) return parseList(inner, at);
  const [, from = "", to = "", step = "1"] = range;
  const [first, last, width] = [Number(from), Number(to), Number(step)];
  if (width === 0) throw new PatternError(at);
  // As in a shell: a leading zero on either end pads all to the longer one.
  const isPadded = /^-?0\d/.test(from) || /^-?0\d/.test(to);
  const digits = isPadded ? Math.max(from.replace("-", "").length, to.replace("-", "").length) : 1;
  const sign = last < first ? -1 : 1;
  return {
    count: Math.floor(Math.abs(last - first) / width) + 1,
    nth(index) {
      const value = first + sign * width * index;
      return (value < 0 ? "-" : "") + String(Math.abs(value)).padStart(digits, "0");
    },
  };
}

function parseList(inner: string, at: number): Part {
  const items = inner.split(",").map((item) => item.trim());
  const isList =
    items.length > 1 && items.length <= LIST_MAX && !inner.includes("{") && !inner.includes("..");
  if (!isList) throw new PatternError(at);
  return { count: items.length, nth: (index) => items[index] ?? "" };
}
