// The functions of the formula language, with what is said of them to people.

export type FormulaType = "number" | "boolean" | "text";

export interface FormulaFunction {
  readonly name: string;
  /** As it is written: `clamp(x, low, high)`. */
  readonly usage: string;
  readonly en: string;
  readonly zh: string;
  /** Fewest and most arguments. */
  readonly least: number;
  readonly most: number;
}

/** One of numbers only, that gives a number; undefined or not finite: it is not defined there. */
export interface NumberFunction extends FormulaFunction {
  readonly run: (numbers: readonly number[]) => number;
}

const MANY = 20;

function unary(name: string, run: (x: number) => number, texts: readonly [string, string]): NumberFunction {
  const [en, zh] = texts;
  return { name, usage: `${name}(x)`, en, zh, least: 1, most: 1, run: ([x = 0]) => run(x) };
}

export const NUMBER_FUNCTIONS: readonly NumberFunction[] = [
  unary("abs", Math.abs, ["The value without its sign", "绝对值"]),
  {
    name: "min",
    usage: "min(x, y, ...)",
    en: "The lowest",
    zh: "最小值",
    least: 1,
    most: MANY,
    run: (all) => Math.min(...all),
  },
  {
    name: "max",
    usage: "max(x, y, ...)",
    en: "The highest",
    zh: "最大值",
    least: 1,
    most: MANY,
    run: (all) => Math.max(...all),
  },
  {
    name: "avg",
    usage: "avg(x, y, ...)",
    en: "The mean",
    zh: "平均值",
    least: 1,
    most: MANY,
    run: (all) => all.reduce((sum, x) => sum + x, 0) / all.length,
  },
  {
    name: "clamp",
    usage: "clamp(x, low, high)",
    en: "x, but not below low nor above high",
    zh: "将 x 限制在 low 与 high 之间",
    least: 3,
    most: 3,
    run: ([x = 0, low = 0, high = 0]) => Math.min(Math.max(x, low), high),
  },
  {
    name: "round",
    usage: "round(x, digits)",
    en: "Rounded to so many decimals, to a whole number without `digits`",
    zh: "四舍五入到指定小数位，省略 digits 时取整",
    least: 1,
    most: 2,
    run: ([x = 0, digits = 0]) => roundTo(x, digits),
  },
  unary("floor", Math.floor, ["Rounded down", "向下取整"]),
  unary("ceil", Math.ceil, ["Rounded up", "向上取整"]),
  unary("trunc", Math.trunc, ["Without its decimals", "去掉小数部分"]),
  unary("sign", Math.sign, ["-1, 0 or 1", "符号：-1、0 或 1"]),
  unary("sqrt", Math.sqrt, ["Square root", "平方根"]),
  unary("exp", Math.exp, ["e to the power of x", "e 的 x 次方"]),
  unary("ln", Math.log, ["Natural logarithm", "自然对数"]),
  unary("log10", Math.log10, ["Logarithm to base 10", "以 10 为底的对数"]),
  unary("sin", Math.sin, ["Sine of x in radians", "正弦（弧度）"]),
  unary("cos", Math.cos, ["Cosine of x in radians", "余弦（弧度）"]),
  unary("tan", Math.tan, ["Tangent of x in radians", "正切（弧度）"]),
  unary("asin", Math.asin, ["Arc sine, radians", "反正弦（弧度）"]),
  unary("acos", Math.acos, ["Arc cosine, radians", "反余弦（弧度）"]),
  unary("atan", Math.atan, ["Arc tangent, radians", "反正切（弧度）"]),
  {
    name: "atan2",
    usage: "atan2(y, x)",
    en: "Angle of the point (x, y), radians",
    zh: "点 (x, y) 的角度（弧度）",
    least: 2,
    most: 2,
    run: ([y = 0, x = 0]) => Math.atan2(y, x),
  },
  {
    name: "bitand",
    usage: "bitand(x, mask)",
    en: "The bits of the whole number x that are set in mask too",
    zh: "整数 x 与 mask 按位与",
    least: 2,
    most: 2,
    run: ([x = 0, mask = 0]) => bitsOf(x, mask, (a, b) => a & b),
  },
];

/** They take more than numbers, or look at more than values; the compiler knows each. */
export const OTHER_FUNCTIONS: readonly FormulaFunction[] = [
  {
    name: "if",
    usage: "if(condition, x, y)",
    en: "x where the condition holds, otherwise y; as condition ? x : y",
    zh: "条件成立取 x，否则取 y，同 condition ? x : y",
    least: 3,
    most: 3,
  },
  {
    name: "bit",
    usage: "bit(x, n)",
    en: "Whether bit n of the whole number x is set; the lowest is 0",
    zh: "整数 x 的第 n 位是否为 1，最低位为 0",
    least: 2,
    most: 2,
  },
  {
    name: "coalesce",
    usage: "coalesce(x, y, ...)",
    en: "The first that has a value",
    zh: "第一个有值的参数",
    least: 2,
    most: MANY,
  },
  {
    name: "has",
    usage: "has(property)",
    en: "Whether the property has a value yet",
    zh: "属性是否已有值",
    least: 1,
    most: 1,
  },
  {
    name: "prev",
    usage: "prev(property)",
    en: "The value before the newest one; of the property that is calculated: its value so far",
    zh: "属性的上一个值；对正在计算的属性，为其当前已有的值",
    least: 1,
    most: 1,
  },
  {
    name: "dt",
    usage: "dt()",
    en: "Seconds since this property was last calculated",
    zh: "距该属性上次计算的秒数",
    least: 0,
    most: 0,
  },
];

/** 2^53: beyond it a number does not know its lowest bits. */
const EXACT = Number.MAX_SAFE_INTEGER;

function isExact(x: number): boolean {
  return Number.isInteger(x) && Math.abs(x) <= EXACT;
}

function bitsOf(x: number, y: number, merge: (a: bigint, b: bigint) => bigint): number {
  if (!isExact(x) || !isExact(y)) return Number.NaN;
  return Number(merge(BigInt(x), BigInt(y)));
}

/** Undefined where x is no whole number, or n none from 0 to 63. */
export function bitOf(x: number, n: number): boolean | undefined {
  if (!isExact(x) || !Number.isInteger(n) || n < 0 || n > 63) return undefined;
  return ((BigInt(x) >> BigInt(n)) & 1n) === 1n;
}

/** By decimal text, so that 1.005 is rounded as it is written. */
function roundTo(x: number, digits: number): number {
  if (!Number.isInteger(digits) || digits < -15 || digits > 15) return Number.NaN;
  const [mantissa = "0", exponent = "0"] = String(Math.abs(x)).split("e");
  const scaled = Math.round(Number(`${mantissa}e${Number(exponent) + digits}`));
  const [whole = "0", power = "0"] = String(scaled).split("e");
  return Math.sign(x) * Number(`${whole}e${Number(power) - digits}`);
}
