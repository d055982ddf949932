// What is asked of the server about data streams and calculated properties.

import { call } from "../../call.ts";
import type { DataType, Json, Property } from "../../contract.ts";

export type ValueKind = "number" | "boolean" | "text" | "list" | "object";

export interface Inferred {
  readonly key: string;
  readonly identifier: string;
  readonly name: string;
  readonly dataType: DataType | null;
  readonly alternatives: readonly DataType[];
  readonly samples: number;
  readonly devices: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly distinct: readonly Json[] | null;
  readonly conflicts: readonly { readonly kind: ValueKind; readonly count: number }[];
  readonly examples: readonly Json[];
  readonly lastTs: number | null;
}

export interface Survey {
  readonly items: readonly Inferred[];
  readonly devices: number;
  readonly isComplete: boolean;
}

export interface CalculationTrial {
  readonly problems: readonly {
    readonly field: string;
    readonly text: string;
    readonly position: number | null;
    readonly length: number | null;
  }[];
  readonly operands: readonly {
    readonly identifier: string;
    readonly value: Json;
    readonly ts: number | null;
  }[];
  readonly result: Json;
  readonly reason: string | null;
}

export interface FormulaFunction {
  readonly name: string;
  readonly usage: string;
  readonly text: string;
}

const productPath = (productKey: string) => `/products/${encodeURIComponent(productKey)}` as const;

export function inferStreams(
  productKey: string,
  reach: { readonly devices: number; readonly hours: number },
): Promise<Survey> {
  return call("POST", `${productPath(productKey)}/streams/inference`, { body: reach });
}

export function tryCalculation(
  productKey: string,
  trial: {
    readonly property: Property;
    readonly properties: readonly Property[];
    readonly deviceName?: string;
  },
): Promise<CalculationTrial> {
  return call("POST", `${productPath(productKey)}/formula-trial`, { body: trial });
}

export function listFunctions(): Promise<{ items: FormulaFunction[] }> {
  return call("GET", "/formula-functions");
}
