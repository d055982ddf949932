// Products: the kinds of device there are, each with its key, its secret and its thing model.
// Owns: tables products and product_models, and every product in memory.
// Promises: find is a memory look-up; a Product object follows its row; every model version is kept.
// Must never: know devices (they guard the removal through a port), or HTTP outside of routes.ts.

import { type Db, isUniqueViolation, migrate } from "../db/db.ts";
import { assert } from "../kit/assert.ts";
import { commitStaged, type StagedChange } from "../kit/staged-change.ts";
import type { Clock } from "../spine/clock.ts";
import { AppError } from "../spine/error.ts";
import { EMPTY_MODEL, type ThingModel } from "../spine/model.ts";
import { type KeyRotation, type ProductStatus, rotateKeys } from "../spine/product.ts";
import { type ProductPage, type ProductQuery, pageOfProducts } from "./listing.ts";
import { PRODUCT_MIGRATIONS } from "./migrations.ts";
import { type Product, ProductEntry } from "./product-entry.ts";
import { newAccessKey, newRow } from "./product-row.ts";
import type { ProductDraft, ProductPatch } from "./product-schema.ts";
import { type ModelVersion, makeProductStore, type ProductStore } from "./store.ts";
import type { ProductRow } from "./table.ts";

export type { ProductPage, ProductQuery } from "./listing.ts";
export { readThingModel } from "./model/thing-model.ts";
export { exportTsl } from "./model/tsl-export.ts";
export type { Product } from "./product-entry.ts";
export {
  type ProductDraft,
  ProductDraftSchema,
  ProductKeySchema,
  type ProductPatch,
  ProductPatchSchema,
  SecretSchema,
} from "./product-schema.ts";
export { retentionDaysOf } from "./retention.ts";
export type { ModelVersion } from "./store.ts";

export interface ProductChange {
  readonly action: "created" | "updated" | "enabled" | "disabled" | "deleted";
  readonly product: Product;
  /** Names of what changed, for `updated`. */
  readonly fields: readonly string[];
  /** Who did it: a user name, or the part of Gantry that acted. */
  readonly actor: string;
}

/** A change of a product that waits to be written, and the names of what it changes. */
export interface StagedProduct extends StagedChange<Product> {
  readonly fields: readonly string[];
}

/** Says what still uses a product (`3 devices`), or undefined. */
export type RemovalGuard = (productKey: string) => string | undefined;

/** Models that are to replace those in force, by product key. */
export type ModelsToCome = ReadonlyMap<string, ThingModel>;

export interface ModelGuard {
  /** Looks up what `check` will ask, without holding up others; the answers hold for a moment. */
  prepare?(models: ModelsToCome): Promise<void>;
  /** Throws when `model` may not be put in force just like that. */
  check(productKey: string, model: ThingModel): void;
}

export interface Products {
  find(productKey: string): Product | undefined;
  /** Throws `not_found`. */
  get(productKey: string): Product;
  list(query: ProductQuery): ProductPage;
  count(): number;
  /** Throws `already_exists`, or `unknown_product` for the child product. Key and secret are generated where absent; the model starts as version 1. */
  create(draft: ProductDraft & { model?: ThingModel }, actor: string): Product;
  /** Throws `not_found`, `in_use`, `published_locked` or `unknown_product`. Writes and announces nothing when nothing changes. */
  update(productKey: string, patch: ProductPatch & { model?: ThingModel }, actor: string): Product;
  /** Throws `not_found`. A model equal to the one in force makes no new version. */
  setModel(productKey: string, model: ThingModel, actor: string): Product;
  /**
   * Others may rely on the product from now on: it cannot be deleted, keeps its node type, and its model changes by
   * publishing a draft. `draft` takes that back. Throws `not_found`.
   */
  setStatus(productKey: string, status: ProductStatus, actor: string): Product;
  /** Puts another key in the place of one, which holds beside it for the overlap. Throws `not_found`. */
  rotateKey(productKey: string, rotation: KeyRotation, actor: string): Product;
  /** Keys that were replaced hold no more. Throws `not_found`. */
  endFormerKeys(productKey: string, actor: string): Product;
  /** Newest first. Throws `not_found`. */
  listModelVersions(productKey: string): readonly ModelVersion[];
  /** Throws `not_found`. */
  modelAt(productKey: string, version: number): ThingModel;
  /** Throws `not_found`, `published_locked`, or `in_use` when a guard objects. */
  remove(productKey: string, actor: string): void;
  /** As create and update, for a caller that commits many changes at once (commitStaged). */
  stageCreate(draft: ProductDraft & { model?: ThingModel }, actor: string): StagedProduct;
  stageUpdate(productKey: string, patch: ProductPatch & { model?: ThingModel }, actor: string): StagedProduct;
  /** As stageUpdate for another model alone, when whoever calls has settled what the model guards ask. */
  stageModel(productKey: string, model: ThingModel, actor: string): StagedProduct;
  addRemovalGuard(guard: RemovalGuard): void;
  /** The guard is asked before a product's node type is changed, which `stageUpdate` then refuses with `in_use`. */
  addNodeTypeGuard(guard: RemovalGuard): void;
  /**
   * To be awaited before models are replaced: the guards look up what they will ask, at 100,000 devices in portions.
   * Products that are unknown here, and models that stay as they are, are passed over.
   */
  prepareModels(models: ModelsToCome): Promise<void>;
  /** The guard is asked before another model is put in force, which `stageUpdate` then refuses with what it throws. */
  addModelGuard(guard: ModelGuard): void;
  /** Calls `listener` after each committed change; returns its removal. */
  onChange(listener: (change: ProductChange) => void): () => void;
}

/** Opens the room: creates or migrates its tables and loads every product. */
export function openProducts({ db, clock }: { db: Db; clock: Clock }): Products {
  migrate(db, "products", PRODUCT_MIGRATIONS);
  return new ProductRegistry(db, clock, makeProductStore(db));
}

class ProductRegistry implements Products {
  /** In order of creation. */
  readonly #entries = new Map<string, ProductEntry>();
  readonly #guards: RemovalGuard[] = [];
  readonly #nodeTypeGuards: RemovalGuard[] = [];
  readonly #modelGuards: ModelGuard[] = [];
  readonly #listeners = new Set<(change: ProductChange) => void>();

  constructor(
    readonly db: Db,
    readonly clock: Clock,
    readonly store: ProductStore,
  ) {
    const rows = store.loadAll();
    for (const row of rows) this.#adopt(row);
    this.#giveAccessKeys(rows.filter((row) => row.accessKey === ""));
  }

  find(productKey: string): Product | undefined {
    return this.#entries.get(productKey);
  }

  get(productKey: string): ProductEntry {
    const entry = this.#entries.get(productKey);
    if (entry === undefined) throw new AppError("not_found", { what: `product ${productKey}` });
    return entry;
  }

  list(query: ProductQuery): ProductPage {
    return pageOfProducts(this.#entries.values(), query);
  }

  count(): number {
    return this.#entries.size;
  }

  create(draft: ProductDraft & { model?: ThingModel }, actor: string): Product {
    this.#checkChildProduct(draft.childProductKey);
    return this.#commit(this.stageCreate(draft, actor));
  }

  update(productKey: string, patch: ProductPatch & { model?: ThingModel }, actor: string): Product {
    this.#checkChildProduct(patch.childProductKey);
    return this.#commit(this.stageUpdate(productKey, patch, actor));
  }

  setModel(productKey: string, model: ThingModel, actor: string): Product {
    return this.update(productKey, { model }, actor);
  }

  setStatus(productKey: string, status: ProductStatus, actor: string): Product {
    return this.#commit(this.#stage(this.get(productKey), { status }, actor));
  }

  rotateKey(productKey: string, rotation: KeyRotation, actor: string): Product {
    const entry = this.get(productKey);
    return this.#commit(this.#stage(entry, rotateKeys(entry, rotation, this.clock.now()), actor));
  }

  endFormerKeys(productKey: string, actor: string): Product {
    return this.#commit(this.#stage(this.get(productKey), { formerKeys: {} }, actor));
  }

  listModelVersions(productKey: string): readonly ModelVersion[] {
    return this.store.listModels(this.get(productKey).id);
  }

  modelAt(productKey: string, version: number): ThingModel {
    const text = this.store.modelText(this.get(productKey).id, version);
    if (text === undefined)
      throw new AppError("not_found", { what: `version ${version} of the thing model` });
    return JSON.parse(text) as ThingModel;
  }

  remove(productKey: string, actor: string): void {
    const entry = this.get(productKey);
    checkUnpublished(entry);
    checkGuards([...this.#guards, (key) => this.#gatewayProductOf(key)], productKey);
    this.store.remove(entry.id);
    this.#entries.delete(productKey);
    this.#announce({ action: "deleted", product: entry, fields: [], actor });
  }

  stageCreate(draft: ProductDraft & { model?: ThingModel }, actor: string): StagedProduct {
    const row = newRow(draft, this.clock.now());
    if (this.#entries.has(row.productKey)) throw alreadyExists(row.productKey);
    const model = JSON.stringify(draft.model ?? EMPTY_MODEL);
    let id = 0;
    return {
      fields: Object.keys(draft),
      write: () => {
        id = this.#insert(row);
        this.store.insertModel({
          productId: id,
          version: 1,
          model,
          actor,
          createdAt: row.createdAt,
        });
      },
      publish: () => {
        const product = this.#adopt({ id, ...row });
        this.#announce({ action: "created", product, fields: [], actor });
        return product;
      },
    };
  }

  stageUpdate(
    productKey: string,
    patch: ProductPatch & { model?: ThingModel },
    actor: string,
  ): StagedProduct {
    const entry = this.get(productKey);
    const { model } = patch;
    if (model !== undefined && !Bun.deepEquals(model, entry.model, true))
      for (const guard of this.#modelGuards) guard.check(productKey, model);
    return this.#stage(entry, patch, actor);
  }

  stageModel(productKey: string, model: ThingModel, actor: string): StagedProduct {
    return this.#stage(this.get(productKey), { model }, actor);
  }

  #stage(
    entry: ProductEntry,
    {
      model,
      ...patch
    }: ProductPatch & Pick<Partial<ProductRow>, "status" | "formerKeys"> & { model?: ThingModel },
    actor: string,
  ): StagedProduct {
    const { productKey } = entry;
    const changed: Partial<ProductRow> = Object.fromEntries(
      Object.entries(patch).filter(
        ([name, value]) => value !== undefined && !Bun.deepEquals(value, Reflect.get(entry, name), true),
      ),
    );
    const fields = Object.keys(changed);
    const hasNewModel = model !== undefined && !Bun.deepEquals(model, entry.model, true);
    if (hasNewModel) fields.push("thingModel");
    if (fields.length === 0) return { fields, write() {}, publish: () => entry };
    if (changed.nodeType !== undefined) {
      checkUnpublished(entry);
      checkGuards(this.#nodeTypeGuards, productKey);
    }
    changed.updatedAt = this.clock.now();
    if (hasNewModel) changed.modelVersion = entry.modelVersion + 1;
    return {
      fields,
      write: () => {
        if (hasNewModel) this.#insertModel(entry, model, actor);
        this.store.update(entry.id, changed);
      },
      publish: () => {
        entry.apply(changed, hasNewModel ? model : undefined);
        this.#announceUpdate(entry, fields, actor);
        return entry;
      },
    };
  }

  addRemovalGuard(guard: RemovalGuard): void {
    this.#guards.push(guard);
  }

  addNodeTypeGuard(guard: RemovalGuard): void {
    this.#nodeTypeGuards.push(guard);
  }

  async prepareModels(models: ModelsToCome): Promise<void> {
    const isOther = ([productKey, model]: [string, ThingModel]) => {
      const known = this.find(productKey);
      return known !== undefined && !Bun.deepEquals(model, known.model, true);
    };
    const changing = new Map([...models].filter(isOther));
    if (changing.size === 0) return;
    for (const guard of this.#modelGuards) await guard.prepare?.(changing);
  }

  addModelGuard(guard: ModelGuard): void {
    this.#modelGuards.push(guard);
  }

  onChange(listener: (change: ProductChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #adopt(row: ProductRow): ProductEntry {
    const entry: ProductEntry = new ProductEntry(row, () => {
      const model = this.#readModel(entry.id, entry.modelVersion);
      assert(model !== undefined, "the model in force is stored");
      return model;
    });
    this.#entries.set(entry.productKey, entry);
    return entry;
  }

  /** To products that are older than access keys. */
  #giveAccessKeys(rows: readonly ProductRow[]): void {
    if (rows.length === 0) return;
    this.db.transaction(() => {
      for (const row of rows) {
        const accessKey = newAccessKey();
        this.store.update(row.id, { accessKey });
        this.#entries.get(row.productKey)?.apply({ accessKey }, undefined);
      }
    });
  }

  #readModel(id: number, version: number): ThingModel | undefined {
    const text = this.store.modelText(id, version);
    // It was checked before it was stored.
    return text === undefined ? undefined : (JSON.parse(text) as ThingModel);
  }

  #insert(row: Omit<ProductRow, "id">): number {
    try {
      return this.store.insert(row);
    } catch (cause) {
      // Two new products of one document, or another process on the same file.
      if (isUniqueViolation(cause)) throw alreadyExists(row.productKey);
      throw cause;
    }
  }

  #insertModel(entry: ProductEntry, model: ThingModel, actor: string): void {
    const version = entry.modelVersion + 1;
    const createdAt = this.clock.now();
    this.store.insertModel({ productId: entry.id, version, model: JSON.stringify(model), actor, createdAt });
  }

  #commit(change: StagedProduct): Product {
    const product = commitStaged(this.db, [change])[0];
    assert(product !== undefined, "one change gives one product");
    return product;
  }

  #checkChildProduct(productKey: string | null | undefined): void {
    if (typeof productKey !== "string") return;
    const nodeType = this.find(productKey)?.nodeType;
    if (nodeType === undefined) throw new AppError("unknown_product", { productKey });
    if (nodeType === "sub") return;
    const detail = `childProductKey: ${productKey} is of node type ${nodeType}, not sub`;
    throw new AppError("invalid_request", { detail });
  }

  /** The gateway product whose sub-devices are created in `productKey`, as text. */
  #gatewayProductOf(productKey: string): string | undefined {
    for (const entry of this.#entries.values()) {
      if (entry.childProductKey === productKey && entry.productKey !== productKey)
        return `product ${entry.productKey}`;
    }
    return undefined;
  }

  #announceUpdate(product: Product, fields: readonly string[], actor: string): void {
    const others = fields.filter((name) => name !== "isEnabled");
    if (others.length < fields.length) {
      this.#announce({ action: product.isEnabled ? "enabled" : "disabled", product, fields: [], actor });
    }
    if (others.length > 0) this.#announce({ action: "updated", product, fields: others, actor });
  }

  #announce(change: ProductChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}

function checkUnpublished({ productKey, status }: Product): void {
  if (status === "published") throw new AppError("published_locked", { productKey });
}

function checkGuards(guards: readonly RemovalGuard[], productKey: string): void {
  for (const guard of guards) {
    const by = guard(productKey);
    if (by !== undefined) throw new AppError("in_use", { what: `product ${productKey}`, by });
  }
}

function alreadyExists(productKey: string): AppError {
  return new AppError("already_exists", { what: `product ${productKey}` });
}
