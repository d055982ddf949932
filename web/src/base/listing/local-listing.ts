// A list that the server gives whole, as a table wants it: searched, ordered and paged here.

import type { Listing } from "../../contract.ts";
import type { TableRequest } from "../data-table/column.ts";

interface LocalOptions<T> {
  /** What the search looks into. */
  readonly words?: (row: T) => readonly (string | null | undefined)[];
  readonly filter?: (row: T, filters: TableRequest["filters"]) => boolean;
  /** By the column's `sort`. */
  readonly orders?: Readonly<Record<string, (row: T) => string | number | boolean | null>>;
}

function compare(a: string | number | boolean | null, b: string | number | boolean | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  if (typeof a === "string" && typeof b === "string") return a.localeCompare(b, undefined, { numeric: true });
  return Number(a) - Number(b);
}

/** Rows without a value come last in either order. */
export function listLocally<T>(
  items: readonly T[],
  request: TableRequest,
  { words, filter, orders = {} }: LocalOptions<T>,
): Listing<T> {
  const wanted = request.q.toLowerCase();
  let rows = items.filter(
    (row) =>
      (wanted === "" || (words?.(row) ?? []).some((word) => word?.toLowerCase().includes(wanted))) &&
      (filter?.(row, request.filters) ?? true),
  );
  const isDown = request.sort.startsWith("-");
  const order = orders[request.sort.replace(/^-/, "")];
  if (order) {
    rows = rows.toSorted((a, b) => {
      const [x, y] = [order(a), order(b)];
      return isDown && x !== null && y !== null ? compare(y, x) : compare(x, y);
    });
  }
  const from = Number(request.cursor ?? 0);
  const to = from + request.limit;
  return {
    items: rows.slice(from, to),
    nextCursor: to < rows.length ? String(to) : null,
    total: rows.length,
  };
}
