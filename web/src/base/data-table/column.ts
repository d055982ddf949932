// What a table is told: its columns, filters, and what it asks the server for.

import type { ReactNode } from "react";

export interface Column<T> {
  /** Names the column in preferences: never change it. */
  readonly key: string;
  readonly header: string;
  readonly cell: (row: T) => ReactNode;
  /** Plain text for the export; a column without it is not exported. */
  readonly text?: (row: T) => string | number | boolean | null | undefined;
  /** The server's name of this order; `-name` is asked for the other way round. */
  readonly sort?: string;
  /** True for what is shown only when chosen. */
  readonly isHidden?: boolean;
  /** True for what may not be hidden: the name of the row. */
  readonly isFixed?: boolean;
  /** Shown by itself only where the table has this many pixels; when chosen by the person, always. */
  readonly fromPx?: number;
  readonly align?: "right";
  readonly width?: number | string;
  /** On a phone, where a row is a card: its head, the corner beside it, a labelled line (default), or not there. */
  readonly phone?: "title" | "aside" | "line" | "none";
}

export interface TableFilter {
  /** In the address bar and in `TableRequest.filters`. */
  readonly name: string;
  readonly label: string;
  /** A choice of these; "" (all) is added with the text `label`. */
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  /** Anything else: a date, a tag, a tree. */
  readonly control?: (value: string, put: (value: string) => void) => ReactNode;
}

/** What to load: hand it to the API as it is (`{...request.filters, q, sort, limit, cursor}`). */
export interface TableRequest {
  readonly q: string;
  /** `name`, `-name`, or "" for the server's own order. */
  readonly sort: string;
  readonly filters: Readonly<Record<string, string>>;
  readonly limit: number;
  readonly cursor?: string;
}

/** What bulk actions act on. */
export type Selection<T> =
  | { readonly kind: "rows"; readonly keys: readonly string[]; readonly rows: readonly T[] }
  | {
      readonly kind: "all";
      /** Search and filters that name the rows. */
      readonly q: string;
      readonly filters: Readonly<Record<string, string>>;
      readonly total: number;
    };

/** A request as the query of a call. */
export function queryOf(request: TableRequest): Record<string, string | number | undefined> {
  const { filters, q, sort, limit, cursor } = request;
  return { ...filters, q, sort, limit, cursor };
}
