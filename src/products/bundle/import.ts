// Bringing a product to what its file says: planned first, so that a dry run and the import cannot differ.

import type { Db } from "../../db/db.ts";
import { commitStaged, type StagedChange } from "../../kit/staged-change.ts";
import { AppError, type Failure } from "../../spine/error.ts";
import type { Product, Products } from "../products.ts";
import { type Bundle, type BundleSection, settingsOf } from "./bundle.ts";
import { type BundleDifference, modelDifferences, settingDifferences } from "./difference.ts";

export interface ImportPlan {
  readonly productKey: string;
  readonly action: "create" | "update" | "unchanged";
  readonly differences: readonly BundleDifference[];
  /** What the file asks for and is left out, each with its reason. */
  readonly left: readonly Failure[];
  /** Writes it all in one commit; the product as it is then. */
  commit(): Product;
}

export interface ImportDeps {
  readonly db: Db;
  readonly products: Products;
  readonly sections: readonly BundleSection[];
}

/**
 * What bringing product `productKey` (of the bundle unless said otherwise) to `bundle` would do. A product that is new
 * becomes a draft. Throws `product_published` or `type_change_needs_choice` where the model may not be replaced just
 * like that, `published_locked`, `in_use`.
 */
export function planImport(
  { db, products, sections }: ImportDeps,
  bundle: Bundle,
  { productKey = bundle.productKey, actor }: { productKey?: string | undefined; actor: string },
): ImportPlan {
  const known = products.find(productKey);
  const { settings, left } = withKnownChild(bundle, products, productKey);
  const wanted = { ...settings, ...bundle.secrets, mapping: bundle.mapping, model: bundle.thingModel };
  const differences = known === undefined ? [] : differencesOf(known, { bundle, settings, sections });
  if (known?.status === "published" && differences.some(({ path }) => path.startsWith("thingModel")))
    throw new AppError("product_published", { productKey });
  const staged =
    known === undefined
      ? products.stageCreate(stripped({ ...wanted, productKey }), actor)
      : products.stageUpdate(productKey, stripped(wanted), actor);
  const kept = sections.flatMap((section): StagedChange<unknown>[] => {
    const value = bundle.sections[section.name];
    if (value === undefined || Bun.deepEquals(section.read(productKey), value)) return [];
    return [section.stage(productKey, value, actor)];
  });
  const isSame = known !== undefined && differences.length === 0;
  return {
    productKey,
    action: known === undefined ? "create" : isSame ? "unchanged" : "update",
    differences,
    left,
    commit() {
      if (!isSame) commitStaged<unknown>(db, [staged, ...kept]);
      return products.get(productKey);
    },
  };
}

function differencesOf(
  product: Product,
  {
    bundle,
    settings,
    sections,
  }: { bundle: Bundle; settings: Bundle["settings"]; sections: readonly BundleSection[] },
): BundleDifference[] {
  const { productKey, mapping, model } = product;
  const changed = (path: string) => [{ path, kind: "changed" as const }];
  const secrets = Object.entries(bundle.secrets ?? {});
  return [
    ...settingDifferences(settingsOf(product), settings),
    ...secrets.flatMap(([name, value]) =>
      Reflect.get(product, name) === value ? [] : changed(`secrets.${name}`),
    ),
    ...modelDifferences(model, bundle.thingModel),
    ...(bundle.mapping === undefined || Bun.deepEquals(bundle.mapping, mapping) ? [] : changed("mapping")),
    ...sections.flatMap((section): BundleDifference[] => {
      const [before, after] = [section.read(productKey), bundle.sections[section.name]];
      if (after === undefined || Bun.deepEquals(before, after)) return [];
      return [{ path: `sections.${section.name}`, kind: before === undefined ? "added" : "changed" }];
    }),
  ];
}

/** A product in which sub-devices are created may be missing here: then nothing is created in it, and that is said. */
function withKnownChild(bundle: Bundle, products: Products, productKey: string) {
  const { settings } = bundle;
  const child = settings.childProductKey;
  const isItself = child === productKey && settings.nodeType === "sub";
  if (typeof child !== "string" || isItself || products.find(child)?.nodeType === "sub")
    return { settings, left: [] };
  const left: Failure[] = [{ code: "unknown_product", params: { productKey: child } }];
  return { settings: { ...settings, childProductKey: null }, left };
}

/** Without what is undefined: `exactOptionalPropertyTypes` and stores alike tell absent from undefined. */
function stripped<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
