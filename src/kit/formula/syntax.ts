// Words of a formula put together: what is calculated with what.

import { fail, type Place } from "./problem.ts";
import { cutFormula, type Token } from "./tokens.ts";

export type BinarySign =
  | "+"
  | "-"
  | "*"
  | "/"
  | "%"
  | "^"
  | "=="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "and"
  | "or";

export type FormulaNode = Place &
  (
    | { readonly kind: "constant"; readonly value: number | boolean | string }
    | { readonly kind: "name"; readonly name: string; readonly isQuoted: boolean }
    | { readonly kind: "unary"; readonly sign: "-" | "not"; readonly operand: FormulaNode }
    | {
        readonly kind: "binary";
        readonly sign: BinarySign;
        readonly left: FormulaNode;
        readonly right: FormulaNode;
      }
    | {
        readonly kind: "choice";
        readonly condition: FormulaNode;
        readonly yes: FormulaNode;
        readonly no: FormulaNode;
      }
    | { readonly kind: "call"; readonly name: string; readonly parts: readonly FormulaNode[] }
  );

/** Deeper than any formula that a person can read. */
export const FORMULA_DEPTH = 40;

/** How tightly each binds; `^` alone groups from the right. */
const BINDING: Readonly<Record<BinarySign, number>> = {
  or: 1,
  and: 2,
  "==": 4,
  "!=": 4,
  "<": 4,
  "<=": 4,
  ">": 4,
  ">=": 4,
  "+": 5,
  "-": 5,
  "*": 6,
  "/": 6,
  "%": 6,
  "^": 8,
};
const NOT_BINDING = 3;
const MINUS_BINDING = 7;
const ALIASES: Readonly<Record<string, BinarySign>> = { "=": "==", "<>": "!=", "&&": "and", "||": "or" };

/** Throws FormulaError. */
export function parseFormula(formula: string): FormulaNode {
  const parser = new Parser(cutFormula(formula));
  return parser.parse();
}

class Parser {
  #at = 0;
  #depth = 0;

  constructor(readonly tokens: readonly Token[]) {}

  parse(): FormulaNode {
    if (this.#next().kind === "end") fail("empty", this.#next());
    const node = this.#choice();
    if (this.#next().kind !== "end") this.#refuse();
    return node;
  }

  #choice(): FormulaNode {
    this.#enter();
    const condition = this.#binary(0);
    if (!this.#take("?")) return this.#leave(condition);
    const yes = this.#choice();
    this.#expect(":");
    const no = this.#choice();
    return this.#leave({ kind: "choice", condition, yes, no, ...span(condition, no) });
  }

  #binary(least: number): FormulaNode {
    this.#enter();
    let left = this.#unary();
    for (;;) {
      const sign = binarySign(this.#next());
      if (sign === undefined || BINDING[sign] < least) return this.#leave(left);
      const binding = BINDING[sign];
      this.#at++;
      const right = this.#binary(sign === "^" ? binding : binding + 1);
      left = { kind: "binary", sign, left, right, ...span(left, right) };
    }
  }

  #unary(): FormulaNode {
    const token = this.#next();
    if (this.#take("+")) return this.#binary(MINUS_BINDING);
    const isMinus = this.#take("-");
    const isNot = !isMinus && (this.#take("!") || this.#takeWord("not"));
    if (!isMinus && !isNot) return this.#primary();
    const operand = this.#binary(isMinus ? MINUS_BINDING : NOT_BINDING);
    return { kind: "unary", sign: isMinus ? "-" : "not", operand, ...span(token, operand) };
  }

  #primary(): FormulaNode {
    const token = this.#next();
    const { position, length } = token;
    if (this.#take("(")) {
      const inner = this.#choice();
      this.#expect(")");
      return inner;
    }
    if (token.kind === "end" || token.kind === "sign" || isWord(token)) this.#refuse();
    this.#at++;
    if (token.kind === "number") return { kind: "constant", value: Number(token.text), position, length };
    if (token.kind === "text") return { kind: "constant", value: token.text, position, length };
    if (!token.isQuoted && this.#take("(")) return this.#call(token);
    if (!token.isQuoted && (token.text === "true" || token.text === "false"))
      return { kind: "constant", value: token.text === "true", position, length };
    return { kind: "name", name: token.text, isQuoted: token.isQuoted, position, length };
  }

  #call({ text: name, position, length }: Token): FormulaNode {
    const parts: FormulaNode[] = [];
    if (this.#take(")")) return { kind: "call", name, parts, position, length };
    do parts.push(this.#choice());
    while (this.#take(","));
    this.#expect(")");
    return { kind: "call", name, parts, position, length };
  }

  #next(): Token {
    return this.tokens[this.#at] as Token;
  }

  #take(sign: string): boolean {
    const { kind, text } = this.#next();
    if (kind !== "sign" || text !== sign) return false;
    this.#at++;
    return true;
  }

  #takeWord(word: string): boolean {
    const { kind, text, isQuoted } = this.#next();
    if (kind !== "name" || isQuoted || text.toLowerCase() !== word) return false;
    this.#at++;
    return true;
  }

  #expect(sign: string): void {
    if (!this.#take(sign)) this.#refuse();
  }

  #refuse(): never {
    const token = this.#next();
    if (token.kind === "end") fail("unexpected_end", token);
    fail("unexpected", token, { what: token.text });
  }

  #enter(): void {
    this.#depth++;
    if (this.#depth > FORMULA_DEPTH * 2) fail("too_deep", this.#next(), { limit: FORMULA_DEPTH });
  }

  #leave(node: FormulaNode): FormulaNode {
    this.#depth--;
    return node;
  }
}

function isWord({ kind, text, isQuoted }: Token): boolean {
  return kind === "name" && !isQuoted && /^(and|or)$/i.test(text);
}

function binarySign(token: Token): BinarySign | undefined {
  const { kind, text } = token;
  if (isWord(token)) return text.toLowerCase() === "and" ? "and" : "or";
  if (kind !== "sign") return undefined;
  if (text in BINDING) return text as BinarySign;
  return ALIASES[text];
}

function span(first: Place, last: Place): Place {
  return { position: first.position, length: last.position + last.length - first.position };
}
