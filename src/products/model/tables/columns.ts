// The columns of a thing model as a table, in both languages and in the words that people use instead.

import type { Language } from "../../../spine/error.ts";

export const COLUMNS = [
  "kind",
  "identifier",
  "name",
  "description",
  "access",
  "required",
  "type",
  "item",
  "size",
  "min",
  "max",
  "step",
  "unit",
  "length",
  "items",
  "level",
  "call",
  "retentionDays",
  "calculated",
] as const;
export type Column = (typeof COLUMNS)[number];

export const KINDS = ["module", "property", "event", "service", "input", "output"] as const;
export type Kind = (typeof KINDS)[number];

/** Sheets of a workbook, and the kinds of rows in each. */
export const SHEETS: readonly {
  readonly en: string;
  readonly zh: string;
  readonly kinds: readonly Kind[];
  readonly first: Kind;
}[] = [
  { en: "Properties", zh: "属性", kinds: ["property"], first: "property" },
  { en: "Events", zh: "事件", kinds: ["event", "output"], first: "event" },
  { en: "Services", zh: "服务", kinds: ["service", "input", "output"], first: "service" },
  { en: "Modules", zh: "模块", kinds: ["module"], first: "module" },
];

/* biome-ignore format: a table, one column a line */
const HEADINGS: Readonly<Record<Column, { readonly en: string; readonly zh: string; readonly also: readonly string[]; readonly width: number }>> = {
  kind: { en: "Kind", zh: "类别", also: ["功能类型", "feature"], width: 10 },
  identifier: { en: "Identifier", zh: "标识符", also: ["id", "key", "tag", "标识"], width: 24 },
  name: { en: "Name", zh: "名称", also: ["功能名称", "title"], width: 24 },
  description: { en: "Description", zh: "描述", also: ["desc", "说明", "备注", "remark"], width: 30 },
  access: { en: "Access", zh: "读写", also: ["accessmode", "读写类型", "rw"], width: 8 },
  required: { en: "Required", zh: "必填", also: ["必选"], width: 9 },
  type: { en: "Type", zh: "数据类型", also: ["datatype", "类型"], width: 10 },
  item: { en: "Element", zh: "元素类型", also: ["itemtype"], width: 10 },
  size: { en: "Size", zh: "元素个数", also: [], width: 8 },
  min: { en: "Min", zh: "最小值", also: ["minimum", "下限"], width: 12 },
  max: { en: "Max", zh: "最大值", also: ["maximum", "上限"], width: 12 },
  step: { en: "Step", zh: "步长", also: [], width: 8 },
  unit: { en: "Unit", zh: "单位", also: [], width: 8 },
  length: { en: "Length", zh: "长度", also: ["数据长度"], width: 8 },
  items: { en: "Values", zh: "取值", also: ["items", "枚举值", "enum"], width: 24 },
  level: { en: "Level", zh: "级别", also: ["事件类型"], width: 8 },
  call: { en: "Call", zh: "调用方式", also: ["calltype"], width: 8 },
  retentionDays: { en: "Retention days", zh: "保留天数", also: ["retentiondays"], width: 14 },
  calculated: { en: "Calculated", zh: "计算", also: [], width: 24 },
};

const KIND_WORDS: Readonly<Record<string, Kind>> = {
  ...Object.fromEntries(KINDS.map((kind) => [kind, kind])),
  ...{ 模块: "module", 属性: "property", 事件: "event", 服务: "service" },
  ...{ 输入: "input", 输出: "output", 输入参数: "input", 输出参数: "output" },
};

export function headingOf(column: Column, language: Language): string {
  return language === "en" ? HEADINGS[column].en : HEADINGS[column].zh;
}

export function widthOf(column: Column): number {
  return HEADINGS[column].width;
}

/** The column that a heading means, in either language and whatever case. */
export function columnOf(heading: string): Column | undefined {
  const word = heading.trim().toLowerCase();
  return COLUMNS.find((column) => {
    const { en, zh, also } = HEADINGS[column];
    return [column.toLowerCase(), en.toLowerCase(), zh, ...also].includes(word);
  });
}

export function kindOf(word: string): Kind | undefined {
  return KIND_WORDS[word.trim().toLowerCase()];
}
