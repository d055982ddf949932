// A formula cut into words.

import { fail, type Place } from "./problem.ts";

/** `name`: an identifier, bare or in double quotes; `text`: in single quotes. */
export interface Token extends Place {
  readonly kind: "number" | "text" | "name" | "sign" | "end";
  /** The word itself: without quotes, signs in their plain form. */
  readonly text: string;
  /** Of a name in quotes: it is no word of the language. */
  readonly isQuoted: boolean;
}

export const FORMULA_CHARS = 2_000;

const SIGNS = ["==", "!=", "<>", "<=", ">=", "&&", "||", ..."+-*/%^<>=!?:,()"] as const;
const NUMBER = /(?:0x[0-9a-f]+|(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)/iy;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const RUN_ON = /[A-Za-z0-9_.]/;
/** What a Chinese keyboard gives for the signs. */
const WIDE: Readonly<Record<string, string>> = {
  "（": "(",
  "）": ")",
  "，": ",",
  "：": ":",
  "？": "?",
  "！": "!",
  "＋": "+",
  "－": "-",
  "×": "*",
  "÷": "/",
  "＝": "=",
  "＜": "<",
  "＞": ">",
  "“": '"',
  "”": '"',
  "‘": "'",
  "’": "'",
};

/** Throws FormulaError. The last token is the end. */
export function cutFormula(formula: string): Token[] {
  if (formula.length > FORMULA_CHARS)
    fail("too_long", { position: FORMULA_CHARS, length: 1 }, { limit: FORMULA_CHARS });
  const source = formula.replace(/[（），：？！＋－×÷＝＜＞“”‘’]/g, (sign) => WIDE[sign] ?? sign);
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    while (at < source.length && /\s/.test(source.charAt(at))) at++;
    if (at >= source.length) break;
    const token = readToken(source, at);
    tokens.push(token);
    at += token.length;
  }
  tokens.push({ kind: "end", text: "", isQuoted: false, position: source.length, length: 0 });
  return tokens;
}

function readToken(source: string, at: number): Token {
  const first = source.charAt(at);
  if (first === '"' || first === "'") return readQuoted(source, at, first);
  const number = matchAt(NUMBER, source, at);
  if (number !== undefined) return readNumber(source, at, number);
  const name = matchAt(NAME, source, at);
  if (name !== undefined)
    return { kind: "name", text: name, isQuoted: false, position: at, length: name.length };
  const sign = SIGNS.find((one) => source.startsWith(one, at));
  if (sign === undefined) fail("bad_character", { position: at, length: 1 }, { what: first });
  return { kind: "sign", text: sign, isQuoted: false, position: at, length: sign.length };
}

function readNumber(source: string, at: number, number: string): Token {
  let end = at + number.length;
  while (end < source.length && RUN_ON.test(source.charAt(end))) end++;
  const text = source.slice(at, end);
  if (text !== number || !Number.isFinite(Number(number)))
    fail("bad_number", { position: at, length: text.length }, { what: text });
  return { kind: "number", text: number, isQuoted: false, position: at, length: number.length };
}

function readQuoted(source: string, at: number, quote: string): Token {
  const end = source.indexOf(quote, at + 1);
  if (end < 0) fail("open_quote", { position: at, length: source.length - at });
  const kind = quote === '"' ? "name" : "text";
  return { kind, text: source.slice(at + 1, end), isQuoted: true, position: at, length: end + 1 - at };
}

function matchAt(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0];
}
