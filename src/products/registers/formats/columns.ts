// The columns of a register map as a table of ours, in both languages and in the words that people use instead.

import type { Language } from "../../../spine/error.ts";

/* biome-ignore format: a table, one column a line */
const HEADINGS = {
  identifier: { en: "Identifier", zh: "标识符", also: ["point", "点位", "属性"], width: 22 },
  name: { en: "Name", zh: "名称", also: ["属性名称"], width: 20 },
  area: { en: "Area", zh: "寄存器区", also: ["register type", "区域"], width: 10 },
  address: { en: "Address", zh: "地址", also: ["register", "寄存器地址", "寄存器"], width: 10 },
  shownAs: { en: "Shown as", zh: "说明书地址", also: ["shownas"], width: 12 },
  type: { en: "Type", zh: "数据类型", also: ["datatype", "类型"], width: 10 },
  registers: { en: "Registers", zh: "寄存器数", also: ["count", "数量"], width: 10 },
  order: { en: "Order", zh: "字节序", also: ["byte order"], width: 11 },
  bit: { en: "Bit", zh: "起始位", also: ["位"], width: 6 },
  length: { en: "Bits", zh: "位数", also: ["length"], width: 6 },
  isSigned: { en: "Signed", zh: "有符号", also: ["issigned"], width: 8 },
  isInverted: { en: "Inverted", zh: "取反", also: ["isinverted"], width: 8 },
  isSignMagnitude: { en: "Sign and magnitude", zh: "原码", also: ["issignmagnitude"], width: 12 },
  packing: { en: "Packing", zh: "字符排列", also: [], width: 10 },
  encoding: { en: "Encoding", zh: "字符编码", also: [], width: 10 },
  scale: { en: "Scale", zh: "倍率", also: ["系数", "factor", "缩放"], width: 10 },
  offset: { en: "Offset", zh: "偏移", also: [], width: 10 },
  exponentAddress: { en: "Exponent address", zh: "指数地址", also: ["exponentaddress"], width: 10 },
  formula: { en: "Formula", zh: "公式", also: [], width: 16 },
  writeFormula: { en: "Write formula", zh: "写公式", also: ["writeformula"], width: 16 },
  decimals: { en: "Decimals", zh: "小数位", also: [], width: 8 },
  validMin: { en: "Valid from", zh: "有效下限", also: ["validmin"], width: 10 },
  validMax: { en: "Valid to", zh: "有效上限", also: ["validmax"], width: 10 },
  absent: { en: "Absent", zh: "无效值", also: [], width: 12 },
  values: { en: "Values", zh: "取值", also: [], width: 24 },
  deadband: { en: "Deadband", zh: "死区", also: [], width: 9 },
  access: { en: "Access", zh: "读写", also: ["rw"], width: 8 },
  writeFunction: { en: "Write function", zh: "写功能码", also: ["writefunction"], width: 10 },
  writeAddress: { en: "Write address", zh: "写地址", also: ["writeaddress"], width: 10 },
  writeMin: { en: "Write from", zh: "写下限", also: ["writemin"], width: 10 },
  writeMax: { en: "Write to", zh: "写上限", also: ["writemax"], width: 10 },
  writeStep: { en: "Write step", zh: "写步长", also: ["writestep"], width: 10 },
  isVerified: { en: "Read back", zh: "写后校验", also: ["isverified"], width: 9 },
  group: { en: "Group", zh: "分组", also: ["poll group", "轮询组"], width: 10 },
  periodMs: { en: "Period (ms)", zh: "周期（毫秒）", also: ["periodms", "period", "周期"], width: 11 },
  isAligned: { en: "Aligned", zh: "对齐时钟", also: ["isaligned"], width: 8 },
  report: { en: "Report", zh: "上报", also: [], width: 8 },
  heartbeatMs: { en: "Heartbeat (ms)", zh: "心跳（毫秒）", also: ["heartbeatms"], width: 12 },
  note: { en: "Note", zh: "备注", also: ["remark", "description", "说明"], width: 24 },
} as const;

export type PointColumn = keyof typeof HEADINGS;
export const POINT_COLUMNS = Object.keys(HEADINGS) as readonly PointColumn[];

export function pointHeading(column: PointColumn, language: Language): string {
  return HEADINGS[column][language === "en" ? "en" : "zh"];
}

export function pointColumnWidth(column: PointColumn): number {
  return HEADINGS[column].width;
}

/** The column that a heading means, in either language and whatever case. */
export function pointColumnOf(heading: string): PointColumn | undefined {
  const word = heading.trim().toLowerCase();
  return POINT_COLUMNS.find((column) => {
    const { en, zh, also } = HEADINGS[column];
    return [column.toLowerCase(), en.toLowerCase(), zh, ...also].includes(word);
  });
}
