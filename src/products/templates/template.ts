// What a template of equipment is: its thing model and register map, made from rows of data in either language.

import * as v from "valibot";
import { type ThingModel, ThingModelSchema } from "../../spine/model.ts";
import { type RegisterMap, type RegisterMapInput, RegisterMapSchema } from "../../spine/register-map.ts";
import { type PointRow, pointOf, propertyOf, type TemplateLanguage, type Words } from "./point-row.ts";

export const TEMPLATE_FAMILIES = [
  "power-meter",
  "temperature-controller",
  "drive",
  "plc",
  "flow-level-pressure",
  "heat-gas-meter",
  "environment",
  "io-module",
  "solar-inverter",
  "battery-ups",
  "generator",
  "compressor",
  "machine",
  "other",
] as const;
export type TemplateFamily = (typeof TEMPLATE_FAMILIES)[number];

/** A template as it is written down. */
export interface TemplateSource {
  /** In addresses and lists: `eastron-sdm630`. */
  readonly id: string;
  readonly family: TemplateFamily;
  readonly maker: string;
  readonly names: Words;
  readonly about: Words;
  readonly unit?: RegisterMapInput["unit"];
  readonly points: readonly PointRow[];
  /** Title and address of what was read; the first is the main one. */
  readonly sources: readonly (readonly [title: string, url: string])[];
}

export interface Template {
  readonly id: string;
  readonly family: TemplateFamily;
  readonly maker: string;
  readonly name: string;
  readonly description: string;
  readonly model: ThingModel;
  readonly registerMap: RegisterMap;
}

/** Checked by the same schemas as what people enter; throws ValiError where a row is wrong, which tests find. */
export function makeTemplate(source: TemplateSource, language: TemplateLanguage): Template {
  const at = language === "zh" ? 0 : 1;
  const { id, family, maker, points, unit = {} } = source;
  return {
    id,
    family,
    maker,
    name: source.names[at],
    description: source.about[at],
    model: v.parse(ThingModelSchema, { properties: points.map((row) => propertyOf(row, language)) }),
    registerMap: v.parse(RegisterMapSchema, {
      // Makers rarely say whether registers between two points may be read along.
      unit: { maxGap: 0, ...unit },
      points: points.map(pointOf),
      sources: source.sources.map(([title, url]) => ({ title, url })),
      isVerified: false,
    }),
  };
}
