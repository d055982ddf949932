// ETag and If-Match (RFC 9110 §8.8.3, §13.1.1): an edit that rests on what has been changed meanwhile is refused.

import { AppError } from "../../spine/error.ts";
import type { ApiContext } from "../actor.ts";

/** Of what an ETag speaks: everything in the answer, or all but what changes by itself. */
export interface Tagged {
  /** Fields of the answer that no edit concerns: when a device was last seen, how many there are. */
  readonly except: readonly string[];
}

/** The ETag of a JSON answer: of its content, not of its bytes. */
export async function etagOf(response: Response, { except }: Tagged): Promise<string> {
  const text = await response.clone().text();
  if (except.length === 0) return quoted(text);
  const content = JSON.parse(text) as Record<string, unknown>;
  for (const name of except) delete content[name];
  return quoted(JSON.stringify(content));
}

/** Throws AppError `changed_meanwhile` unless the request's If-Match names `etag`; undefined: there is nothing. */
export function requireMatch(c: ApiContext, etag: string | undefined): void {
  const wanted = c.req.header("if-match")?.trim();
  if (wanted === undefined) return;
  const isMatch = etag !== undefined && (wanted === "*" || listOf(wanted).includes(etag));
  if (!isMatch) throw new AppError("changed_meanwhile");
}

/** True where If-None-Match names `etag`: the caller has it already. */
export function isHeld(c: ApiContext, etag: string): boolean {
  const held = c.req.header("if-none-match")?.trim();
  if (held === undefined) return false;
  // Weak comparison (§13.1.2).
  return held === "*" || listOf(held).some((one) => one.replace(/^W\//, "") === etag);
}

function listOf(header: string): readonly string[] {
  return header.split(",").map((one) => one.trim());
}

function quoted(text: string): string {
  return `"${new Bun.CryptoHasher("sha1").update(text).digest("base64url")}"`;
}
