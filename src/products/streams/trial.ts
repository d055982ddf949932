// A calculated property tried before it is saved: what is wrong with it, and what it would give for known values.

import type { FormulaScope } from "../../kit/formula/compile.ts";
import {
  type Calculation,
  type CalculationProblem,
  formulaTypeOf,
  planCalculations,
} from "../../spine/calculation-plan.ts";
import type { DataType, Property, ThingModel } from "../../spine/model.ts";
import type { Value } from "../../spine/point.ts";

/** What is known of a property; `previous`: the value before. */
export interface TrialValue {
  readonly value: Value;
  /** UTC ms. */
  readonly ts: number;
  readonly previous?: Value | undefined;
}

export interface TrialOutcome {
  readonly problems: readonly CalculationProblem[];
  /** Of what it is calculated from, without itself. */
  readonly operands: readonly { readonly identifier: string; readonly known: TrialValue | undefined }[];
  /** Undefined where there is none: then `fault`, or an operand without a value, says why. */
  readonly result: Value | undefined;
  readonly fault: "division_by_zero" | "not_defined" | undefined;
}

/** `property` takes the place of the one of its name in `model`, or comes behind the others. */
export function tryCalculation(
  model: ThingModel,
  property: Property,
  known: { readonly nowMs: number; readonly values: ReadonlyMap<string, TrialValue> },
): TrialOutcome {
  const { identifier } = property;
  const others = model.properties.filter((one) => one.identifier !== identifier);
  const plan = planCalculations({ ...model, properties: [...others, property] });
  const problems = plan.problems.filter((problem) => problem.identifier === identifier);
  const calculation = plan.calculations.find((one) => one.property === property);
  const operands = (calculation?.inputs ?? []).map((name) => ({
    identifier: name,
    known: known.values.get(name),
  }));
  if (calculation?.formula === undefined || problems.length > 0)
    return { problems, operands, result: undefined, fault: undefined };
  const typeOf = new Map([...others, property].map((one) => [one.identifier, one.dataType]));
  const scope = makeScope(calculation, { ...known, typeOf });
  const result = calculation.formula.run(scope);
  const isWhole = property.dataType.type === "int" || property.dataType.type === "long";
  return {
    ...{ problems, operands },
    result: typeof result === "number" && isWhole ? Math.round(result) : result,
    fault: result === undefined ? scope.fault : undefined,
  };
}

function makeScope(
  { formula, property }: Calculation,
  known: {
    readonly nowMs: number;
    readonly values: ReadonlyMap<string, TrialValue>;
    readonly typeOf: ReadonlyMap<string, DataType>;
  },
): FormulaScope {
  const own = known.values.get(property.identifier);
  const names = formula?.names ?? [];
  const see = (name: string, value: Value | undefined) => toOperand(value, known.typeOf.get(name));
  return {
    values: names.map((name) => see(name, known.values.get(name)?.value)),
    previous: names.map((name) => {
      const one = known.values.get(name);
      // What it gives next comes behind the value so far.
      return see(name, name === property.identifier ? one?.value : one?.previous);
    }),
    dtS: own && (known.nowMs - own.ts) / 1_000,
    fault: undefined,
  };
}

function toOperand(value: Value | undefined, dataType: DataType | undefined) {
  const kind = dataType && formulaTypeOf(dataType);
  if (kind === "boolean" && (value === 0 || value === 1)) return value === 1;
  const plain = typeof value === "bigint" ? Number(value) : value;
  if (kind === "text") return typeof plain === "string" ? plain : undefined;
  if (kind === "boolean") return typeof plain === "boolean" ? plain : undefined;
  return typeof plain === "number" ? plain : undefined;
}
