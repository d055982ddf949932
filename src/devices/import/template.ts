// An example of a table to import: all columns that are known, and rows that say how each is written.

import { CSV_BOM, csvLine } from "../../kit/csv-text.ts";
import { xlsxStream } from "../../kit/xlsx-stream.ts";
import type { Language } from "../../spine/error.ts";

const HEADINGS = {
  en: [
    ...[
      "productKey",
      "deviceName",
      "deviceSecret",
      "name",
      "group",
      "tags",
      "tag:owner",
      "latitude",
      "longitude",
    ],
    ...["place", "isEnabled", "gateway", "notes"],
  ],
  "zh-CN": [
    ...[
      "产品标识",
      "设备名称",
      "设备密钥",
      "备注名称",
      "分组",
      "标签",
      "标签:负责人",
      "纬度",
      "经度",
      "安装位置",
    ],
    ...["是否启用", "所属网关", "备注"],
  ],
} as const;
const ROWS = {
  en: [
    [
      "press",
      "PRESS01",
      "",
      "Press 1",
      "Plant A/Line 1",
      "maker=ACME;year=2021",
      "Ann",
      "31.2304",
      "121.4737",
    ].concat([...["Hall 2, row B", "yes", "", "A secret is made up where none is given"]]),
    [
      "meter",
      "METER01",
      "",
      "Meter behind the gateway",
      "Plant A/Line 1",
      "",
      "",
      "",
      "",
      "",
      "",
      "gateway/GW01",
      "",
    ],
  ],
  "zh-CN": [
    [
      "press",
      "PRESS01",
      "",
      "1 号冲床",
      "一厂/一号线",
      "maker=ACME;year=2021",
      "小王",
      "31.2304",
      "121.4737",
    ].concat([...["2 号车间 B 排", "是", "", "密钥留空则自动生成"]]),
    ["meter", "METER01", "", "网关下的电表", "一厂/一号线", "", "", "", "", "", "", "gateway/GW01", ""],
  ],
} as const satisfies Readonly<Record<Language, readonly (readonly string[])[]>>;

export function templateCsv(language: Language): string {
  return CSV_BOM + [HEADINGS[language], ...ROWS[language]].map((cells) => csvLine(cells)).join("");
}

export function templateXlsx(language: Language): AsyncGenerator<Uint8Array> {
  async function* rows() {
    yield ROWS[language].map((cells) => cells.map((cell) => (cell === "" ? undefined : cell)));
  }
  const columns = HEADINGS[language].map((title) => ({ title, kind: "value" as const, width: 18 }));
  return xlsxStream({ columns, rows: rows() });
}
