// A model's calculations with places for what they read: worked out once for each model.

import type { FormulaScope, FormulaValue } from "../../kit/formula/compile.ts";
import { type Calculation, planCalculations } from "../../spine/calculation-plan.ts";
import type { DataType, ThingModel } from "../../spine/model.ts";

export interface Step {
  readonly calculation: Calculation;
  /** Place of the property itself, and of those that it is calculated from. */
  readonly slot: number;
  readonly inputs: readonly number[];
  /** Of a formula: places of its names; the scope is filled anew for each run. */
  readonly names: readonly number[];
  readonly scope: FormulaScope & {
    readonly values: (FormulaValue | undefined)[];
    readonly previous: (FormulaValue | undefined)[];
    dtS: number | undefined;
  };
}

export interface Steps {
  readonly slotOf: ReadonlyMap<string, number>;
  /** By slot. */
  readonly names: readonly string[];
  readonly types: readonly DataType[];
  /** Each behind those that it reads. */
  readonly list: readonly Step[];
}

const made = new WeakMap<ThingModel, Steps>();

/** Undefined where the model calculates nothing. */
export function stepsOf(model: ThingModel): Steps | undefined {
  const { calculations } = planCalculations(model);
  if (calculations.length === 0) return undefined;
  const known = made.get(model);
  if (known) return known;
  const steps = makeSteps(model, calculations);
  made.set(model, steps);
  return steps;
}

function makeSteps(model: ThingModel, calculations: readonly Calculation[]): Steps {
  const types = new Map(model.properties.map(({ identifier, dataType }) => [identifier, dataType]));
  const slotOf = new Map<string, number>();
  const place = (name: string): number => {
    const known = slotOf.get(name) ?? slotOf.size;
    slotOf.set(name, known);
    return known;
  };
  const list = calculations.map((calculation): Step => {
    const { formula, inputs, property } = calculation;
    const names = (formula?.names ?? []).map(place);
    return {
      calculation,
      slot: place(property.identifier),
      inputs: inputs.map(place),
      names,
      scope: {
        values: names.map(() => undefined),
        previous: names.map(() => undefined),
        dtS: undefined,
        fault: undefined,
      },
    };
  });
  const names = [...slotOf.keys()];
  return { slotOf, names, types: names.map((name) => types.get(name) ?? { type: "double" }), list };
}
