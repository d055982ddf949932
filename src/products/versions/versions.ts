// Versions of thing models: a draft that waits, what it changes, publishing, and going back.

import { type Db, migrate } from "../../db/db.ts";
import { entryOf } from "../../kit/scalar.ts";
import type { Clock } from "../../spine/clock.ts";
import { AppError } from "../../spine/error.ts";
import type { DataType, ThingModel } from "../../spine/model.ts";
import type { ModelVersion, Product, Products } from "../products.ts";
import { diffModels, type FeatureChange, type ModelDiff } from "./diff.ts";
import { VERSION_MIGRATIONS } from "./migrations.ts";
import { makeVersionStore, type SeparationRow, type VersionStore } from "./store.ts";

/** What becomes of stored values whose property gets another type. */
export const TYPE_CHOICES = ["keep", "convert", "separate"] as const;
export type TypeChoice = (typeof TYPE_CHOICES)[number];
export type TypeChoices = Readonly<Record<string, TypeChoice>>;

/** Stored values, as the rooms see them that hold them. */
export interface StoredSeries {
  /** Looks through the product's devices without holding up others; `hasHistory` answers from it for a moment. */
  survey(productKey: string): Promise<void>;
  /** Whether any device of the product has values of the property. */
  hasHistory(productKey: string, identifier: string): boolean;
  /** Place in the log behind all that was accepted so far. */
  cutSeq(): number;
  /** What came up to `afterSeq` goes on under the name `into`. */
  separate(separation: SeparationRow): void;
  /** Starts to rewrite what is stored, inside of the caller's transaction; gives the job's number. */
  convert(change: { productKey: string; identifier: string; dataType: DataType }, actor: string): number;
}

export interface Draft {
  readonly model: ThingModel;
  /** The version that was in force when the draft was begun. */
  readonly basedOnVersion: number;
  readonly actor: string;
  /** UTC ms. */
  readonly updatedAt: number;
  /** Another one for each content. */
  readonly etag: string;
}

export interface NotedVersion extends ModelVersion {
  readonly note: string;
  readonly rolledBackTo: number | null;
  readonly typeChanges: TypeChoices;
}

export interface PublishOptions {
  readonly actor: string;
  readonly note?: string;
  readonly typeChanges?: TypeChoices;
  /** Refused with `version_conflict` when another version is in force. */
  readonly version?: number | undefined;
}

export interface Published {
  readonly product: Product;
  /** Conversions that were started, by property. */
  readonly jobs: Readonly<Record<string, number>>;
}

export type VersionName = number | "draft";

export interface ModelVersions {
  /**
   * To be awaited before what follows is compared or put in force, which asks what is stored of up to 100,000 devices.
   * Throws `not_found`.
   */
  survey(productKey: string): Promise<void>;
  draft(productKey: string): Draft | undefined;
  putDraft(productKey: string, model: ThingModel, actor: string): Draft;
  /** False when there was none. */
  removeDraft(productKey: string): boolean;
  /** Newest first. Throws `not_found`. */
  list(productKey: string): readonly NotedVersion[];
  /** Throws `not_found`. */
  modelAt(productKey: string, version: VersionName): ThingModel;
  diff(productKey: string, from: VersionName, to: VersionName): ModelDiff;
  /** From the model in force to `model`. */
  diffTo(productKey: string, model: ThingModel): ModelDiff;
  /** Puts the draft in force. Throws `not_found`, `version_conflict` or `type_change_needs_choice`. */
  publish(productKey: string, options: PublishOptions): Published;
  /** Makes a new version equal to an older one. Throws as publish. */
  rollback(productKey: string, version: number, options: PublishOptions): Published;
  /** Puts a model in force at once, of a product that is not published. Throws `product_published` or as publish. */
  replace(productKey: string, model: ThingModel, actor: string): Product;
}

export interface ModelVersionsOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly products: Products;
  readonly series: StoredSeries;
}

/** Opens drafts and versions: creates or migrates their tables. */
export function openModelVersions({ db, clock, products, series }: ModelVersionsOptions): ModelVersions {
  migrate(db, "product-versions", VERSION_MIGRATIONS);
  const keeper = new VersionKeeper({ db, clock, products, series }, makeVersionStore(db));
  // Documents and files that bring a model along are held to the same as a person who replaces it.
  products.addModelGuard((productKey, model) => keeper.checkReplacement(productKey, model));
  return keeper;
}

class VersionKeeper implements ModelVersions {
  constructor(
    readonly rooms: ModelVersionsOptions,
    readonly store: VersionStore,
  ) {}

  async survey(productKey: string): Promise<void> {
    await this.rooms.series.survey(this.rooms.products.get(productKey).productKey);
  }

  draft(productKey: string): Draft | undefined {
    this.rooms.products.get(productKey);
    const row = this.store.draft(productKey);
    if (row === undefined) return undefined;
    const { model, basedOnVersion, actor, updatedAt } = row;
    return { model: JSON.parse(model) as ThingModel, basedOnVersion, actor, updatedAt, etag: etagOf(model) };
  }

  putDraft(productKey: string, model: ThingModel, actor: string): Draft {
    const { modelVersion } = this.rooms.products.get(productKey);
    const basedOnVersion = this.store.draft(productKey)?.basedOnVersion ?? modelVersion;
    const text = JSON.stringify(model);
    const updatedAt = this.rooms.clock.now();
    this.store.putDraft(productKey, { model: text, basedOnVersion, actor, updatedAt });
    return { model, basedOnVersion, actor, updatedAt, etag: etagOf(text) };
  }

  removeDraft(productKey: string): boolean {
    this.rooms.products.get(productKey);
    return this.store.removeDraft(productKey);
  }

  list(productKey: string): readonly NotedVersion[] {
    const notes = new Map(this.store.notes(productKey).map((note) => [note.version, note]));
    return this.rooms.products.listModelVersions(productKey).map((version) => {
      const { note = "", rolledBackTo = null, typeChanges = "{}" } = notes.get(version.version) ?? {};
      return { ...version, note, rolledBackTo, typeChanges: JSON.parse(typeChanges) as TypeChoices };
    });
  }

  modelAt(productKey: string, version: VersionName): ThingModel {
    if (version !== "draft") return this.rooms.products.modelAt(productKey, version);
    const draft = this.draft(productKey);
    if (draft === undefined) throw new AppError("not_found", { what: `a draft of the thing model` });
    return draft.model;
  }

  diff(productKey: string, from: VersionName, to: VersionName): ModelDiff {
    return this.#diff(productKey, this.modelAt(productKey, from), this.modelAt(productKey, to));
  }

  diffTo(productKey: string, model: ThingModel): ModelDiff {
    return this.#diff(productKey, this.rooms.products.get(productKey).model, model);
  }

  publish(productKey: string, options: PublishOptions): Published {
    return this.#putInForce(productKey, this.modelAt(productKey, "draft"), {
      ...options,
      rolledBackTo: null,
    });
  }

  rollback(productKey: string, version: number, options: PublishOptions): Published {
    const model = this.rooms.products.modelAt(productKey, version);
    return this.#putInForce(productKey, model, { ...options, rolledBackTo: version });
  }

  replace(productKey: string, model: ThingModel, actor: string): Product {
    this.checkReplacement(productKey, model);
    return this.rooms.products.setModel(productKey, model, actor);
  }

  /** Throws where `model` may not replace the one in force just like that. */
  checkReplacement(productKey: string, model: ThingModel): void {
    const { status } = this.rooms.products.get(productKey);
    if (status === "published") throw new AppError("product_published", { productKey });
    this.#settle(productKey, model, {});
  }

  #diff(productKey: string, from: ThingModel, to: ThingModel): ModelDiff {
    const { series } = this.rooms;
    return diffModels(from, to, { hasHistory: (identifier) => series.hasHistory(productKey, identifier) });
  }

  /** What is to become of stored values, by property; throws when something is not said. */
  #settle(productKey: string, model: ThingModel, choices: TypeChoices): [FeatureChange, TypeChoice][] {
    const needing = this.diffTo(productKey, model).changes.filter((change) => change.needsChoice);
    const unsaid = needing.filter(({ identifier }) => entryOf(choices, identifier) === undefined);
    if (unsaid.length > 0) {
      const properties = unsaid.map(({ identifier, fields }) => `${identifier}${typesOf(fields)}`).join(", ");
      throw new AppError("type_change_needs_choice", { properties });
    }
    return needing.map((change) => [change, entryOf(choices, change.identifier) ?? "keep"]);
  }

  #putInForce(
    productKey: string,
    model: ThingModel,
    options: PublishOptions & { readonly rolledBackTo: number | null },
  ): Published {
    const { db, products, series } = this.rooms;
    const before = products.get(productKey);
    if (options.version !== undefined && options.version !== before.modelVersion) {
      const what = `the thing model of ${productKey}`;
      throw new AppError("version_conflict", { what, version: before.modelVersion });
    }
    const settled = this.#settle(productKey, model, options.typeChanges ?? {});
    const afterSeq = series.cutSeq();
    const separations = settled
      .filter(([, choice]) => choice === "separate")
      .map(([{ identifier }]): SeparationRow => {
        const into = `${identifier}@v${before.modelVersion}`;
        // The place in the log: versions count from 1 again where a product is deleted and made anew.
        const id = `${productKey}/${into}/${afterSeq}`;
        return { id, productKey, property: identifier, into, afterSeq };
      });
    const typeChanges = Object.fromEntries(settled.map(([{ identifier }, choice]) => [identifier, choice]));
    const oldVersion = before.modelVersion;
    const change = products.stageModel(productKey, model, options.actor);
    const jobs = db.transaction(() => {
      change.write();
      for (const separation of separations) this.store.addSeparation(separation);
      if (options.rolledBackTo === null) this.store.removeDraft(productKey);
      if (change.fields.length > 0) {
        const { note = "", rolledBackTo } = options;
        const version = oldVersion + 1;
        this.store.addNote(productKey, {
          version,
          note,
          rolledBackTo,
          typeChanges: JSON.stringify(typeChanges),
        });
      }
      return this.#startConversions({ productKey, model }, settled, options.actor);
    });
    const product = change.publish();
    for (const separation of separations) series.separate(separation);
    return { product, jobs };
  }

  #startConversions(
    { productKey, model }: Pick<Product, "productKey" | "model">,
    settled: readonly [FeatureChange, TypeChoice][],
    actor: string,
  ): Record<string, number> {
    const jobs: Record<string, number> = {};
    for (const [{ identifier }, choice] of settled) {
      const dataType = model.properties.find((property) => property.identifier === identifier)?.dataType;
      if (choice !== "convert" || dataType === undefined) continue;
      jobs[identifier] = this.rooms.series.convert({ productKey, identifier, dataType }, actor);
    }
    return jobs;
  }
}

/** ` (int -> text)` where the type itself is another. */
function typesOf(fields: FeatureChange["fields"]): string {
  const whole = fields.find(({ path }) => path === "dataType");
  if (whole === undefined) return "";
  const name = (type: unknown) => (type as Partial<DataType> | undefined)?.type ?? "?";
  return ` (${name(whole.from)} -> ${name(whole.to)})`;
}

function etagOf(text: string): string {
  return `"d${Bun.hash(text).toString(36)}"`;
}
