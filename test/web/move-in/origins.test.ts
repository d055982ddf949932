import { expect, test } from "bun:test";
import { guessColumns } from "../../../src/devices/import/rows/columns.ts";
import { columnsOf } from "../../../web/src/move-in/origins.ts";

test("lists as the consoles and interfaces of each origin write them", () => {
  const columns = (origin: Parameters<typeof columnsOf>[0], headings: string[]) =>
    columnsOf(origin, headings, guessColumns(headings));
  expect(columns("alibaba", ["DeviceName", "DeviceSecret", "ProductKey"])).toEqual([
    ...["deviceName", "deviceSecret", "productKey"],
  ]);
  expect(columns("alibaba", ["ProductKey", "DeviceName", "IotId", "Nickname", "DeviceSecret"])).toEqual([
    ...["productKey", "deviceName", "tag:iotId", "name", "deviceSecret"],
  ]);
  expect(columns("onenet", ["设备ID", "设备名称", "设备密钥", "产品ID", "描述"])).toEqual([
    ...["", "deviceName", "deviceSecret", "productKey", "notes"],
  ]);
  expect(columns("onenet", ["name", "desc", "sec_key", "imei"])).toEqual([
    ...["deviceName", "notes", "deviceSecret", "tag:imei"],
  ]);
  expect(columns("onenetLegacy", ["设备ID", "设备名称", "鉴权信息", "api_key"])).toEqual([
    ...["deviceName", "name", "deviceSecret", ""],
  ]);
});
