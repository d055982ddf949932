import { describe, expect, test } from "bun:test";
import { readSheet, sheetOf } from "../../../web/src/products/model/draft/sheet.ts";
import { readHeading, readWord } from "../../../web/src/products/model/paste/headings.ts";
import { applyPaste, readPaste } from "../../../web/src/products/model/paste/pasted-rows.ts";
import { readTable, writeTable } from "../../../web/src/products/model/paste/table-text.ts";

const EMPTY = sheetOf({ properties: [], events: [], services: [] });
const KNOWN = sheetOf({
  properties: [
    {
      identifier: "temp",
      name: "油温",
      accessMode: "r",
      required: false,
      dataType: { type: "float", max: 100 },
    },
  ],
  events: [],
  services: [],
  modules: [{ identifier: "pump", name: "Pump" }],
});
const table = (...rows: string[][]) => rows.map((row) => row.join("\t")).join("\r\n");

describe("text of a spreadsheet", () => {
  test("is cut into cells; quotes hold tabs, breaks and quotes", () => {
    expect(readTable('a\t"b\n""c"""\td\r\n\r\n1\t2\t3\r\n')).toEqual([
      ["a", 'b\n"c"', "d"],
      ["1", "2", "3"],
    ]);
    expect(readTable("a,b\n1,2")).toEqual([
      ["a", "b"],
      ["1", "2"],
    ]);
    expect(readTable("a;b")).toEqual([["a", "b"]]);
    expect(readTable(" \n ")).toEqual([]);
  });

  test("is read back as it was written", () => {
    const rows = [
      ["a\tb", 'say "x"', ""],
      ["1", "", "line\nbreak"],
    ];
    expect(readTable(writeTable(rows))).toEqual(rows);
  });
});

describe("headings", () => {
  test.each([
    [
      ["标识符", "名称", "数据类型", "单位", "最小值", "最大值", "读写类型"],
      ["identifier", "name", "type", "unit", "min", "max", "accessMode"],
    ],
    [
      ["Identifier *", "Display Name", "Data Type", "Unit (SI)", "Value range", "R/W"],
      ["identifier", "name", "type", "unit", "range", undefined],
    ],
    [
      ["变量名", "中文名", "量程", "备注", "颜色"],
      ["identifier", "name", "range", "description", undefined],
    ],
  ])("%p", (row, columns) => {
    expect(readHeading(row)).toEqual(columns as ReturnType<typeof readHeading>);
  });

  test("a row of values is none", () => {
    expect(readHeading(["temp", "油温", "float"])).toBeUndefined();
    expect(readHeading(["id", "x"])).toEqual(["identifier", undefined]);
  });

  test("words of both languages", () => {
    const words = [
      ["type", "单精度浮点型"],
      ["type", "VARCHAR(20)"],
      ["type", "UInt16"],
      ["accessMode", "读写"],
      ["accessMode", "Read only"],
      ["required", "是"],
      ["level", "故障"],
      ["callType", "同步"],
    ] as const;
    expect(words.map(([key, text]) => readWord(key, text))).toEqual([
      "float",
      "text",
      "int",
      "rw",
      "r",
      "1",
      "error",
      "sync",
    ]);
    expect(readWord("type", "tensor")).toBeUndefined();
    expect(readWord("name", "anything")).toBe("anything");
  });
});

describe("a pasted table", () => {
  test("with a heading in any order makes properties", () => {
    const { hasHeading, rows } = readPaste(
      table(
        ["单位", "名称", "标识符", "类型", "取值范围", "读写", "必填"],
        ["°C", "油温", "temp", "浮点", "-20~120", "只读", "是"],
        ["", "模式", "mode", "枚举", "0=停机；1=自动", "读写", ""],
      ),
      "properties",
      EMPTY,
    );
    expect([hasHeading, rows.map((row) => [row.line, row.problems])]).toEqual([
      true,
      [
        [2, []],
        [3, []],
      ],
    ]);
    const { model } = readSheet(applyPaste(EMPTY, "properties", { rows, at: 0 }));
    expect(model.properties).toEqual([
      {
        identifier: "temp",
        name: "油温",
        accessMode: "r",
        required: true,
        dataType: { type: "float", min: -20, max: 120, unit: "°C" },
      },
      {
        identifier: "mode",
        name: "模式",
        accessMode: "rw",
        required: false,
        dataType: { type: "enum", items: { 0: "停机", 1: "自动" } },
      },
    ]);
  });

  test("without one is taken in the usual order; a name that is left out is the identifier", () => {
    const { hasHeading, rows } = readPaste("speed\t\tint\trpm\t0\t3000\trw", "properties", EMPTY);
    expect(hasHeading).toBe(false);
    expect(readSheet(applyPaste(EMPTY, "properties", { rows, at: 0 })).model.properties).toEqual([
      {
        identifier: "speed",
        name: "speed",
        accessMode: "rw",
        required: false,
        dataType: { type: "int", min: 0, max: 3000, unit: "rpm" },
      },
    ]);
  });

  test("changes rows that are known in place, and says which are as they are", () => {
    const text = table(["标识符", "最大值"], ["temp", "130"], ["temp2", "5"]);
    const { rows } = readPaste(text, "properties", KNOWN);
    expect(rows.map((row) => [row.known?.draft.name, row.isSame])).toEqual([
      ["油温", false],
      [undefined, false],
    ]);
    const next = applyPaste(KNOWN, "properties", { rows, at: 1 });
    expect(next.properties.map((row) => [row.draft.identifier, row.draft.type.max])).toEqual([
      ["temp", "130"],
      ["temp2", "5"],
    ]);
    expect(next.properties[0]?.id).toBe(KNOWN.properties[0]?.id as number);
    expect(readPaste(text, "properties", next).rows.every((row) => row.isSame)).toBe(true);
  });

  test("tells of each row what is wrong, and leaves that row out", () => {
    const { rows } = readPaste(
      table(
        ["identifier", "name", "type", "min", "max", "module", "range"],
        ["bad id", "x", "int"],
        ["a", "x", "tensor"],
        ["b", "x", "int", "9", "1"],
        ["c", "x", "int", "", "", "fan"],
        ["d", "x", "int", "", "", "", "much"],
        ["e", "x", "int", "", "", "pump"],
        ["a", "again", "int"],
      ),
      "properties",
      KNOWN,
    );
    expect(rows.map((row) => row.problems.map(({ column, kind, error }) => [column, kind, error]))).toEqual([
      [["identifier", "wrong", "identifier"]],
      [["type", "word", undefined]],
      [["max", "wrong", "order"]],
      [["identifier", "wrong", "module"]],
      [["range", "range", undefined]],
      [],
      [["identifier", "twice", undefined]],
    ]);
    const next = applyPaste(KNOWN, "properties", { rows, at: 1 });
    expect(next.properties.map((row) => row.draft.identifier)).toEqual(["temp", "pump:e"]);
  });

  test("makes events, services and modules too", () => {
    const events = readPaste(
      table(["标识符", "名称", "事件级别"], ["hot", "过热", "告警"]),
      "events",
      EMPTY,
    ).rows;
    expect(readSheet(applyPaste(EMPTY, "events", { rows: events, at: 0 })).model.events).toEqual([
      { identifier: "hot", name: "过热", level: "alert", output: [] },
    ]);
    const modules = readPaste("pump\tPump", "modules", EMPTY).rows;
    expect(readSheet(applyPaste(EMPTY, "modules", { rows: modules, at: 0 })).model.modules).toEqual([
      { identifier: "pump", name: "Pump" },
    ]);
  });
});
