// What can be wrong with a formula, in both languages.

export type FormulaProblemCode =
  | "too_long"
  | "too_deep"
  | "empty"
  | "bad_character"
  | "bad_number"
  | "open_quote"
  | "unexpected"
  | "unexpected_end"
  | "unknown_name"
  | "unknown_function"
  | "not_a_value"
  | "argument_count"
  | "argument_name"
  | "wrong_type"
  | "mixed_types"
  | "no_name";

export interface FormulaProblem {
  readonly code: FormulaProblemCode;
  /** Of the first character that is wrong, from 0, and how many there are. */
  readonly position: number;
  readonly length: number;
  readonly params: Readonly<Record<string, string | number>>;
}

type Texts = Readonly<Record<FormulaProblemCode, string>>;

const EN: Texts = {
  too_long: "a formula has at most {limit} characters",
  too_deep: "the formula is nested more than {limit} deep",
  empty: "the formula is empty",
  bad_character: "{what} means nothing in a formula",
  bad_number: "{what} is no number",
  open_quote: "the quotation that begins here has no end",
  unexpected: "{what} is not expected here",
  unexpected_end: "the formula ends too early",
  unknown_name: "there is no property {what}",
  unknown_function: "there is no function {what}",
  not_a_value: "property {what} is a struct or an array, with which a formula cannot calculate",
  argument_count: "{what} takes {expected} arguments, not {received}",
  argument_name: "{what} takes the identifier of a property",
  wrong_type: "a {expected} is needed here, not a {received}",
  mixed_types: "both must be of the same kind, not {expected} and {received}",
  no_name: "the formula names no property, so nothing would ever make it calculate",
};

const ZH: Texts = {
  too_long: "公式最多 {limit} 个字符",
  too_deep: "公式嵌套超过 {limit} 层",
  empty: "公式为空",
  bad_character: "公式中不能使用 {what}",
  bad_number: "{what} 不是数值",
  open_quote: "此处的引号没有结束",
  unexpected: "此处不应出现 {what}",
  unexpected_end: "公式不完整",
  unknown_name: "不存在属性 {what}",
  unknown_function: "不存在函数 {what}",
  not_a_value: "属性 {what} 是结构体或数组，不能参与计算",
  argument_count: "{what} 需要 {expected} 个参数，现有 {received} 个",
  argument_name: "{what} 的参数须为属性标识符",
  wrong_type: "此处需要{expected}，而不是{received}",
  mixed_types: "两侧类型须一致，现为{expected}和{received}",
  no_name: "公式没有引用任何属性，永远不会被计算",
};

const ZH_TYPES: Readonly<Record<string, string>> = { number: "数值", boolean: "布尔值", text: "文本" };

/** The problem in words, without its place. */
export function describeFormulaProblem({ code, params }: FormulaProblem, language: "en" | "zh-CN"): string {
  const texts = language === "en" ? EN : ZH;
  return texts[code].replace(/\{(\w+)\}/g, (_, name: string) => {
    const text = String(params[name] ?? "");
    const isType = name === "expected" || name === "received";
    return language !== "en" && isType ? (ZH_TYPES[text] ?? text) : text;
  });
}

/** Thrown inside of this folder only; `readFormula` makes a Result of it. */
export class FormulaError extends Error {
  override readonly name = "FormulaError";
  constructor(readonly problem: FormulaProblem) {
    super(describeFormulaProblem(problem, "en"));
  }
}

export interface Place {
  readonly position: number;
  readonly length: number;
}

/** Gives up reading. */
export function fail(
  code: FormulaProblemCode,
  { position, length }: Place,
  params: FormulaProblem["params"] = {},
): never {
  throw new FormulaError({ code, position, length, params });
}
