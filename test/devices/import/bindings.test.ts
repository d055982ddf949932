import { expect, test } from "bun:test";
import { bindRows, checkBindings } from "../../../src/devices/import/bindings.ts";
import type { ImportContext } from "../../../src/devices/import/import-input.ts";
import { EVERYTHING } from "../../harness/room-api.ts";
import { makeTempFolder } from "../../harness/temp-folder.ts";
import { openImporting } from "./fixture.ts";

test("a gateway is meant by both names, or by its own alone when it is the only one", async () => {
  using folder = makeTempFolder("bindings");
  const room = openImporting(folder.path);
  for (const deviceName of ["G1", "same"]) room.devices.create({ productKey: "gw", deviceName }, "test");
  for (const deviceName of ["M1", "M2", "M3", "same"])
    room.devices.create({ productKey: "meter", deviceName }, "test");
  const told: string[] = [];
  let bound = 0;
  const context = {
    actor: "ann",
    reach: EVERYTHING,
    input: { productKey: "meter", columns: ["deviceName", "gateway"], headings: ["Device", "Gateway"] },
    count: () => {
      bound += 1;
    },
    rowError: ({ row, column, code }: { row: number; column: string; code: string }) =>
      told.push(`${row} ${column} ${code}`),
  } as unknown as ImportContext;
  const lines = [
    ["M1", "gw/G1"],
    ["M2", "G1"],
    ["M3", "same"],
    ["M3", "press/x"],
    ["M9", "G1"],
  ].map(([deviceName = "", gateway = ""], at) => ({
    line: { row: at + 2, cells: [deviceName, gateway] },
    draft: { deviceName, gateway },
  }));
  bindRows(lines, context, room);
  expect([bound, told]).toEqual([2, ["4 Gateway device_name_unknown", "5 Gateway unknown_device"]]);
  const names = room.topology.childrenOf(room.devices.get("gw", "G1")).map(({ deviceName }) => deviceName);
  expect(names).toEqual(["M1", "M2"]);
  told.length = 0;
  bound = 0;
  const coming = new Map([["press/x", "press"]]);
  checkBindings(lines, context, { ...room, coming });
  expect([bound, told]).toEqual([3, ["4 Gateway device_name_unknown", "5 Gateway not_a_gateway"]]);
  await room.close();
});
