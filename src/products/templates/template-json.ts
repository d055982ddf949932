// Templates as people and applications are told of them.

import * as v from "valibot";
import { named } from "../../http/http.ts";
import { MappingSchema } from "../../spine/mapping.ts";
import { ThingModelSchema } from "../../spine/model.ts";
import { RegisterMapSchema } from "../../spine/register-map.ts";
import { type GallerySummary, type GalleryTemplate, ORIGINS } from "./gallery.ts";
import type { OwnTemplate } from "./own/own-templates.ts";
import { SettingsSchema, withFacts } from "./own/template-content.ts";
import type { TemplateDifference } from "./own/template-difference.ts";
import { Sources, VerificationSchema } from "./own/template-facts.ts";
import { TEMPLATE_FAMILIES } from "./template.ts";

const Time = v.pipe(v.number(), v.description("UTC ms"));
const facts = {
  id: v.string(),
  origin: v.pipe(v.picklist(ORIGINS), v.description("`own`: somebody here saved or imported it")),
  family: v.picklist(TEMPLATE_FAMILIES),
  maker: v.string(),
  makerModel: v.string(),
  name: v.string(),
  description: v.string(),
  isVerified: v.pipe(v.boolean(), v.description("Somebody compared it with a unit")),
  verification: v.nullable(VerificationSchema),
  own: v.pipe(
    v.nullable(
      v.object({
        productKey: v.pipe(
          v.nullable(v.string()),
          v.description("Of which it was saved; null: it came as a file"),
        ),
        createdBy: v.string(),
        createdAt: Time,
        updatedBy: v.string(),
        updatedAt: Time,
      }),
    ),
    v.description("null: it comes with Gantry"),
  ),
};

export const SummaryJson = named(
  "ProductTemplateSummary",
  v.object({ ...facts, propertyCount: v.number(), pointCount: v.number() }),
);
export const TemplateJson = named(
  "ProductTemplate",
  v.object({
    ...facts,
    note: v.string(),
    sources: Sources,
    settings: SettingsSchema,
    thingModel: ThingModelSchema,
    mapping: MappingSchema,
    registerMap: RegisterMapSchema,
  }),
);
export const DifferenceJson = named(
  "ProductTemplateDifference",
  v.object({
    path: v.pipe(
      v.string(),
      v.description("`name`, `settings.validation`, `thingModel.properties.temp`, `registerMap.points.temp`"),
    ),
    kind: v.picklist(["added", "removed", "changed"]),
    fields: v.pipe(
      v.array(v.string()),
      v.description("What of a register, a poll group or the unit changes"),
    ),
    before: v.optional(v.unknown()),
    after: v.optional(v.unknown()),
  }),
);

/** What the audit trail keeps: all that is said of it, not what it holds. */
export function recordOf({ content: _, ...said }: OwnTemplate): Omit<OwnTemplate, "content"> {
  return said;
}

export function differenceJson(difference: TemplateDifference): v.InferOutput<typeof DifferenceJson> {
  return { ...difference, fields: [...difference.fields] };
}

export function summaryJson(summary: GallerySummary): v.InferOutput<typeof SummaryJson> {
  const { id, origin, family, maker, makerModel, name, description, verification, own } = summary;
  const { propertyCount, pointCount } = summary;
  return {
    ...{ id, origin, family, maker, makerModel, name, description, verification, own },
    ...{ isVerified: verification !== null, propertyCount, pointCount },
  };
}

export function templateJson(template: GalleryTemplate): v.InferOutput<typeof TemplateJson> {
  const { id, origin, family, maker, makerModel, name, description, verification, own } = template;
  const { note, sources, content } = template;
  const { settings, thingModel, mapping, registerMap } = content;
  return {
    ...{ id, origin, family, maker, makerModel, name, description, verification, own, note },
    ...{ isVerified: verification !== null, sources: [...sources], settings, thingModel, mapping },
    registerMap: withFacts(registerMap, template, verification),
  };
}
