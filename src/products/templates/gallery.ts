// The gallery: templates that the program brings along and people's own, found by the same words.

import type { Reach } from "../../http/http.ts";
import { AppError } from "../../spine/error.ts";
import { EMPTY_MAPPING } from "../../spine/mapping.ts";
import { findTemplate, findTemplates } from "./catalogue.ts";
import type { OwnSummary, OwnTemplate, OwnTemplates } from "./own/own-templates.ts";
import { DEFAULT_SETTINGS, withoutFacts } from "./own/template-content.ts";
import type { FiledTemplate } from "./own/template-file.ts";
import type { TemplateLanguage } from "./point-row.ts";
import type { Template, TemplateFamily } from "./template.ts";

export const ORIGINS = ["own", "built-in"] as const;
export type TemplateOrigin = (typeof ORIGINS)[number];

/** What only people's own have; null: it came with the program. */
type Life = Pick<OwnSummary, "productKey" | "createdBy" | "createdAt" | "updatedBy" | "updatedAt">;

export interface GallerySummary extends Omit<OwnSummary, keyof Life> {
  readonly origin: TemplateOrigin;
  readonly own: Life | null;
}
export interface GalleryTemplate extends FiledTemplate {
  readonly origin: TemplateOrigin;
  readonly own: Life | null;
}

export interface GallerySearch {
  readonly language: TemplateLanguage;
  readonly q?: string | undefined;
  readonly family?: TemplateFamily | undefined;
  readonly origin?: TemplateOrigin | undefined;
  readonly reach: Reach;
}

/** People's own first, newest first; then those of the program, by identifier. */
export function searchGallery(own: OwnTemplates, search: GallerySearch): GallerySummary[] {
  const { origin, reach } = search;
  const mine =
    origin === "built-in" ? [] : own.list().filter((one) => isShown(one, reach) && isFound(one, search));
  const brought = origin === "own" ? [] : findTemplates(search);
  return [...mine.map(ownSummary), ...brought.map((template) => summaryOf(builtIn(template)))];
}

/** Throws `not_found`, also for one of another's product that `reach` does not touch. */
export function getFromGallery(
  own: OwnTemplates,
  id: string,
  { language, reach }: { readonly language: TemplateLanguage; readonly reach: Reach },
): GalleryTemplate {
  const mine = own.find(id);
  if (mine !== undefined && isShown(mine, reach)) return ownTemplate(mine);
  const brought = findTemplate(id, language);
  if (brought === undefined) throw new AppError("not_found", { what: `template ${id}` });
  return builtIn(brought);
}

/** Whoever reaches some products alone sees what was made of those. */
function isShown({ productKey }: OwnSummary, reach: Reach): boolean {
  return reach.isAll || (productKey !== null && reach.touchesProduct(productKey));
}

function isFound(template: OwnSummary, { q = "", family }: GallerySearch): boolean {
  if (family !== undefined && template.family !== family) return false;
  const { id, name, maker, makerModel, description, note } = template;
  const text = [id, name, maker, makerModel, description, note].join(" ").toLowerCase();
  return q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function lifeOf({ productKey, createdBy, createdAt, updatedBy, updatedAt }: OwnSummary): Life {
  return { productKey, createdBy, createdAt, updatedBy, updatedAt };
}

function ownSummary(summary: OwnSummary): GallerySummary {
  return { ...summary, origin: "own", own: lifeOf(summary) };
}

export function ownTemplate(template: OwnTemplate): GalleryTemplate {
  return { ...template, origin: "own", own: lifeOf(template) };
}

function builtIn({ id, family, maker, name, description, model, registerMap }: Template): GalleryTemplate {
  const content = {
    settings: DEFAULT_SETTINGS,
    thingModel: model,
    mapping: EMPTY_MAPPING,
    registerMap: withoutFacts(registerMap),
  };
  return {
    ...{ id, family, maker, makerModel: "", name, description, note: "" },
    ...{ sources: registerMap.sources, verification: null, content, origin: "built-in", own: null },
  };
}

export function summaryOf({ content, ...template }: GalleryTemplate): GallerySummary {
  const { thingModel, registerMap } = content;
  const counts = { propertyCount: thingModel.properties.length, pointCount: registerMap.points.length };
  return { ...template, ...counts };
}
