// A product as one file: its settings, its thing model, its mapping and what other parts keep of it.
// Version 1; fields are added, never given another meaning. The same product gives the same bytes.

import * as v from "valibot";
import { problemsOf, type SchemaProblem } from "../../kit/schema-problem.ts";
import type { StagedChange } from "../../kit/staged-change.ts";
import { MappingSchema } from "../../spine/mapping.ts";
import type { ThingModel } from "../../spine/model.ts";
import { err, ok, type Result } from "../../spine/result.ts";
import { readThingModel } from "../model/thing-model.ts";
import type { Product } from "../product-entry.ts";
import { ProductDraftSchema } from "../product-schema.ts";
import { FileFactsSchema } from "../templates/own/template-facts.ts";

export const BUNDLE_FORMAT = "gantry.product";
export const BUNDLE_VERSION = 1;

/** What another part of Gantry keeps of a product and wants to have in its file: a register map, for one. */
export interface BundleSection {
  /** Its name in the file. */
  readonly name: string;
  /** Plain JSON; undefined where the product has none. */
  read(productKey: string): unknown;
  check(value: unknown): readonly SchemaProblem[];
  /** A change that waits to be written; the product may be written in the same commit. */
  stage(productKey: string, value: unknown, actor: string): StagedChange<unknown>;
}

const { productSecret, accessKey, mapping: _mapping, productKey, ...settings } = ProductDraftSchema.entries;
const SettingsSchema = v.strictObject(settings);
export type BundleSettings = v.InferOutput<typeof SettingsSchema>;

export const BundleSchema = v.strictObject({
  format: v.literal(BUNDLE_FORMAT),
  version: v.pipe(
    v.number(),
    v.check((version) => version === BUNDLE_VERSION, "is of a newer Gantry; this one reads version 1"),
  ),
  productKey: v.unwrap(productKey),
  settings: SettingsSchema,
  thingModel: v.record(v.string(), v.unknown()),
  mapping: v.optional(MappingSchema),
  sections: v.optional(v.record(v.string(), v.unknown()), {}),
  /** Of a template's file: what it says beside. A product is made of it as of any other. */
  template: v.optional(FileFactsSchema),
  /** Only in files that were asked for with them. */
  secrets: v.optional(v.strictObject({ productSecret, accessKey })),
});

export type Bundle = Omit<v.InferOutput<typeof BundleSchema>, "thingModel"> & {
  readonly thingModel: ThingModel;
};

export function makeBundle(
  product: Product,
  { sections, hasSecrets }: { sections: readonly BundleSection[]; hasSecrets: boolean },
): Bundle {
  const kept = sections.flatMap((section) => {
    const value = section.read(product.productKey);
    return value === undefined ? [] : [[section.name, value] as const];
  });
  return {
    format: BUNDLE_FORMAT,
    version: BUNDLE_VERSION,
    productKey: product.productKey,
    settings: settingsOf(product),
    thingModel: product.model,
    mapping: product.mapping,
    sections: Object.fromEntries(kept),
    ...(hasSecrets && {
      secrets: { productSecret: product.productSecret, accessKey: product.accessKey },
    }),
  };
}

/** All that a product says of itself, but for its key and its secrets. */
export function settingsOf(product: Product): Required<BundleSettings> {
  const { name, description, nodeType, dataMode, validation, offlineRule, retentionDays } = product;
  const { registration, registrationUntil, childProductKey, isEnabled } = product;
  return {
    ...{ name, description, nodeType },
    dialects: product.dialects === null ? null : [...product.dialects],
    ...{ dataMode, validation, offlineRule, retentionDays },
    ...{ registration, registrationUntil, childProductKey, isEnabled },
  };
}

/** The bundle in `document`, or everything that is wrong with it. */
export function readBundle(
  document: unknown,
  sections: readonly BundleSection[],
): Result<Bundle, readonly SchemaProblem[]> {
  const parsed = v.safeParse(BundleSchema, document);
  if (!parsed.success) return err(problemsOf(parsed.issues));
  const model = readThingModel(parsed.output.thingModel);
  const problems = [
    ...(model.ok ? [] : nested("thingModel", model.error)),
    ...Object.entries(parsed.output.sections).flatMap(([name, value]) => {
      const section = sections.find((one) => one.name === name);
      const found = section?.check(value) ?? [{ path: "", message: "is not known to this Gantry" }];
      return nested(`sections.${name}`, found);
    }),
  ];
  return model.ok && problems.length === 0
    ? ok({ ...parsed.output, thingModel: model.value })
    : err(problems);
}

function nested(place: string, problems: readonly SchemaProblem[]): SchemaProblem[] {
  return problems.map(({ path, message }) => ({ path: path === "" ? place : `${place}.${path}`, message }));
}
