// What a route of the stand-in is given and answers.

import type { World } from "./mock-world.ts";

export type Params = Record<string, string>;
export interface Call {
  readonly world: World;
  readonly params: Params;
  readonly url: URL;
  readonly body: Record<string, unknown>;
  readonly language: string;
}
export type Answer = object | number | Response;

export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly errors: { path: string; message: string }[] = [],
  ) {
    super(detail);
  }
}

export function listing<T>(all: readonly T[], url: URL): object {
  const limit = Number(url.searchParams.get("limit") ?? 50);
  const from = Number(url.searchParams.get("cursor") ?? 0);
  const to = from + limit;
  return { items: all.slice(from, to), nextCursor: to < all.length ? String(to) : null, total: all.length };
}
