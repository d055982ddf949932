import { expect, test } from "bun:test";
import * as v from "valibot";
import { ColumnsSchema, guessColumns } from "../../../../src/devices/import/rows/columns.ts";

test("headings in either language, of our export and of other consoles", () => {
  expect(
    guessColumns([
      "ProductKey",
      "Device Name",
      "DEVICE_SECRET",
      "备注名称",
      "分组",
      "标签:负责人",
      "tag: site ",
      "是否启用",
    ]),
  ).toEqual([
    "productKey",
    "deviceName",
    "deviceSecret",
    "name",
    "group",
    "tag:负责人",
    "tag:site",
    "isEnabled",
  ]);
  expect(guessColumns(["设备名称（DeviceName）", "sec_key", "IotId", "", "纬度", "所属网关"])).toEqual([
    ...(["deviceName", "deviceSecret", "", "", "latitude", "gateway"] as const),
  ]);
});

test("of two columns of a kind the first is taken", () => {
  expect(guessColumns(["name", "nickname", "tag:a", "tag:a", "tag:a b"])).toEqual([
    "name",
    "",
    "tag:a",
    "",
    "",
  ]);
});

test("a mapping names fields, tags or nothing", () => {
  expect(v.is(ColumnsSchema, ["deviceName", "", "tag:x", "gateway"])).toBe(true);
  expect(v.is(ColumnsSchema, ["other"])).toBe(false);
  expect(v.is(ColumnsSchema, ["tag:"])).toBe(false);
});
