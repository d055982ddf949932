// A formula made runnable: every part has a type, every name a slot; no part can reach anything but its slots.

import { bitOf, type FormulaType, NUMBER_FUNCTIONS, OTHER_FUNCTIONS } from "./functions.ts";
import { fail } from "./problem.ts";
import type { BinarySign, FormulaNode } from "./syntax.ts";

export type FormulaValue = number | boolean | string;
/** Why there is no value though all operands have one. */
export type FormulaFault = "division_by_zero" | "not_defined";

/** What a run reads: values by slot, and what it says of itself. */
export interface FormulaScope {
  readonly values: ArrayLike<FormulaValue | undefined>;
  readonly previous: ArrayLike<FormulaValue | undefined>;
  /** Seconds since the last run that gave a value; undefined before. */
  readonly dtS: number | undefined;
  fault: FormulaFault | undefined;
}

type Run = (scope: FormulaScope) => FormulaValue | undefined;
interface Part {
  readonly type: FormulaType;
  readonly run: Run;
}

/** What a name stands for; `composite`: something that cannot be calculated with. */
export type TypeOf = (name: string) => FormulaType | "composite" | undefined;

type Call = Extract<FormulaNode, { kind: "call" }>;
type Arithmetic = Exclude<BinarySign, "==" | "!=" | "<" | "<=" | ">" | ">=" | "and" | "or">;

const NUMBERS = new Map(NUMBER_FUNCTIONS.map((one) => [one.name, one]));
const OTHERS = new Map(OTHER_FUNCTIONS.map((one) => [one.name, one]));

export class Compiler {
  /** Every name that the formula reads, by slot. */
  readonly names: string[] = [];
  /** Those of which it reads the value in force, not only `prev`. */
  readonly direct = new Set<string>();
  isStateful = false;

  constructor(readonly typeOf: TypeOf) {}

  /** Throws FormulaError. */
  compile(node: FormulaNode): Part {
    switch (node.kind) {
      case "constant": {
        const { value } = node;
        return { type: typeOfValue(value), run: () => value };
      }
      case "name":
        return this.#read(node);
      case "unary":
        return this.#unary(node);
      case "binary":
        return this.#binary(node);
      case "choice":
        return this.#choice([node.condition, node.yes, node.no]);
      case "call":
        return this.#call(node);
    }
  }

  #read(node: Extract<FormulaNode, { kind: "name" }>): Part {
    if (node.name === "pi" && !node.isQuoted && this.typeOf("pi") === undefined)
      return { type: "number", run: () => Math.PI };
    const { slot, type } = this.#slotOf(node);
    this.direct.add(node.name);
    return { type, run: ({ values }) => values[slot] };
  }

  #slotOf(node: FormulaNode & { name: string }): { slot: number; type: FormulaType } {
    const type = this.typeOf(node.name);
    if (type === undefined) fail("unknown_name", node, { what: node.name });
    if (type === "composite") fail("not_a_value", node, { what: node.name });
    const known = this.names.indexOf(node.name);
    return { slot: known < 0 ? this.names.push(node.name) - 1 : known, type };
  }

  #unary({ sign, operand }: Extract<FormulaNode, { kind: "unary" }>): Part {
    if (sign === "-") {
      const run = this.#as("number", operand);
      return {
        type: "number",
        run(scope) {
          const x = run(scope) as number | undefined;
          return x === undefined ? undefined : -x;
        },
      };
    }
    const run = this.#as("boolean", operand);
    return {
      type: "boolean",
      run(scope) {
        const x = run(scope) as boolean | undefined;
        return x === undefined ? undefined : !x;
      },
    };
  }

  #binary({ sign, left, right }: Extract<FormulaNode, { kind: "binary" }>): Part {
    switch (sign) {
      case "and":
      case "or":
        return { type: "boolean", run: makeLogic(sign === "or", this.#pair("boolean", left, right)) };
      case "==":
      case "!=":
        return { type: "boolean", run: makeEquality(sign === "==", this.#same(left, right)) };
      case "<":
      case "<=":
      case ">":
      case ">=":
        return { type: "boolean", run: makeOrder(sign, this.#pair("number", left, right)) };
      default:
        return { type: "number", run: makeArithmetic(sign, this.#pair("number", left, right)) };
    }
  }

  #choice([condition, yes, no]: readonly [FormulaNode, FormulaNode, FormulaNode]): Part {
    const test = this.#as("boolean", condition);
    const first = this.compile(yes);
    const second = this.compile(no);
    if (first.type !== second.type) fail("mixed_types", no, { expected: first.type, received: second.type });
    const run: Run = (scope) => {
      const answer = test(scope);
      if (answer === undefined) return undefined;
      return answer === true ? first.run(scope) : second.run(scope);
    };
    return { type: first.type, run };
  }

  #call(node: Call): Part {
    const known = NUMBERS.get(node.name) ?? OTHERS.get(node.name);
    if (known === undefined) fail("unknown_function", node, { what: node.name });
    const { least, most } = known;
    if (node.parts.length < least || node.parts.length > most) {
      const expected = least === most ? String(least) : `${least}–${most}`;
      fail("argument_count", node, { what: node.name, expected, received: node.parts.length });
    }
    const numeric = NUMBERS.get(node.name);
    if (numeric === undefined) return this.#otherCall(node);
    const runs = node.parts.map((part) => this.#as("number", part));
    return { type: "number", run: makeNumberCall(numeric.run, runs) };
  }

  #otherCall({ name, parts, ...place }: Call): Part {
    const [first, second, third] = parts;
    if (name === "dt") {
      this.isStateful = true;
      return { type: "number", run: ({ dtS }) => dtS };
    }
    if (first === undefined) fail("unexpected_end", place);
    if (name === "has" || name === "prev") return this.#nameCall(name, first);
    if (name === "coalesce") return this.#coalesce(parts);
    if (second === undefined) fail("unexpected_end", place);
    if (name === "if" && third !== undefined) return this.#choice([first, second, third]);
    const [x, n] = this.#pair("number", first, second);
    return { type: "boolean", run: makeBit(x, n) };
  }

  #nameCall(name: "has" | "prev", argument: FormulaNode): Part {
    if (argument.kind !== "name") fail("argument_name", argument, { what: name });
    const { slot, type } = this.#slotOf(argument);
    if (name === "has") {
      this.direct.add(argument.name);
      return { type: "boolean", run: ({ values }) => values[slot] !== undefined };
    }
    this.isStateful = true;
    return { type, run: ({ previous }) => previous[slot] };
  }

  #coalesce(nodes: readonly FormulaNode[]): Part {
    const parts = nodes.map((node) => this.compile(node));
    const type = parts[0]?.type ?? "number";
    for (const [i, part] of parts.entries()) {
      const node = nodes[i];
      if (part.type !== type && node) fail("mixed_types", node, { expected: type, received: part.type });
    }
    const run: Run = (scope) => {
      for (const part of parts) {
        const value = part.run(scope);
        if (value !== undefined) return value;
      }
      return undefined;
    };
    return { type, run };
  }

  #as(expected: FormulaType, node: FormulaNode): Run {
    const { type, run } = this.compile(node);
    if (type !== expected) fail("wrong_type", node, { expected, received: type });
    return run;
  }

  #pair(type: FormulaType, left: FormulaNode, right: FormulaNode): readonly [Run, Run] {
    return [this.#as(type, left), this.#as(type, right)];
  }

  #same(left: FormulaNode, right: FormulaNode): readonly [Run, Run] {
    const first = this.compile(left);
    const second = this.compile(right);
    if (first.type !== second.type)
      fail("mixed_types", right, { expected: first.type, received: second.type });
    return [first.run, second.run];
  }
}

function typeOfValue(value: FormulaValue): FormulaType {
  if (typeof value === "string") return "text";
  return typeof value === "number" ? "number" : "boolean";
}

/** What is known already may decide: false and anything is false, true or anything is true. */
function makeLogic(isOr: boolean, [left, right]: readonly [Run, Run]): Run {
  return (scope) => {
    const a = left(scope);
    if (a === isOr) return isOr;
    const b = right(scope);
    if (b === isOr) return isOr;
    return a === undefined || b === undefined ? undefined : !isOr;
  };
}

function makeEquality(isEqual: boolean, [left, right]: readonly [Run, Run]): Run {
  return (scope) => {
    const a = left(scope);
    const b = right(scope);
    return a === undefined || b === undefined ? undefined : (a === b) === isEqual;
  };
}

function makeOrder(sign: "<" | "<=" | ">" | ">=", [left, right]: readonly [Run, Run]): Run {
  const holds = {
    "<": (a: number, b: number) => a < b,
    "<=": (a: number, b: number) => a <= b,
    ">": (a: number, b: number) => a > b,
    ">=": (a: number, b: number) => a >= b,
  }[sign];
  return (scope) => {
    const a = left(scope);
    const b = right(scope);
    return a === undefined || b === undefined ? undefined : holds(a as number, b as number);
  };
}

const ARITHMETIC: Readonly<Record<Arithmetic, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "%": (a, b) => a % b,
  "^": (a, b) => a ** b,
};

function makeArithmetic(sign: Arithmetic, [left, right]: readonly [Run, Run]): Run {
  const calculate = ARITHMETIC[sign];
  const isDivision = sign === "/" || sign === "%";
  return (scope) => {
    const a = left(scope) as number | undefined;
    const b = right(scope) as number | undefined;
    if (a === undefined || b === undefined) return undefined;
    if (isDivision && b === 0) return faulty(scope, "division_by_zero");
    const result = calculate(a, b);
    return Number.isFinite(result) ? result : faulty(scope, "not_defined");
  };
}

function makeNumberCall(calculate: (numbers: readonly number[]) => number, runs: readonly Run[]): Run {
  return (scope) => {
    const numbers: number[] = [];
    for (const run of runs) {
      const value = run(scope) as number | undefined;
      if (value === undefined) return undefined;
      numbers.push(value);
    }
    const result = calculate(numbers);
    return Number.isFinite(result) ? result : faulty(scope, "not_defined");
  };
}

function makeBit(left: Run, right: Run): Run {
  return (scope) => {
    const x = left(scope) as number | undefined;
    const n = right(scope) as number | undefined;
    if (x === undefined || n === undefined) return undefined;
    return bitOf(x, n) ?? faulty(scope, "not_defined");
  };
}

function faulty(scope: FormulaScope, fault: FormulaFault): undefined {
  scope.fault ??= fault;
  return undefined;
}
