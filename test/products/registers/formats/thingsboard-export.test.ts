import { expect, test } from "bun:test";
import { writeThingsboard } from "../../../../src/products/registers/formats/thingsboard-export.ts";
import { FULL } from "../rig.ts";

test("each poll group is a slave; what the gateway cannot say is told", () => {
  const { document, notices } = writeThingsboard(FULL, "pump");
  const { slaves } = document.master as { slaves: Record<string, unknown>[] };
  expect(
    slaves.map(({ pollPeriod, sendDataOnlyOnChange, unitId }) => [pollPeriod, sendDataOnlyOnChange, unitId]),
  ).toEqual([
    [500, true, 3],
    [60_000, false, 3],
  ]);
  expect(slaves[0]?.timeseries).toEqual([
    {
      ...{ tag: "voltage", type: "16uint", functionCode: 4, objectsCount: 1, address: 0 },
      ...{ byteOrder: "LITTLE", wordOrder: "LITTLE", divider: 10 },
    },
    {
      ...{ tag: "power", type: "32float", functionCode: 3, objectsCount: 2, address: 18 },
      ...{ byteOrder: "LITTLE", wordOrder: "LITTLE" },
    },
  ]);
  const left = notices.filter(({ code }) => code === "point_left_out").map(({ path }) => path);
  expect(left).toEqual(["setPoint", "mode"]);
});
