import type { PlainValue } from "./plain-value.ts";

export type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

/** The value as JSON can carry it. JSON numbers end at 2^53: a bigint becomes decimal text. */
export function toJson(value: PlainValue): Json {
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object") return value;
  if (isList(value)) return value.map(toJson);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toJson(inner)]));
}

function isList(value: object): value is readonly PlainValue[] {
  return Array.isArray(value);
}
