// One document that says what products and devices there shall be; applying it twice changes nothing more.
// Nothing is deleted: what the document does not name stays as it is.

import * as v from "valibot";
import type { Db } from "../db/db.ts";
import { formatPath, problemsOf, type SchemaProblem } from "../kit/schema-problem.ts";
import { commitStaged, type StagedChange } from "../kit/staged-change.ts";
import {
  type ProductDraft,
  ProductDraftSchema,
  ProductKeySchema,
  type Products,
  readThingModel,
} from "../products/products.ts";
import { deviceKey } from "../spine/ids.ts";
import type { ThingModel } from "../spine/model.ts";
import { err, ok, type Result } from "../spine/result.ts";
import { type DeviceDraft, DeviceDraftSchema, DeviceNameSchema } from "./device-schema.ts";
import type { Devices } from "./registry/contract.ts";

const ProductItem = v.strictObject({
  ...ProductDraftSchema.entries,
  productKey: ProductKeySchema,
  name: v.optional(ProductDraftSchema.entries.name),
  thingModel: v.optional(v.unknown()),
});
const DeviceItem = v.strictObject({ ...DeviceDraftSchema.entries, deviceName: DeviceNameSchema });

/** The document; a name that is left out is the product key at first and stays as it is later. */
export const ApplyDocumentSchema = v.strictObject({
  products: v.optional(v.pipe(v.array(ProductItem), v.maxLength(10_000, "at most 10000 products")), []),
  devices: v.optional(v.pipe(v.array(DeviceItem), v.maxLength(200_000, "at most 200000 devices")), []),
});
/** Its models alone. */
const ModelsSchema = v.object({
  products: v.optional(
    v.array(v.object({ productKey: v.string(), thingModel: v.optional(v.unknown()) })),
    [],
  ),
});
type ApplyDocument = v.InferOutput<typeof ApplyDocumentSchema>;

export interface ApplyChange {
  readonly action: "create" | "update" | "unchanged";
  readonly kind: "product" | "device";
  /** `productKey`, or `productKey/deviceName`. */
  readonly key: string;
  /** Names of what is set or changed; never values, some of which are secrets. */
  readonly fields: readonly string[];
}

export interface ApplyReport {
  readonly dryRun: boolean;
  readonly changes: readonly ApplyChange[];
  readonly summary: { readonly created: number; readonly updated: number; readonly unchanged: number };
}

export interface ApplyDeps {
  readonly db: Db;
  readonly products: Products;
  readonly devices: Devices;
}

interface Step {
  readonly change: ApplyChange;
  readonly staged: StagedChange<unknown>;
}

type CheckedProduct = ProductDraft & { readonly productKey: string; readonly model?: ThingModel };
type CheckedDevice = DeviceDraft & { readonly deviceName: string };

/**
 * Brings products and devices to what `document` says, all in one transaction or nothing at all,
 * and returns the difference; with `dryRun` only the difference. A failure lists every problem.
 */
export function applyDocument(
  deps: ApplyDeps,
  document: unknown,
  { dryRun, actor }: { dryRun: boolean; actor: string },
): Result<ApplyReport, readonly SchemaProblem[]> {
  const parsed = v.safeParse(ApplyDocumentSchema, document);
  if (!parsed.success) return err(problemsOf(parsed.issues));
  const problems: SchemaProblem[] = [];
  const products = checkProducts(parsed.output, deps.products, problems);
  const devices = checkDevices(parsed.output, deps, problems);
  if (problems.length > 0) return err(problems);
  const steps = [
    ...products.map((product) => productStep(deps, product, actor)),
    ...devices.map((device) => deviceStep(deps, device, actor)),
  ];
  if (!dryRun)
    commitStaged(
      deps.db,
      steps.map((step) => step.staged),
    );
  const changes = steps.map((step) => step.change);
  const countOf = (action: ApplyChange["action"]) =>
    changes.filter((change) => change.action === action).length;
  const summary = { created: countOf("create"), updated: countOf("update"), unchanged: countOf("unchanged") };
  return ok({ dryRun, changes, summary });
}

/**
 * To be awaited before `applyDocument`: looks up, without holding up others, what it will ask of the devices of
 * products whose thing model changes. What is wrong with the document is left to that.
 */
export async function prepareDocument({ products }: Pick<ApplyDeps, "products">, document: unknown) {
  const { success, output } = v.safeParse(ModelsSchema, document);
  if (!success) return;
  const models = new Map<string, ThingModel>();
  for (const { productKey, thingModel } of output.products) {
    const read = thingModel === undefined ? undefined : readThingModel(thingModel);
    if (read?.ok === true) models.set(productKey, read.value);
  }
  await products.prepareModels(models);
}

function checkProducts(
  document: ApplyDocument,
  products: Products,
  problems: SchemaProblem[],
): CheckedProduct[] {
  const listed = new Set(document.products.map((product) => product.productKey));
  const seen = new Map<string, number>();
  return document.products.map(({ thingModel, ...item }, index) => {
    const first = seen.get(item.productKey);
    if (first !== undefined) {
      const path = formatPath(["products", index, "productKey"]);
      problems.push({ path, message: `${item.productKey} is listed before, as products[${first}]` });
    }
    seen.set(item.productKey, first ?? index);
    const { childProductKey: child } = item;
    if (typeof child === "string" && !listed.has(child) && products.find(child) === undefined) {
      const path = formatPath(["products", index, "childProductKey"]);
      problems.push({ path, message: `product ${child} is neither in this document nor known here` });
    }
    const product = { ...item, name: item.name ?? "" };
    if (thingModel === undefined) return product;
    const read = readThingModel(thingModel);
    if (read.ok) return { ...product, model: read.value };
    const place = formatPath(["products", index, "thingModel"]);
    for (const { path, message } of read.error) {
      problems.push({ path: path === "" ? place : `${place}.${path}`, message });
    }
    return product;
  });
}

function checkDevices(
  document: ApplyDocument,
  { products, devices }: ApplyDeps,
  problems: SchemaProblem[],
): readonly CheckedDevice[] {
  const listed = new Set(document.products.map((product) => product.productKey));
  const seen = new Map<string, number>();
  for (const [index, { productKey, deviceName, groupId }] of document.devices.entries()) {
    if (!listed.has(productKey) && products.find(productKey) === undefined) {
      const path = formatPath(["devices", index, "productKey"]);
      problems.push({ path, message: `product ${productKey} is neither in this document nor known here` });
    }
    if (typeof groupId === "number" && !devices.hasGroup(groupId)) {
      const path = formatPath(["devices", index, "groupId"]);
      problems.push({ path, message: `group ${groupId} is not known here` });
    }
    const key = deviceKey(productKey, deviceName);
    const first = seen.get(key);
    if (first !== undefined) {
      const path = formatPath(["devices", index, "deviceName"]);
      problems.push({ path, message: `${key} is listed before, as devices[${first}]` });
    }
    seen.set(key, first ?? index);
  }
  return document.devices;
}

function productStep({ products }: ApplyDeps, product: CheckedProduct, actor: string): Step {
  const { productKey, name, ...rest } = product;
  const known = products.find(productKey);
  const key = { kind: "product", key: productKey } as const;
  if (known === undefined) {
    const staged = products.stageCreate(
      { ...rest, productKey, name: name === "" ? productKey : name },
      actor,
    );
    const fields = namesOf({ ...(name === "" ? {} : { name }), ...rest });
    return { change: { action: "create", ...key, fields }, staged };
  }
  const staged = products.stageUpdate(productKey, name === "" ? rest : { name, ...rest }, actor);
  return { change: { action: actionOf(staged.fields), ...key, fields: staged.fields }, staged };
}

function deviceStep({ devices }: ApplyDeps, device: CheckedDevice, actor: string): Step {
  const { productKey, deviceName, ...rest } = device;
  const known = devices.find(productKey, deviceName);
  const key = { kind: "device", key: deviceKey(productKey, deviceName) } as const;
  if (known === undefined) {
    return {
      change: { action: "create", ...key, fields: namesOf(rest) },
      staged: devices.stageCreate(device, actor),
    };
  }
  const staged = devices.stageUpdate(known, rest, actor);
  return { change: { action: actionOf(staged.fields), ...key, fields: staged.fields }, staged };
}

function actionOf(fields: readonly string[]): "update" | "unchanged" {
  return fields.length === 0 ? "unchanged" : "update";
}

function namesOf(item: object): string[] {
  return Object.keys(item).map((name) => (name === "model" ? "thingModel" : name));
}
