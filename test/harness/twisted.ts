// Documents with something in a place where nobody expects it.

/** JSON that breaks what takes it for text or number, or looks a word of it up in a table. */
const HOSTILE: readonly unknown[] = [
  { toString: 1, valueOf: 1 },
  [{ toString: "x" }],
  JSON.parse('{"__proto__":{"a":1},"constructor":{"prototype":1}}'),
  ...["__proto__", "constructor", "toString", "hasOwnProperty", "\u0000", "\ud800", "x".repeat(70_000)],
  ...[null, true, -1, 1e308, "", [], {}, [[[[]]]]],
];

/**
 * The document with one of its places taken by each hostile value, its keys by each hostile word; and with each of
 * `optional` beside what its objects have.
 */
export function* twisted(value: unknown, optional: readonly string[] = []): Generator<unknown> {
  yield* HOSTILE;
  if (Array.isArray(value)) {
    for (const [at, item] of value.entries())
      for (const other of twisted(item, optional))
        yield value.map((old, index) => (index === at ? other : old));
    return;
  }
  if (typeof value !== "object" || value === null) return;
  const entries = Object.entries(value);
  for (const word of optional.filter((name) => !(name in value)))
    for (const other of HOSTILE) yield { ...value, [word]: other };
  for (const [at, [key, inner]] of entries.entries()) {
    for (const other of twisted(inner, optional))
      yield Object.fromEntries(entries.map((old, index) => (index === at ? [key, other] : old)));
    for (const word of ["__proto__", "constructor", "toString"])
      yield Object.fromEntries(entries.map((old, index) => (index === at ? [word, inner] : old)));
    yield Object.fromEntries(entries.filter((_, index) => index !== at));
  }
}
