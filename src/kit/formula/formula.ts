// Formulas over named values: read once, run often. No loops, no access to anything but the values of their names.

import { err, ok, type Result } from "../../spine/result.ts";
import { Compiler, type FormulaScope, type FormulaValue, type TypeOf } from "./compile.ts";
import type { FormulaType } from "./functions.ts";
import { FormulaError, type FormulaProblem } from "./problem.ts";
import { parseFormula } from "./syntax.ts";

export interface Formula {
  readonly type: FormulaType;
  /** What it reads, by slot of the scope's `values` and `previous`. */
  readonly names: readonly string[];
  /** Those of `names` whose value in force it reads, not only what they were before. */
  readonly direct: ReadonlySet<string>;
  /** It looks back (`prev`, `dt`), so its result depends on the order of its runs. */
  readonly isStateful: boolean;
  /**
   * Undefined where an operand that is needed has no value, or where the result is not defined: then `scope.fault`
   * says why, and was undefined before.
   */
  run(scope: FormulaScope): FormulaValue | undefined;
}

/** Reads a formula; `typeOf` knows the names that it may use. */
export function readFormula(text: string, typeOf: TypeOf): Result<Formula, FormulaProblem> {
  try {
    const compiler = new Compiler(typeOf);
    const { type, run } = compiler.compile(parseFormula(text));
    const { names, direct, isStateful } = compiler;
    if (names.length === 0) return err({ code: "no_name", position: 0, length: text.length, params: {} });
    return ok({ type, names, direct, isStateful, run });
  } catch (error) {
    if (error instanceof FormulaError) return err(error.problem);
    throw error;
  }
}
