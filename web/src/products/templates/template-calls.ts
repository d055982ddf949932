// Templates of equipment, as the API has them.

import { queryOptions } from "@tanstack/react-query";
import type { ThingModel } from "../../../../src/spine/model.ts";
import type { RegisterMap } from "../../../../src/spine/register-map.ts";
import type { TableRequest } from "../../base/data-table/column.ts";
import { queryOf } from "../../base/data-table/column.ts";
import { call, get } from "../../call.ts";
import type { Product } from "../../contract.ts";

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
] as const;
export type TemplateFamily = (typeof TEMPLATE_FAMILIES)[number];

export interface TemplateSummary {
  readonly id: string;
  readonly family: TemplateFamily;
  readonly maker: string;
  readonly name: string;
  readonly description: string;
  readonly propertyCount: number;
  readonly pointCount: number;
  readonly isVerified: boolean;
}

export interface Template extends Omit<TemplateSummary, "propertyCount" | "pointCount" | "isVerified"> {
  readonly thingModel: ThingModel;
  readonly registerMap: RegisterMap;
}

/** Names come in the language of the page, so that the cache is kept apart by it. */
export const listTemplates = (request: TableRequest) => get("/product-templates", queryOf(request));

export const templateQuery = (id: string, language: string) =>
  queryOptions({
    queryKey: ["product-template", id, language],
    queryFn: () => get(`/product-templates/${encodeURIComponent(id)}`),
    staleTime: Number.POSITIVE_INFINITY,
  });

export interface TemplateUse {
  readonly id: string;
  readonly name: string;
  /** Empty: one is made up. */
  readonly productKey: string;
}

export function createFromTemplate({ id, name, productKey }: TemplateUse): Promise<Product> {
  const body = { name, ...(productKey !== "" && { productKey }) };
  return call("POST", `/product-templates/${encodeURIComponent(id)}/products`, { body });
}
