// Which products a list shows, in which order: from memory, as the rows are all there.

import type { NodeType } from "../spine/model.ts";
import type { ProductStatus } from "../spine/product.ts";
import type { Product } from "./product-entry.ts";

/** `-` in front: the other way round. */
export const PRODUCT_SORTS = ["created", "-created", "name", "-name", "devices", "-devices"] as const;
export type ProductSort = (typeof PRODUCT_SORTS)[number];

export interface ProductQuery {
  /** Looked for in key and name, whatever its case. */
  readonly q?: string | undefined;
  readonly status?: ProductStatus | undefined;
  readonly nodeType?: NodeType | undefined;
  readonly isEnabled?: boolean | undefined;
  /** Which may be shown; all unless given. */
  readonly isShown?: ((productKey: string) => boolean) | undefined;
  /** In order of creation unless given. */
  readonly sort?: ProductSort | undefined;
  /** How many devices each has, for the order by them; none where it is not given. */
  readonly countDevices?: ((productKeys: readonly string[]) => ReadonlyMap<string, number>) | undefined;
  /** Where the page before ended, as it was given. */
  readonly after?: ProductPlace | undefined;
  readonly limit: number;
}

/** A place in the list that stays where it is when rows before it come or go: what is sorted by, then the id. */
export type ProductPlace = readonly [value: string | number, id: number];

export interface ProductPage {
  readonly items: readonly Product[];
  readonly total: number;
  /** What to pass as `after` for the next page; undefined on the last. */
  readonly next: ProductPlace | undefined;
}

interface Listed extends Product {
  readonly id: number;
}

/** Numbers in names by their size (`Press 2` before `Press 10`), Chinese by its sound. */
const collator = new Intl.Collator("zh-CN", { numeric: true, sensitivity: "base" });

export function pageOfProducts(products: Iterable<Listed>, query: ProductQuery): ProductPage {
  const matches = [...products].filter((product) => isMatch(product, query));
  const { sort = "created", after, limit } = query;
  const sortedBy = makeSortedBy(sort, matches, query);
  const direction = sort.startsWith("-") ? -1 : 1;
  const compare = (a: ProductPlace, b: ProductPlace) =>
    direction * (compareValues(a[0], b[0]) || a[1] - b[1]);
  const placed = matches.map((product) => ({ product, place: [sortedBy(product), product.id] as const }));
  const rest = after === undefined ? placed : placed.filter(({ place }) => compare(place, after) > 0);
  rest.sort((a, b) => compare(a.place, b.place));
  const items = rest.slice(0, limit);
  return {
    items: items.map(({ product }) => product),
    total: matches.length,
    next: rest.length > items.length ? items.at(-1)?.place : undefined,
  };
}

function isMatch(product: Product, { q = "", status, nodeType, isEnabled, isShown }: ProductQuery): boolean {
  if (isShown !== undefined && !isShown(product.productKey)) return false;
  if (status !== undefined && product.status !== status) return false;
  if (nodeType !== undefined && product.nodeType !== nodeType) return false;
  if (isEnabled !== undefined && product.isEnabled !== isEnabled) return false;
  const needle = q.toLowerCase();
  return (
    needle === "" ||
    product.productKey.toLowerCase().includes(needle) ||
    product.name.toLowerCase().includes(needle)
  );
}

function makeSortedBy(
  sort: ProductSort,
  matches: readonly Listed[],
  { countDevices }: ProductQuery,
): (product: Listed) => string | number {
  if (sort.endsWith("name")) return (product) => product.name;
  if (sort.endsWith("created")) return (product) => product.id;
  const counts = countDevices?.(matches.map(({ productKey }) => productKey));
  return (product) => counts?.get(product.productKey) ?? 0;
}

function compareValues(a: string | number, b: string | number): number {
  return typeof a === "number" && typeof b === "number" ? a - b : collator.compare(String(a), String(b));
}
