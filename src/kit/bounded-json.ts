// JSON from outside, with an end to its nesting. The engine reads lists within lists a hundred thousand deep; whatever
// walks them afterwards runs out of stack, and writing them takes seconds during which nothing else is done.

/** Levels of lists and objects within one another. */
export const JSON_DEPTH = 64;
const TOO_DEEP = `it is nested more than ${JSON_DEPTH} levels deep`;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LIST = 0x5b;
const LIST_END = 0x5d;
const OBJECT = 0x7b;
const OBJECT_END = 0x7d;

type Reviver = (key: string, value: unknown, context?: { readonly source?: string }) => unknown;

/** As `JSON.parse`. Throws SyntaxError, also for what is nested more than `JSON_DEPTH` levels deep. */
export function parseJson(text: string, reviver?: Reviver): unknown {
  requireShallow(text);
  return reviver === undefined ? JSON.parse(text) : JSON.parse(text, reviver);
}

/** Throws SyntaxError where a JSON text is nested too deep; whether it is JSON at all is not its question. */
export function requireShallow(text: string): void {
  // What is opened must be closed: a short text cannot be deep, and an unclosed one is no JSON.
  if (text.length <= 2 * JSON_DEPTH || hasFewBrackets(text)) return;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfText(text, at + 1);
    else if (code === LIST || code === OBJECT) {
      if (++depth > JSON_DEPTH) throw new SyntaxError(TOO_DEEP);
    } else if (code === LIST_END || code === OBJECT_END) depth--;
  }
}

/** Too few to be deep, within texts or not: most messages are done with here, at the speed of a search. */
function hasFewBrackets(text: string): boolean {
  let count = 0;
  for (const bracket of "[{")
    for (let at = text.indexOf(bracket); at !== -1; at = text.indexOf(bracket, at + 1))
      if (++count > JSON_DEPTH) return false;
  return true;
}

/** Place of the quote that ends the text which begins at `from`. */
function endOfText(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at !== -1; at = text.indexOf('"', at + 1)) {
    let before = at;
    while (before > from && text.charCodeAt(before - 1) === BACKSLASH) before--;
    if ((at - before) % 2 === 0) return at;
  }
  return text.length;
}

/** True of a value that has more than `JSON_DEPTH` levels, or no end of them because it holds itself. */
export function isDeep(value: unknown, above: readonly object[] = []): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (above.length === JSON_DEPTH || above.includes(value)) return true;
  const within = [...above, value];
  return Object.values(value).some((inner) => isDeep(inner, within));
}
