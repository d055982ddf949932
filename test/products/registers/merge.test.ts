import { expect, test } from "bun:test";
import * as v from "valibot";
import type { MapPart } from "../../../src/products/registers/formats/reading.ts";
import { mapDifferences, proposeMap } from "../../../src/products/registers/merge.ts";
import { RegisterMapSchema } from "../../../src/spine/register-map.ts";
import { FULL, MODEL } from "./rig.ts";

const brought = v.parse(RegisterMapSchema, {
  groups: [{ name: "g", periodMs: 200 }],
  points: [
    { identifier: "voltage", area: "input", address: 9, type: "uint16", access: "r", group: "g" },
    { identifier: "energy", area: "holding", address: 20, type: "int64", access: "rw", group: "g" },
    { identifier: "serial", area: "holding", address: 3, type: "int16", group: "g" },
    { identifier: "fresh", area: "holding", address: 5, type: "uint32", group: "g" },
  ],
});
const part: MapPart = {
  ...{ name: "", points: brought.points, groups: brought.groups, unit: { id: 9 } },
  ...{ names: new Map([["fresh", "新点"]]), notices: [] },
};

test("points follow the thing model, and what it lacks is proposed", () => {
  const { map, notices, missing } = proposeMap(FULL, { part, mode: "replace", model: MODEL });
  expect(map.points.map(({ identifier, access }) => [identifier, access])).toEqual([
    ["voltage", "r"],
    ["energy", "r"],
    ["fresh", "r"],
  ]);
  expect(notices.map(({ code, path }) => [code, path])).toEqual([
    ["read_only", "energy"],
    ["misfit", "serial"],
  ]);
  expect(missing).toEqual([
    { identifier: "fresh", name: "新点", accessMode: "r", required: false, dataType: { type: "long" } },
  ]);
  expect(map.unit).toEqual({ ...FULL.unit, id: 9 });
  expect(map.groups.map(({ name }) => name)).toEqual(["fast", "slow", "g"]);
});

test("merging keeps the points that the file does not name, and differences name what changes", () => {
  const { map } = proposeMap(FULL, { part, mode: "merge", model: MODEL });
  expect(map.points).toHaveLength(FULL.points.length + 1);
  const differences = mapDifferences(FULL, map);
  expect(differences.map(({ path, kind }) => [path, kind])).toEqual([
    ["points.voltage", "changed"],
    ["points.energy", "changed"],
    ["points.fresh", "added"],
    ["groups.g", "added"],
    ["unit", "changed"],
  ]);
  expect(differences[1]?.fields).toEqual(["group", "scale"]);
});
