import { expect, test } from "bun:test";
import type { ImportContext } from "../../../src/devices/import/import-input.ts";
import { LineReader } from "../../../src/devices/import/line-reader.ts";
import { EVERYTHING } from "../../harness/room-api.ts";
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
    reach: EVERYTHING,
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

test("a secret or tag that finds devices may come once, whichever devices its rows name", async () => {
  using folder = makeTempFolder("import");
  const room = openImporting(folder.path);
  const line = (row: number, ...cells: string[]) => ({ row, cells });
  for (const [key, column] of [
    ["secret", "deviceSecret"],
    ["tag:serial", "tag:serial"],
  ] as const) {
    const told: unknown[] = [];
    const input = { headings: ["name", "id"], columns: ["deviceName", column], productKey: "press" };
    const context = {
      input: { ...input, mode: "upsert", key, makesGroups: true, rowCount: 3 },
      reach: EVERYTHING,
      progress: () => {},
      rowError: ({ row, column, code, params }: Record<string, unknown>) =>
        told.push([row, column, code, params]),
    } as unknown as ImportContext;
    const reader = new LineReader(context, room);
    expect(reader.isFresh(line(2, "P1", "k1"), 2)).toBe(false);
    expect(reader.plan(line(3, "P2", "k1"))).toBeUndefined();
    expect(reader.plan(line(4, "P3", "k2"))?.action).toBe("create");
    expect(reader.plan(line(5, "P4", "k2"))).toBeUndefined();
    // What was refused has not taken its name.
    expect(reader.plan(line(6, "P4", "k4"))?.action).toBe("create");
    expect(told).toEqual([
      [3, "id", "import_duplicate", { row: 2 }],
      [5, "id", "import_duplicate", { row: 4 }],
    ]);
  }
  await room.close();
});
