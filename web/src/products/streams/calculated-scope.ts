import { createContext } from "react";
import type { Property } from "../../contract.ts";

/** What surrounds a property that is edited: its product, and the model's properties as they stand in the editor. */
export interface CalculatedScopeValue {
  readonly productKey: string;
  readonly properties: readonly Property[];
}

/** Undefined where there is none: then formulas are checked only when the model is saved. */
export const CalculatedScope = createContext<CalculatedScopeValue | undefined>(undefined);

export type Calculated = NonNullable<Property["calculated"]>;
