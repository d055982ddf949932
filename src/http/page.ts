// Lists in pages: `limit` and an opaque `cursor` in, `items` and `nextCursor` out.

import * as v from "valibot";
import { InvalidRequest } from "./problem.ts";
import { integerText } from "./schema.ts";

const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 200;

/** Entries to spread into a query schema: `v.object({...pageQuery, q: ...})`. */
export const pageQuery = {
  limit: v.optional(integerText(1, LIMIT_MAX), String(LIMIT_DEFAULT)),
  cursor: v.optional(v.pipe(v.string(), v.maxLength(512))),
};

export interface Page<T> {
  readonly items: T[];
  readonly nextCursor: string | null;
  readonly total?: number;
}

/** Schema of a page of `item`. */
export function pageOf<const S extends v.GenericSchema>(item: S) {
  return v.object({
    items: v.array(item),
    nextCursor: v.pipe(
      v.nullable(v.string()),
      v.description("Give it back as `cursor`; null on the last page"),
    ),
    total: v.optional(v.number()),
  });
}

/** Position in a list as URL-safe text whose form callers must not rely on. */
export function encodeCursor(position: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(position)).toString("base64url");
}

/** The position in `cursor`; undefined without one. Throws InvalidRequest when it does not fit `schema`. */
export function decodeCursor<const S extends v.GenericSchema>(
  cursor: string | undefined,
  schema: S,
): v.InferOutput<S> | undefined {
  if (cursor === undefined) return undefined;
  try {
    const position: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    const parsed = v.safeParse(schema, position);
    if (parsed.success) return parsed.output;
  } catch {
    // Not ours: refused below like any other text.
  }
  throw new InvalidRequest([{ path: "cursor", message: "is not one that this list gave out" }]);
}

/**
 * A page from `rows` that were read with `limit + 1`: the extra row only says that there is more.
 * `positionOf` names the last row given out.
 */
export function makePage<T>(
  rows: readonly T[],
  limit: number,
  positionOf: (last: T) => readonly (string | number)[],
): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { items, nextCursor: hasMore ? encodeCursor(positionOf(last)) : null };
}
