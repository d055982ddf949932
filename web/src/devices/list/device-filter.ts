// What the address says of a list of devices, as the query of the list and as the document of views and changes.

import type { Query } from "../../call.ts";
import type { FilterDocument } from "../device-calls.ts";

/** Names in the address; `product` is the server's `productKey`. */
export const FILTER_NAMES = [
  "product",
  "state",
  "group",
  "view",
  "gateway",
  "tag",
  "enabled",
  "notSeenForS",
  "createdWithinS",
] as const;
export type FilterName = (typeof FILTER_NAMES)[number];

export interface Asked {
  readonly q: string;
  readonly filters: Readonly<Record<string, string>>;
}

/** Tags stand in one parameter, a line each: a line break is the one character that none of them has. */
export function tagsOf(text: string | undefined): readonly string[] {
  return (text ?? "").split("\n").filter((tag) => tag !== "");
}
export function tagText(tags: readonly string[]): string {
  return tags.join("\n");
}

/** As `GET /devices` and its export take it. */
export function queryFor({ q, filters }: Asked): Query {
  const { product, tag, ...rest } = filters;
  return { ...rest, q, productKey: product, tag: tagsOf(tag) };
}

/** As views and changes to many take it; what is no number where one belongs is left out. */
export function documentFor({ q, filters }: Asked): FilterDocument {
  const { product, state, gateway, group, tag } = filters;
  const tags = tagsOf(tag);
  const whole = (name: FilterName) => {
    const number = Number(filters[name] ?? "");
    return Number.isSafeInteger(number) && number > 0 ? number : undefined;
  };
  const place = group === "none" ? "none" : whole("group");
  const given = {
    ...{ q, productKey: product, state, gateway, group: place, view: whole("view") },
    enabled: filters.enabled === undefined ? undefined : filters.enabled === "true",
    ...{ notSeenForS: whole("notSeenForS"), createdWithinS: whole("createdWithinS") },
    tag: tags.length === 0 ? undefined : tags,
  };
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined && value !== ""),
  ) as FilterDocument;
}

/** The other way round: what the address says for this filter, for `AddressFilter.replace`. */
export function addressFor({ productKey, tag, seenBefore, createdAfter, ...rest }: FilterDocument): string {
  const params = new URLSearchParams();
  if (productKey !== undefined) params.set("product", productKey);
  for (const [name, value] of Object.entries(rest)) params.set(name, String(value));
  if (tag !== undefined && tag.length > 0) params.set("tag", tagText(tag));
  return params.toString();
}

/** What a view holds once this is asked within it: a view cannot name another one. */
export function mergedFilter(within: FilterDocument | undefined, asked: FilterDocument): FilterDocument {
  const { view: _, ...own } = asked;
  const tag = [...new Set([...(within?.tag ?? []), ...(own.tag ?? [])])];
  return { ...within, ...own, ...(tag.length > 0 && { tag }) };
}

/** True where the filter names anything. */
export function isNarrowing(filter: FilterDocument): boolean {
  return Object.keys(filter).length > 0;
}
