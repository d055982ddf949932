// A path into a JSON value: `a.b`, `list[0]`, `list[name=temp].value`, `["a.b"]`; a leading `$` or `$.` is allowed.
// No scripts, no recursion: one path leads to one value, in as many steps as it has parts.

import { textOf } from "./scalar.ts";

/** Longest path, characters. */
export const JSON_PATH_CHARS = 200;
const PARTS = 16;

type Part =
  | { readonly kind: "key"; readonly key: string }
  | { readonly kind: "index"; readonly index: number }
  /** The first object in a list whose member `key` is `text`. */
  | { readonly kind: "where"; readonly key: string; readonly text: string };

export type JsonPath = readonly Part[];

const KEY = /^[^.[\]"]+/;
const INDEX = /^\[(\d{1,6})\]/;
const QUOTED = /^\["([^"]{1,100})"\]/;
const WHERE = /^\[([^.[\]"=]{1,64})=([^[\]"]{1,100})\]/;

/** The parts of a path, none for the whole value; undefined when it is no path. */
export function parseJsonPath(text: string): JsonPath | undefined {
  if (text.length > JSON_PATH_CHARS) return undefined;
  let rest = text === "$" ? "" : text.replace(/^\$\.|^\$(?=\[)/, "");
  const parts: Part[] = [];
  let isKeyNext = rest !== "" && !rest.startsWith("[");
  while (rest !== "" || isKeyNext) {
    const read = isKeyNext ? readKey(rest) : readBrackets(rest);
    if (read === undefined || parts.length === PARTS) return undefined;
    parts.push(read.part);
    rest = rest.slice(read.size);
    isKeyNext = rest.startsWith(".");
    if (isKeyNext) rest = rest.slice(1);
    else if (rest !== "" && !rest.startsWith("[")) return undefined;
  }
  return parts;
}

function readKey(rest: string): { part: Part; size: number } | undefined {
  const key = KEY.exec(rest)?.[0];
  return key === undefined ? undefined : { part: { kind: "key", key }, size: key.length };
}

function readBrackets(rest: string): { part: Part; size: number } | undefined {
  const index = INDEX.exec(rest);
  if (index) return { part: { kind: "index", index: Number(index[1]) }, size: index[0].length };
  const quoted = QUOTED.exec(rest);
  if (quoted) return { part: { kind: "key", key: quoted[1] ?? "" }, size: quoted[0].length };
  const where = WHERE.exec(rest);
  if (!where) return undefined;
  return { part: { kind: "where", key: where[1] ?? "", text: where[2] ?? "" }, size: where[0].length };
}

/** What the path leads to; undefined when there is nothing. */
export function followJsonPath(value: unknown, path: JsonPath): unknown {
  let at = value;
  for (const part of path) {
    at = step(at, part);
    if (at === undefined) return undefined;
  }
  return at;
}

function step(value: unknown, part: Part): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  if (part.kind === "key") return memberOf(value, part.key);
  if (!Array.isArray(value)) return undefined;
  if (part.kind === "index") return value[part.index];
  return value.find((item: unknown) => textOf(memberOf(item, part.key)) === part.text);
}

/** Own members only: a path must not reach what objects inherit. */
function memberOf(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}
