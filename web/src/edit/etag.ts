// Which version of a thing an answer was: its ETag stays with the object that was read, and with nothing else.

import { replaceEqualDeep } from "@tanstack/react-query";

const etags = new WeakMap<object, string>();

/** Called by the client for every answer that has one. */
export function noteEtag(answer: unknown, etag: string | null): void {
  if (etag !== null && typeof answer === "object" && answer !== null) etags.set(answer, etag);
}

/** The ETag that this very object was read with. */
export function etagOf(answer: object): string | undefined {
  return etags.get(answer);
}

/** For the cache: what is equal stays the same object, and the result has the ETag of what was read last. */
export function shareWithEtag(before: unknown, next: unknown): unknown {
  const shared = replaceEqualDeep(before, next);
  if (typeof next === "object" && next !== null) noteEtag(shared, etags.get(next) ?? null);
  return shared;
}
