// What a template of one's own was made of: what a product says of its devices, without what is one plant's alone.

import * as v from "valibot";
import { EMPTY_MAPPING, MappingSchema } from "../../../spine/mapping.ts";
import { type ThingModel, ThingModelSchema } from "../../../spine/model.ts";
import { EMPTY_REGISTER_MAP, type RegisterMap, RegisterMapSchema } from "../../../spine/register-map.ts";
import type { Product } from "../../product-entry.ts";
import { ProductDraftSchema } from "../../product-schema.ts";
import type { TemplateFacts, UnitDefaults, Verification } from "./template-facts.ts";

const { nodeType, dialects, dataMode, validation, offlineRule, retentionDays } = ProductDraftSchema.entries;
/** Registration, the product of sub-devices and whether it is switched on belong to a plant. */
export const SettingsSchema = v.strictObject({
  nodeType: v.optional(v.unwrap(nodeType), "direct"),
  dialects: v.optional(v.unwrap(dialects), null),
  dataMode: v.optional(v.unwrap(dataMode), "model"),
  validation: v.optional(v.unwrap(validation), "warn"),
  offlineRule: v.optional(v.unwrap(offlineRule), { staleAfterS: null, offlineAfterS: null }),
  retentionDays: v.optional(v.unwrap(retentionDays), null),
});
export type TemplateSettings = v.InferOutput<typeof SettingsSchema>;
export const DEFAULT_SETTINGS: TemplateSettings = v.parse(SettingsSchema, {});

/** Read by the schema whenever it is read: fields that are younger than what was stored get their defaults. */
export const ContentSchema = v.object({
  settings: SettingsSchema,
  thingModel: ThingModelSchema,
  mapping: v.optional(MappingSchema, EMPTY_MAPPING),
  registerMap: v.optional(RegisterMapSchema, EMPTY_REGISTER_MAP),
});
export interface TemplateContent {
  readonly settings: TemplateSettings;
  readonly thingModel: ThingModel;
  readonly mapping: v.InferOutput<typeof MappingSchema>;
  readonly registerMap: RegisterMap;
}

/** Of a product as it is now. */
export function contentOf(product: Product, registerMap: RegisterMap): TemplateContent {
  const { nodeType, dialects, dataMode, validation, offlineRule, retentionDays, mapping, model } = product;
  const settings = {
    ...{ nodeType, dataMode, validation, offlineRule, retentionDays },
    dialects: dialects === null ? null : [...dialects],
  };
  return { settings, thingModel: model, mapping, registerMap: withoutFacts(registerMap) };
}

/** A map whose sources and mark are not said twice: the template says them. */
export function withoutFacts(map: RegisterMap): RegisterMap {
  return { ...map, sources: [], isVerified: false };
}

/** The map with what the template says of it. */
export function withFacts(
  map: RegisterMap,
  { sources }: Pick<TemplateFacts, "sources">,
  verification: Verification | null,
): RegisterMap {
  return { ...map, sources: [...sources], isVerified: verification !== null };
}

/** With other defaults of the unit; null takes one away. */
export function withUnit(content: TemplateContent, defaults: UnitDefaults | undefined): TemplateContent {
  if (defaults === undefined) return content;
  const { registerMap } = content;
  const said = Object.entries(defaults).filter(([, value]) => value !== undefined);
  const merged = { ...registerMap.unit, ...Object.fromEntries(said) };
  const unit = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
  return { ...content, registerMap: v.parse(RegisterMapSchema, { ...registerMap, unit }) };
}

/** How a template says that its unit is delivered; what it does not say is absent. */
export function deliveryOf({ registerMap }: TemplateContent): UnitDefaults {
  const { id, serial, tcpPort } = registerMap.unit;
  return { id, serial, tcpPort };
}

/** Whether who compared one with a unit compared the other, too; where the unit is reached does not matter. */
export function hasSameRegisters(one: TemplateContent, other: TemplateContent): boolean {
  const reading = ({ registerMap: { points, unit } }: TemplateContent) => {
    const { id: _id, serial: _serial, tcpPort: _tcpPort, ...way } = unit;
    return { points, way };
  };
  return Bun.deepEquals(reading(one), reading(other));
}
