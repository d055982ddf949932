// JSON as AT-command and hand-made firmware writes it: single quotes, bare keys, commas too many, something behind
// the end. Tried only when strict parsing failed; Alibaba's platform reads such messages, so devices rely on it.

const DEPTH = 32;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const BARE_KEY = /[A-Za-z0-9_$.-]+/y;
const WORDS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["true", true],
  ["false", false],
  ["null", null],
]);
const WORD = /[a-z]+/y;
const SPACE = /[\s\uFEFF\0]*/y;
const ESCAPES: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

class LenientError extends Error {}

/** The object or array at the beginning of `text`, whatever comes behind it; undefined when there is none. */
export function parseLenientJson(text: string, hasLong: boolean): unknown {
  const reader = new Reader(text, hasLong);
  try {
    return reader.top();
  } catch (error) {
    if (error instanceof LenientError) return undefined;
    throw error;
  }
}

class Reader {
  #at = 0;

  constructor(
    readonly text: string,
    readonly hasLong: boolean,
  ) {}

  top(): unknown {
    this.#space();
    const first = this.text[this.#at];
    return first === "{" || first === "[" ? this.#value(0) : undefined;
  }

  #value(depth: number): unknown {
    if (depth > DEPTH) throw new LenientError();
    this.#space();
    const next = this.text[this.#at];
    if (next === "{") return this.#object(depth);
    if (next === "[") return this.#array(depth);
    if (next === '"' || next === "'") return this.#quoted(next);
    const number = this.#match(NUMBER);
    if (number !== undefined) return this.#number(number);
    const word = this.#match(WORD) ?? "";
    if (!WORDS.has(word)) throw new LenientError();
    return WORDS.get(word);
  }

  #object(depth: number): Record<string, unknown> {
    const entries: [string, unknown][] = [];
    this.#at++;
    while (!this.#isEnd("}")) {
      const next = this.text[this.#at];
      const key = next === '"' || next === "'" ? this.#quoted(next) : this.#match(BARE_KEY);
      this.#space();
      if (key === undefined || this.text[this.#at++] !== ":") throw new LenientError();
      entries.push([key, this.#value(depth + 1)]);
    }
    return Object.fromEntries(entries);
  }

  #array(depth: number): unknown[] {
    const items: unknown[] = [];
    this.#at++;
    while (!this.#isEnd("]")) items.push(this.#value(depth + 1));
    return items;
  }

  /** Passes over commas and space; true when the closing bracket was there, which is passed over too. */
  #isEnd(bracket: string): boolean {
    this.#space();
    while (this.text[this.#at] === ",") {
      this.#at++;
      this.#space();
    }
    if (this.#at >= this.text.length) throw new LenientError();
    if (this.text[this.#at] !== bracket) return false;
    this.#at++;
    return true;
  }

  #quoted(quote: string): string {
    let out = "";
    for (this.#at++; this.#at < this.text.length; this.#at++) {
      const char = this.text[this.#at] as string;
      if (char === quote) {
        this.#at++;
        return out;
      }
      out += char === "\\" ? this.#escaped() : char;
    }
    throw new LenientError();
  }

  #escaped(): string {
    const char = this.text[++this.#at] ?? "";
    if (char !== "u") return ESCAPES[char] ?? char;
    const hex = this.text.slice(this.#at + 1, this.#at + 5);
    if (!/^[0-9a-fA-F]{4}$/.test(hex)) throw new LenientError();
    this.#at += 4;
    return String.fromCharCode(Number.parseInt(hex, 16));
  }

  #number(text: string): number | bigint {
    const value = Number(text);
    const isLong = this.hasLong && !Number.isSafeInteger(value) && /^-?\d{1,40}$/.test(text);
    return isLong ? BigInt(text) : value;
  }

  #space(): void {
    this.#match(SPACE);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text)?.[0];
    if (found === undefined) return undefined;
    this.#at += found.length;
    return found;
  }
}
