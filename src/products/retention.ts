import type { Product } from "./product-entry.ts";

/** Days that the points of a property are kept: its own wish, else its product's, else undefined: as long as any. */
export function retentionDaysOf(product: Product, identifier: string): number | undefined {
  // History of an older type has the version behind its name, and is kept as long.
  const [current] = identifier.split("@");
  const property = product.model.properties.find((one) => one.identifier === current);
  return property?.retentionDays ?? product.retentionDays ?? undefined;
}
