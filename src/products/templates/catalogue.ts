// All templates of equipment that the program brings along.

import { assert } from "../../kit/assert.ts";
import { DRIVES } from "./families/drives.ts";
import { BATTERIES, SOLAR_INVERTERS } from "./families/energy.ts";
import { COMPRESSORS, GENERATORS } from "./families/engines.ts";
import { ENVIRONMENT_SENSORS } from "./families/environment.ts";
import { IO_MODULES } from "./families/io-modules.ts";
import { PLCS } from "./families/plcs.ts";
import { POWER_METERS } from "./families/power-meters.ts";
import { HEAT_GAS_METERS, PROCESS_METERS } from "./families/process.ts";
import { TEMPERATURE_CONTROLLERS } from "./families/temperature.ts";
import type { TemplateLanguage } from "./point-row.ts";
import { makeTemplate, type Template, type TemplateFamily, type TemplateSource } from "./template.ts";

const SOURCES: readonly TemplateSource[] = [
  ...POWER_METERS,
  ...TEMPERATURE_CONTROLLERS,
  ...DRIVES,
  ...PLCS,
  ...PROCESS_METERS,
  ...HEAT_GAS_METERS,
  ...ENVIRONMENT_SENSORS,
  ...IO_MODULES,
  ...SOLAR_INVERTERS,
  ...BATTERIES,
  ...GENERATORS,
  ...COMPRESSORS,
].sort((a, b) => (a.id < b.id ? -1 : 1));

/** Sorted by identifier; made on first use, because most processes never show them. */
const made: Partial<Record<TemplateLanguage, ReadonlyMap<string, Template>>> = {};

function allIn(language: TemplateLanguage): ReadonlyMap<string, Template> {
  const known = made[language];
  if (known !== undefined) return known;
  const all = new Map(SOURCES.map((source) => [source.id, makeTemplate(source, language)]));
  assert(all.size === SOURCES.length, "every template has an identifier of its own");
  made[language] = all;
  return all;
}

export function findTemplate(id: string, language: TemplateLanguage): Template | undefined {
  return allIn(language).get(id);
}

export interface TemplateSearch {
  readonly language: TemplateLanguage;
  /** All words must occur in the name, the maker, the description or the identifier, in either language. */
  readonly q?: string | undefined;
  readonly family?: TemplateFamily | undefined;
}

/** In the order of identifiers. */
export function findTemplates({ language, q = "", family }: TemplateSearch): Template[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  const other = allIn(language === "zh" ? "en" : "zh");
  const isMatch = (template: Template) => {
    const twin = other.get(template.id);
    const text = [template, ...(twin ? [twin] : [])].map(textOf).join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  };
  return [...allIn(language).values()].filter(
    (template) => (family === undefined || template.family === family) && isMatch(template),
  );
}

function textOf({ id, maker, name, description }: Template): string {
  return `${id} ${maker} ${name} ${description}`;
}
