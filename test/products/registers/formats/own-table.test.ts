import { expect, test } from "bun:test";
import { isOwnTable, readOwnTable } from "../../../../src/products/registers/formats/own-table.ts";
import { MODEL } from "../rig.ts";

test("what people write by hand: a maker's notation, a name, yes and no", () => {
  const headings = ["标识符", "地址", "数据类型", "倍率", "读写", "odd"];
  expect(isOwnTable(headings)).toBe(true);
  const rows = [
    { row: 2, cells: ["电压", "30001", "uint16", "0.1", "r"] },
    { row: 3, cells: ["relay", "00008", "bool", "", "rw"] },
  ];
  const { parts, problems } = readOwnTable({ headings, rows }, MODEL);
  expect(problems).toEqual([]);
  expect(parts[0]?.points).toMatchObject([
    { identifier: "voltage", area: "input", address: 0, shownAs: "30001", scale: 0.1, group: "normal" },
    { identifier: "relay", area: "coil", address: 7, access: "rw" },
  ]);
  expect(parts[0]?.notices.map(({ code }) => code)).toEqual(["column", "matched"]);
});

test("a wrong cell is a problem with its row and column", () => {
  const headings = ["identifier", "area", "address", "type"];
  const rows = [
    { row: 2, cells: ["a", "holding", "x", "uint16"] },
    { row: 3, cells: ["b", "nowhere", "1", "uint16"] },
    { row: 4, cells: ["c", "holding", "1", "uint16"] },
    { row: 5, cells: ["c", "holding", "2", "uint16"] },
  ];
  expect(readOwnTable({ headings, rows }, MODEL)).toEqual({
    parts: [],
    problems: [
      { path: "row 2 address", message: "must be number" },
      { path: "row 3", message: "its area is not known" },
      { path: "row 5", message: "an identifier is used twice" },
    ],
  });
});
