// The calculated properties of a thing model, in the order in which they are calculated, or what is wrong with them.

import type { TypeOf } from "../kit/formula/compile.ts";
import { type Formula, readFormula } from "../kit/formula/formula.ts";
import { describeFormulaProblem, type FormulaProblem } from "../kit/formula/problem.ts";
import type { CalculationSpec } from "./calculation.ts";
import type { DataType, Property, ThingModel } from "./model.ts";

/** A calculated property that can be calculated. */
export interface Calculation {
  readonly property: Property;
  readonly spec: CalculationSpec;
  /** Of kind formula. */
  readonly formula: Formula | undefined;
  /** Identifiers of what it is calculated from, itself left out. */
  readonly inputs: readonly string[];
}

export interface CalculationProblem {
  /** The property's place in the model. */
  readonly index: number;
  readonly identifier: string;
  /** Which part of the property is wrong. */
  readonly field: "accessMode" | "dataType" | "calculated.formula" | "calculated.source";
  readonly en: string;
  readonly zh: string;
  /** Of a formula: which of its characters. */
  readonly formula?: FormulaProblem;
}

export interface CalculationPlan {
  /** Each behind those that it is calculated from. */
  readonly calculations: readonly Calculation[];
  readonly problems: readonly CalculationProblem[];
}

type Problem = Pick<CalculationProblem, "field" | "en" | "zh" | "formula">;

const plans = new WeakMap<ThingModel, CalculationPlan>();
const NONE: CalculationPlan = { calculations: [], problems: [] };

/** Worked out once for each model object. Calculations with problems are left out. */
export function planCalculations(model: ThingModel): CalculationPlan {
  const known = plans.get(model);
  if (known) return known;
  const plan = model.properties.some((one) => one.calculated !== undefined) ? makePlan(model) : NONE;
  plans.set(model, plan);
  return plan;
}

function makePlan(model: ThingModel): CalculationPlan {
  const byName = new Map(model.properties.map((property) => [property.identifier, property]));
  const problems: CalculationProblem[] = [];
  const found = new Map<string, Calculation>();
  for (const [index, property] of model.properties.entries()) {
    const spec = property.calculated;
    if (spec === undefined) continue;
    const wrong: Problem[] = [];
    if (property.accessMode !== "r") wrong.push(READ_ONLY);
    const made = makeCalculation(property, spec, byName);
    if ("field" in made) wrong.push(made);
    else if (wrong.length === 0) found.set(property.identifier, made);
    problems.push(...wrong.map((one) => ({ index, identifier: property.identifier, ...one })));
  }
  const { ordered, circular } = sortByInputs(found);
  for (const { property, spec } of circular) {
    const index = model.properties.indexOf(property);
    problems.push({ index, identifier: property.identifier, ...circularProblem(spec) });
  }
  return { calculations: ordered, problems };
}

const READ_ONLY: Problem = {
  field: "accessMode",
  en: "a calculated property is read-only",
  zh: "计算属性必须为只读",
};

/** The kind of value that formulas see of a property. */
export function formulaTypeOf(type: DataType): ReturnType<TypeOf> {
  if (type.type === "bool") return "boolean";
  if (type.type === "text") return "text";
  return type.type === "struct" || type.type === "array" ? "composite" : "number";
}

function makeCalculation(
  property: Property,
  spec: CalculationSpec,
  byName: ReadonlyMap<string, Property>,
): Calculation | Problem {
  if (spec.kind === "formula") return makeFormula(property, spec, byName);
  const problem = checkSource(property, spec, byName.get(spec.source));
  return problem ?? { property, spec, formula: undefined, inputs: [spec.source] };
}

function makeFormula(
  property: Property,
  spec: Extract<CalculationSpec, { kind: "formula" }>,
  byName: ReadonlyMap<string, Property>,
): Calculation | Problem {
  const typeOf: TypeOf = (name) => {
    const type = byName.get(name)?.dataType;
    return type && formulaTypeOf(type);
  };
  const read = readFormula(spec.formula, typeOf);
  if (!read.ok) return formulaProblem(read.error);
  const { type, names, direct } = read.value;
  const { identifier } = property;
  if (direct.has(identifier)) return circularProblem(spec);
  const inputs = names.filter((name) => name !== identifier);
  if (inputs.length === 0)
    return formulaProblem({ code: "no_name", position: 0, length: spec.formula.length, params: {} });
  if (!canHold(property.dataType, type)) return resultProblem(property.dataType.type, type);
  return { property, spec, formula: read.value, inputs };
}

function formulaProblem(formula: FormulaProblem): Problem {
  const at = formula.position + 1;
  return {
    field: "calculated.formula",
    en: `character ${at}: ${describeFormulaProblem(formula, "en")}`,
    zh: `第 ${at} 个字符：${describeFormulaProblem(formula, "zh-CN")}`,
    formula,
  };
}

function canHold(dataType: DataType, type: Formula["type"]): boolean {
  if (type === "boolean") return dataType.type === "bool";
  if (type === "text") return dataType.type === "text";
  return ["int", "long", "float", "double", "enum"].includes(dataType.type);
}

const ZH_TYPES = { number: "数值", boolean: "布尔值", text: "文本" } as const;

function resultProblem(declared: DataType["type"], type: Formula["type"]): Problem {
  return {
    field: "dataType",
    en: `the formula gives a ${type}, which is no ${declared}`,
    zh: `公式结果为${ZH_TYPES[type]}，与类型 ${declared} 不符`,
  };
}

function circularProblem({ kind }: CalculationSpec): Problem {
  return {
    field: kind === "formula" ? "calculated.formula" : "calculated.source",
    en: "it is calculated from itself, directly or through others (only prev() of itself is allowed)",
    zh: "该属性直接或间接地由自身计算得出（仅允许对自身使用 prev()）",
  };
}

const NUMERIC: ReadonlySet<string> = new Set(["int", "long", "float", "double"]);

function checkSource(
  property: Property,
  spec: Exclude<CalculationSpec, { kind: "formula" }>,
  source: Property | undefined,
): Problem | undefined {
  const field = "calculated.source";
  if (source === property) return circularProblem(spec);
  if (source === undefined)
    return { field, en: `there is no property ${spec.source}`, zh: `不存在属性 ${spec.source}` };
  const isSwitch = source.dataType.type === "bool" && spec.kind === "integral";
  if (!NUMERIC.has(source.dataType.type) && !isSwitch)
    return { field, en: `property ${spec.source} is no number`, zh: `属性 ${spec.source} 不是数值` };
  const { type } = property.dataType;
  if (type === "float" || type === "double") return undefined;
  const isWhole = source.dataType.type === "int" || source.dataType.type === "long";
  const isCounting = spec.kind === "counter" && isWhole && Number.isInteger(spec.scale ?? 1);
  if (isCounting && (type === "int" || type === "long")) return undefined;
  return {
    field: "dataType",
    en: "must be float or double (int or long only for the count of a whole counter)",
    zh: "类型须为 float 或 double（仅整数计数器的累计可用 int 或 long）",
  };
}

/** Those without an order are calculated from themselves. */
function sortByInputs(found: ReadonlyMap<string, Calculation>): {
  ordered: Calculation[];
  circular: Calculation[];
} {
  const ordered: Calculation[] = [];
  const done = new Set<string>();
  let rest = [...found.values()];
  for (;;) {
    const isReady = ({ inputs }: Calculation) => inputs.every((name) => !found.has(name) || done.has(name));
    const ready = rest.filter(isReady);
    if (ready.length === 0) return { ordered, circular: rest };
    for (const one of ready) {
      ordered.push(one);
      done.add(one.property.identifier);
    }
    rest = rest.filter((one) => !done.has(one.property.identifier));
  }
}
