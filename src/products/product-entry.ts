import type { Mapping } from "../spine/mapping.ts";
import type { NodeType, RegistrationMode, ThingModel, ValidationLevel } from "../spine/model.ts";
import type { DialectName, FormerKeys, KeyMode, OfflineRule, ProductStatus } from "../spine/product.ts";
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
  readonly nodeType: NodeType;
  readonly validation: ValidationLevel;
  readonly isEnabled: boolean;
  readonly model: ThingModel;
  /** Rises by one with every change of the model; the first is 1. */
  readonly modelVersion: number;
  /** Days that points of its devices are kept; null: as long as any are. A property may say otherwise. */
  readonly retentionDays: number | null;
  /** Whether its devices may fetch their secrets with the product's. */
  readonly registration: RegistrationMode;
  /** Of a gateway product: where sub-devices that nobody knows are created; null: nowhere. */
  readonly childProductKey: string | null;
  /** What its devices' messages on topics of any form mean; replaced, never mutated. */
  readonly mapping: Mapping;
  readonly status: ProductStatus;
  /** Base64 of 32 bytes: what applications and OneNET's product-level tokens are signed with. */
  readonly accessKey: string;
  /** Its secret and access key before the last rotation, while they hold; replaced, never mutated. */
  readonly formerKeys: FormerKeys;
  /** Those that its devices may log in with; null: all. */
  readonly dialects: readonly DialectName[] | null;
  readonly dataMode: KeyMode;
  /** For how long its devices may be silent; replaced, never mutated. */
  readonly offlineRule: OfflineRule;
  /** UTC ms when the window of dynamic registration ends; null: it stays open. */
  readonly registrationUntil: number | null;
  /** UTC ms. */
  readonly createdAt: number;
  /** UTC ms. */
  readonly updatedAt: number;
}

/** The live object behind Product. */
export class ProductEntry implements Product {
  readonly id: number;
  readonly productKey: string;
  readonly createdAt: number;
  productSecret: string;
  name: string;
  description: string;
  validation: ValidationLevel;
  isEnabled: boolean;
  nodeType: NodeType;
  modelVersion: number;
  retentionDays: number | null;
  registration: RegistrationMode;
  childProductKey: string | null;
  mapping: Mapping;
  status: ProductStatus;
  accessKey: string;
  formerKeys: FormerKeys;
  dialects: readonly DialectName[] | null;
  dataMode: KeyMode;
  offlineRule: OfflineRule;
  registrationUntil: number | null;
  updatedAt: number;
  #model: ThingModel | undefined;
  readonly #readModel: () => ThingModel;

  /** `readModel` gives the model in force at the time it is called. */
  constructor(row: ProductRow, readModel: () => ThingModel) {
    this.#readModel = readModel;
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
    this.retentionDays = row.retentionDays;
    this.registration = row.registration;
    this.childProductKey = row.childProductKey;
    this.mapping = row.mapping;
    this.status = row.status;
    this.accessKey = row.accessKey;
    this.formerKeys = row.formerKeys;
    this.dialects = row.dialects;
    this.dataMode = row.dataMode;
    this.offlineRule = row.offlineRule;
    this.registrationUntil = row.registrationUntil;
    this.updatedAt = row.updatedAt;
  }

  /** Read when first asked for: a start with thousands of products must not wait for models nobody uses yet. */
  get model(): ThingModel {
    this.#model ??= this.#readModel();
    return this.#model;
  }

  /** Takes over what has been written. */
  apply(fields: Partial<Omit<ProductRow, "id" | "productKey">>, model: ThingModel | undefined): void {
    Object.assign(this, fields);
    if (model !== undefined) this.#model = model;
  }
}
