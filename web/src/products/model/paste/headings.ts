// Which column of a pasted table is which, and what people write in their cells, in both languages.

import type { TypeName } from "../draft/feature-draft.ts";
import type { RowKind } from "../draft/sheet.ts";
import type { CellKey } from "../grid/cells.ts";

/** What a pasted column may be: a cell of the table, or a part that goes into the cell `spec`. */
export type PasteColumn = CellKey | "module" | "range";

const HEADINGS: Readonly<Record<PasteColumn, readonly string[]>> = {
  identifier: [
    "identifier",
    "id",
    "key",
    "code",
    "tag",
    "field",
    "标识符",
    "标识",
    "标志符",
    "属性标识",
    "变量名",
    "字段",
    "编码",
    "点位",
  ],
  name: [
    "name",
    "displayname",
    "title",
    "label",
    "property",
    "名称",
    "属性名称",
    "显示名称",
    "功能名称",
    "中文名",
    "描述名称",
    "测点名称",
  ],
  type: ["type", "datatype", "类型", "数据类型", "数据格式"],
  unit: ["unit", "units", "unitname", "单位", "计量单位"],
  min: ["min", "minimum", "lower", "lowerlimit", "最小值", "最小", "下限", "量程下限"],
  max: ["max", "maximum", "upper", "upperlimit", "最大值", "最大", "上限", "量程上限"],
  step: ["step", "resolution", "precision", "步长", "精度", "分辨率"],
  spec: [
    "spec",
    "specs",
    "values",
    "enum",
    "items",
    "options",
    "length",
    "定义",
    "数据定义",
    "枚举",
    "枚举值",
    "取值",
    "取值说明",
    "长度",
    "规格",
  ],
  range: ["range", "valuerange", "取值范围", "范围", "量程"],
  accessMode: [
    "access",
    "accessmode",
    "mode",
    "rw",
    "readwrite",
    "permission",
    "读写",
    "读写类型",
    "读写权限",
    "访问",
    "访问权限",
    "权限",
  ],
  required: ["required", "mandatory", "必填", "是否必填", "必选", "是否必选"],
  level: ["level", "severity", "eventtype", "级别", "事件级别", "事件类型", "等级"],
  callType: ["call", "calltype", "调用", "调用方式"],
  input: ["input", "inputs", "输入", "输入参数"],
  output: ["output", "outputs", "输出", "输出参数"],
  description: ["description", "desc", "note", "notes", "remark", "comment", "描述", "说明", "备注"],
  module: ["module", "block", "模块", "模块标识符", "功能模块"],
};

const BY_HEADING = new Map(
  Object.entries(HEADINGS).flatMap(([column, words]) => words.map((word) => [word, column as PasteColumn])),
);

/** Without case, spaces, underscores, brackets with what is in them, and a star that marks what is required. */
const plain = (text: string) =>
  text
    .toLowerCase()
    .replace(/[（(【[].*?[)）】\]]/g, "")
    .replace(/[\s_\-*:：]/g, "");

/** The columns that a first row names; undefined where it is no heading. */
export function readHeading(row: readonly string[]): (PasteColumn | undefined)[] | undefined {
  const columns = row.map((cell) => BY_HEADING.get(plain(cell)));
  const known = columns.filter((column) => column !== undefined);
  const isHeading = known.includes("identifier") || known.length >= 2;
  if (!isHeading) return undefined;
  // The first of two columns with the same meaning counts.
  return columns.map((column, at) => (columns.indexOf(column) === at ? column : undefined));
}

/** The columns of a table without a heading. */
export const DEFAULT_COLUMNS: Readonly<Record<RowKind, readonly PasteColumn[]>> = {
  properties: ["identifier", "name", "type", "unit", "min", "max", "accessMode", "required", "description"],
  events: ["identifier", "name", "level", "description"],
  services: ["identifier", "name", "callType", "description"],
  modules: ["identifier", "name", "description"],
};

const TYPES: Readonly<Record<TypeName, readonly string[]>> = {
  int: [
    "int",
    "int8",
    "int16",
    "int32",
    "integer",
    "uint8",
    "uint16",
    "short",
    "word",
    "byte",
    "number",
    "整数",
    "整型",
    "整数型",
    "短整型",
  ],
  long: ["long", "int64", "uint32", "uint64", "bigint", "dword", "长整型", "长整数型", "长整数"],
  float: [
    "float",
    "float32",
    "single",
    "real",
    "单精度",
    "浮点",
    "浮点型",
    "浮点数",
    "单精度浮点型",
    "单精度浮点数",
  ],
  double: ["double", "float64", "decimal", "numeric", "双精度", "双精度浮点型", "双精度浮点数"],
  bool: ["bool", "boolean", "bit", "switch", "布尔", "布尔型", "开关", "开关量"],
  enum: ["enum", "enumeration", "枚举", "枚举型"],
  text: ["text", "string", "str", "char", "varchar", "文本", "字符串", "字符", "字符型"],
  date: ["date", "time", "datetime", "timestamp", "时间", "日期", "时间型", "时间戳"],
  struct: ["struct", "object", "json", "map", "结构体", "结构", "对象"],
  array: ["array", "list", "数组", "列表"],
};
const ACCESS = {
  r: ["r", "ro", "read", "readonly", "只读", "读", "上报"],
  rw: ["rw", "r/w", "wr", "readwrite", "读写", "可读写", "可读可写"],
  w: ["w", "wo", "write", "writeonly", "只写", "写", "下发"],
};
const REQUIRED = {
  "1": ["1", "y", "yes", "true", "x", "√", "✓", "✔", "是", "必填", "必选", "required"],
  "": ["", "0", "n", "no", "false", "-", "否", "选填", "可选", "optional"],
};
const LEVELS = {
  info: ["info", "information", "信息", "通知", "提示"],
  alert: ["alert", "alarm", "warn", "warning", "告警", "警告", "报警"],
  error: ["error", "fault", "critical", "故障", "错误"],
};
const CALLS = { async: ["async", "asynchronous", "异步"], sync: ["sync", "synchronous", "同步"] };

const WORDS: Partial<Record<CellKey, ReadonlyMap<string, string>>> = Object.fromEntries(
  Object.entries({ type: TYPES, accessMode: ACCESS, required: REQUIRED, level: LEVELS, callType: CALLS }).map(
    ([key, words]) => [
      key,
      new Map(Object.entries(words).flatMap(([word, all]) => all.map((one) => [one, word] as const))),
    ],
  ),
);

/** The choice that a cell's text means; undefined where nobody knows; the text itself where anything is taken. */
export function readWord(key: CellKey, text: string): string | undefined {
  const words = WORDS[key];
  if (words === undefined) return text;
  const word = text.toLowerCase().replace(/\s+/g, "");
  // `float: 32-bit number` is how the choice itself is shown, `varchar(20)` how databases write it.
  return words.get(word) ?? words.get(/^[^:：(（]+/.exec(word)?.[0] ?? "");
}
