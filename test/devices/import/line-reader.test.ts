import { expect, test } from "bun:test";
import type { ImportContext } from "../../../src/devices/import/import-input.ts";
import { LineReader } from "../../../src/devices/import/line-reader.ts";
import { makeTempFolder } from "../../harness/temp-folder.ts";
import { openImporting } from "./fixture.ts";

test("the heading is no line, a done line is only remembered, and a device may come once", async () => {
  using folder = makeTempFolder("import");
  const room = openImporting(folder.path);
  const told: unknown[] = [];
  const input = {
    headings: ["deviceName", "gateway"],
    columns: ["deviceName", "gateway"],
    productKey: "meter",
  };
  const context = {
    input: { ...input, mode: "upsert", key: "name", makesGroups: true, rowCount: 3 },
    progress: () => {},
    rowError: (error: unknown) => told.push(error),
  } as unknown as ImportContext;
  const reader = new LineReader(context, room);
  const line = (row: number, ...cells: string[]) => ({ row, cells });
  expect(reader.isFresh(line(1, "deviceName", "gateway"), 0)).toBe(false);
  expect(reader.isFresh(line(2, "M1", ""), 2)).toBe(false);
  expect(reader.isFresh(line(3, "M1", "gw/G1"), 2)).toBe(true);
  expect(reader.plan(line(3, "M1", "gw/G1"))).toBeUndefined();
  expect(told).toEqual([
    { row: 3, column: "deviceName", code: "import_duplicate", params: { row: 2 }, cells: ["M1", "gw/G1"] },
  ]);
  expect(reader.bindable(line(3, "M1", "gw/G1"))).toBeUndefined();
  expect(reader.bindable(line(4, "M2", "gw/G1"))?.draft).toEqual({ deviceName: "M2", gateway: "gw/G1" });
  expect([reader.products.get("meter/M1"), reader.products.get("M2")]).toEqual(["meter", "meter"]);
  await room.close();
});
