// Foreign JSON as text or number. `String(x)` and `Number(x)` throw where x is an object whose `toString` is no
// function, which JSON can say; these never do.

/** The text of a text, number or boolean; "" of anything else. */
export function textOf(value: unknown): string {
  return isScalar(value) ? String(value) : "";
}

/** `Number(value)` of a text, number or boolean; NaN of anything else. */
export function numberOf(value: unknown): number {
  return isScalar(value) ? Number(value) : Number.NaN;
}

/** The entry of a table that has this word as its own; what every object inherits is none. */
export function entryOf<T>(table: Readonly<Record<string, T>>, word: unknown): T | undefined {
  const key = textOf(word);
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

function isScalar(value: unknown): value is string | number | bigint | boolean {
  const type = typeof value;
  return type === "string" || type === "number" || type === "bigint" || type === "boolean";
}
