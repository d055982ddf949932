// What a person says of a template of one's own, beside what it was made of; feeds validation, OpenAPI and files alike.

import * as v from "valibot";
import { SourceSchema, UnitSchema } from "../../../spine/register-map.ts";
import { ProductDraftSchema } from "../../product-schema.ts";
import { TEMPLATE_FAMILIES } from "../template.ts";

/** Those of the program are named after maker and model, and none begins so. */
export const OWN_ID_PATTERN = /^own-[A-Za-z0-9]{10}$/;
const text = (most: number) =>
  v.pipe(v.string(), v.trim(), v.maxLength(most, `must have at most ${most} characters`));

export const FACTS = {
  family: v.picklist(TEMPLATE_FAMILIES),
  maker: v.pipe(text(64), v.description("Empty: it is not said")),
  makerModel: v.pipe(text(64), v.description("The maker's name of the model; empty: it is not said")),
  note: v.pipe(text(2_000), v.description("For people: wiring, firmware, what to look after")),
};

/** Who compared it with a real unit, and when. */
export const VerificationSchema = v.strictObject({
  unit: v.pipe(
    text(200),
    v.minLength(1, "must not be empty"),
    v.description("Which unit: type, serial number, firmware"),
  ),
  by: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
  at: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8.64e15), v.description("UTC ms")),
  isElsewhere: v.pipe(v.boolean(), v.description("The file that it was imported from says so")),
});
export type Verification = v.InferOutput<typeof VerificationSchema>;

/** Of a template that is saved, changed or replaced: who calls is who compared it, now. */
export const VerifiedUnit = v.pipe(
  v.nullable(v.strictObject({ unit: VerificationSchema.entries.unit })),
  v.description("The unit that its values were compared with, by the caller, now; null: none"),
);

const { id, serial, tcpPort } = UnitSchema.entries;
/** How the maker delivers the unit; what is not named stays as the register map has it. */
export const UnitDefaults = v.strictObject({
  id: v.optional(v.unwrap(id)),
  serial: v.optional(v.nullable(v.unwrap(serial))),
  tcpPort: v.optional(v.nullable(v.unwrap(tcpPort))),
});
export type UnitDefaults = v.InferOutput<typeof UnitDefaults>;

export const Sources = v.pipe(
  v.array(SourceSchema),
  v.maxLength(8),
  v.description("Where it was taken from"),
);

/** All that may be said, and said again later. */
export const FactsSchema = v.strictObject({
  name: ProductDraftSchema.entries.name,
  description: v.pipe(text(1_000), v.description("Becomes the text of products that are made of it")),
  ...FACTS,
  sources: Sources,
});
export type TemplateFacts = v.InferOutput<typeof FactsSchema>;

/** In the file of a product: what makes it the file of a template. */
export const FileFactsSchema = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{1,64}$/, "must be 1 to 64 letters, digits or -")),
  ...FACTS,
  sources: v.optional(Sources, []),
  verification: v.optional(v.nullable(VerificationSchema), null),
});
