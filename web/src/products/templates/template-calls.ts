// Templates of equipment, as the API has them.

import { queryOptions } from "@tanstack/react-query";
import type { ThingModel } from "../../../../src/spine/model.ts";
import type { RegisterMap } from "../../../../src/spine/register-map.ts";
import type { TableRequest } from "../../base/data-table/column.ts";
import { queryOf } from "../../base/data-table/column.ts";
import { call, get } from "../../call.ts";
import type { Mapping, Product } from "../../contract.ts";

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

export const ORIGINS = ["own", "built-in"] as const;
export type Origin = (typeof ORIGINS)[number];

/** Who compared it with which unit, and when (UTC ms). */
export interface Verification {
  readonly unit: string;
  readonly by: string;
  readonly at: number;
  /** Only the file that it came from says so. */
  readonly isElsewhere: boolean;
}

export interface TemplateSummary {
  readonly id: string;
  readonly origin: Origin;
  readonly family: TemplateFamily;
  readonly maker: string;
  readonly makerModel: string;
  readonly name: string;
  readonly description: string;
  readonly propertyCount: number;
  readonly pointCount: number;
  readonly isVerified: boolean;
  readonly verification: Verification | null;
  /** Null: it comes with Gantry. */
  readonly own: {
    /** Of which it was saved; null: it came as a file. */
    readonly productKey: string | null;
    readonly createdBy: string;
    readonly createdAt: number;
    readonly updatedBy: string;
    readonly updatedAt: number;
  } | null;
}

export interface Template extends Omit<TemplateSummary, "propertyCount" | "pointCount"> {
  readonly note: string;
  readonly sources: RegisterMap["sources"];
  readonly settings: Pick<
    Product,
    "nodeType" | "dialects" | "dataMode" | "validation" | "offlineRule" | "retentionDays"
  >;
  readonly thingModel: ThingModel;
  readonly mapping: Mapping;
  readonly registerMap: RegisterMap;
}

const pathOf = (id: string) => `/product-templates/${encodeURIComponent(id)}` as const;

/** Names come in the language of the page, so that the cache is kept apart by it. */
export const listTemplates = (request: TableRequest) => get("/product-templates", queryOf(request));

export const templateQuery = (id: string, language: string) =>
  queryOptions({
    queryKey: ["product-template", id, language],
    queryFn: (): Promise<Template> => get(pathOf(id)),
    // Those that come with Gantry stay as they are.
    staleTime: ({ state }) => (state.data?.origin === "built-in" ? Number.POSITIVE_INFINITY : 0),
  });

export interface TemplateUse {
  readonly id: string;
  readonly name: string;
  /** Empty: one is made up. */
  readonly productKey: string;
}

export function createFromTemplate({ id, name, productKey }: TemplateUse): Promise<Product> {
  const body = { name, ...(productKey !== "" && { productKey }) };
  return call("POST", `${pathOf(id)}/products`, { body });
}
