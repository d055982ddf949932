import { expect, test } from "bun:test";
import {
  isYudaoSheet,
  readYudao,
  yudaoRows,
  yudaoSheetRows,
} from "../../../../src/products/registers/formats/yudao.ts";
import { MODEL } from "../rig.ts";

const row = {
  ...{ id: 1, deviceId: 1024, thingModelId: 2048, identifier: "power", name: "功率", functionCode: 3 },
  ...{ registerAddress: 18, registerCount: 2, byteOrder: "CDAB", rawDataType: "FLOAT", scale: 0.1 },
  ...{ pollInterval: 5000, status: 0 },
};

test("a page of its API, and a table of the same", () => {
  const rows = yudaoRows({
    code: 0,
    data: {
      total: 3,
      list: [
        row,
        { ...row, identifier: "relay", functionCode: 1, rawDataType: "BOOLEAN", byteOrder: "AB" },
        { ...row, identifier: "old", status: 1, rawDataType: "INT64" },
      ],
    },
  });
  const { parts } = readYudao(rows ?? [], MODEL, (at) => `[${at}]`);
  expect(
    parts[0]?.points.map(({ identifier, area, address, type, access, group }) => [
      identifier,
      area,
      address,
      type,
      access,
      group,
    ]),
  ).toEqual([
    ["power", "holding", 18, "float32", "rw", "5000ms"],
    ["relay", "coil", 18, "bool", "rw", "5000ms"],
  ]);
  expect(parts[0]?.points[0]).toMatchObject({ order: "CDAB", scale: 0.1 });
  expect(parts[0]?.notices.map(({ code }) => code)).toEqual(["point_left_out"]);
  const headings = ["属性标识符", "功能码", "寄存器地址", "原始数据类型", "字节序", "状态"];
  expect(isYudaoSheet(headings)).toBe(true);
  const sheet = { headings, rows: [{ row: 2, cells: ["voltage", "4", "7", "INT16", "BA", "1"] }] };
  const table = readYudao(yudaoSheetRows(sheet), MODEL, () => "row 2").parts[0];
  expect(table?.points[0]).toMatchObject({
    identifier: "voltage",
    area: "input",
    address: 7,
    order: "BA",
    group: null,
  });
});
