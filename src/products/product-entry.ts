import { EMPTY_MODEL, type ThingModel, type ValidationLevel } from "../spine/model.ts";
import type { StoredProduct } from "./store.ts";
import type { ProductRow } from "./table.ts";

/**
 * A product type. The object stays the same for as long as the product exists and its fields follow
 * every change, so connections and decoders may hold on to it; `model` is replaced, never mutated.
 */
export interface Product {
  readonly productKey: string;
  readonly productSecret: string;
  readonly name: string;
  readonly description: string;
  readonly nodeType: "direct";
  readonly validation: ValidationLevel;
  readonly isEnabled: boolean;
  readonly model: ThingModel;
  /** Rises by one with every change of the model; the first is 1. */
  readonly modelVersion: number;
  /** UTC ms. */
  readonly createdAt: number;
  /** UTC ms. */
  readonly updatedAt: number;
}

/** The live object behind Product. */
export class ProductEntry implements Product {
  readonly id: number;
  readonly productKey: string;
  readonly nodeType: "direct";
  readonly createdAt: number;
  productSecret: string;
  name: string;
  description: string;
  validation: ValidationLevel;
  isEnabled: boolean;
  modelVersion: number;
  updatedAt: number;
  #modelText: string | undefined;
  #model: ThingModel = EMPTY_MODEL;

  constructor({ row, modelText }: StoredProduct) {
    this.id = row.id;
    this.productKey = row.productKey;
    this.nodeType = row.nodeType;
    this.createdAt = row.createdAt;
    this.productSecret = row.productSecret;
    this.name = row.name;
    this.description = row.description;
    this.validation = row.validation;
    this.isEnabled = row.isEnabled;
    this.modelVersion = row.modelVersion;
    this.updatedAt = row.updatedAt;
    this.#modelText = modelText;
  }

  /** Parsed when first asked for: a start with thousands of products must not wait for models nobody uses yet. */
  get model(): ThingModel {
    if (this.#modelText !== undefined) {
      // It was checked before it was stored.
      this.#model = JSON.parse(this.#modelText) as ThingModel;
      this.#modelText = undefined;
    }
    return this.#model;
  }

  /** Takes over what has been written. */
  apply(fields: Partial<Omit<ProductRow, "id" | "productKey">>, model: ThingModel | undefined): void {
    Object.assign(this, fields);
    if (model === undefined) return;
    this.#model = model;
    this.#modelText = undefined;
  }
}
