import { expect, test } from "bun:test";
import {
  readThingsboard,
  thingsboardSlaves,
} from "../../../../src/products/registers/formats/thingsboard.ts";
import { MODEL } from "../rig.ts";
import sample from "../samples/thingsboard.json" with { type: "json" };

const plain = (point: object) =>
  Object.fromEntries(
    Object.entries(point).filter(([name]) =>
      ["identifier", "area", "address", "type", "order", "scale", "access", "bit", "group"].includes(name),
    ),
  );

test("a gateway's slave becomes points with their orders, scales and writes", () => {
  const { parts } = readThingsboard(thingsboardSlaves(sample) ?? [], MODEL);
  expect(parts.map(({ name, unit }) => [name, unit])).toEqual([
    ["Pump #4", { id: 4 }],
    ["Other #1", { id: 1 }],
  ]);
  const [pump, other] = parts;
  expect(pump?.groups).toEqual([{ name: "poll", periodMs: 2_000, isAligned: false, report: "change" }]);
  const holding = { area: "holding", access: "r", group: "poll" };
  expect(pump?.points.map(plain)).toEqual([
    {
      identifier: "voltage",
      area: "input",
      address: 0,
      type: "int16",
      scale: 0.1,
      access: "r",
      group: "poll",
    },
    { identifier: "relay", area: "coil", address: 1, type: "bool", access: "rw", group: "poll" },
    { ...holding, identifier: "alarm", address: 5, type: "bit", bit: 6 },
    { ...holding, identifier: "power", address: 2, type: "float32", order: "CDAB", scale: 0.1 },
    { ...holding, identifier: "Set_Point", address: 9, type: "uint16", scale: 1 },
    { identifier: "reset", area: "holding", address: 77, type: "uint16", scale: 1, access: "w", group: null },
    { identifier: "readSerial", area: "holding", address: 100, type: "string", access: "r", group: null },
  ]);
  expect(pump?.notices.map(({ code, path }) => [code, path])).toEqual([
    ["point_left_out", "slaves[0].timeseries[3]"],
    ["renamed", "slaves[0].attributes[1]"],
  ]);
  // Both orders are LITTLE unless they are said.
  expect(other?.points.map(plain)).toEqual([
    {
      ...{ identifier: "voltage", area: "input", address: 0, type: "int32", order: "DCBA", scale: 1 },
      ...{ access: "r", group: "poll" },
    },
  ]);
});
