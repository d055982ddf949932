import { expect, test } from "bun:test";
import { isNeuronSheet, neuronRows, readNeuron } from "../../../../src/products/registers/formats/neuron.ts";
import { FULL, MODEL } from "../rig.ts";

const headings = [
  "group",
  "interval",
  "name",
  "address",
  "attribute",
  "type",
  "description",
  "decimal",
  "precision",
  "bias",
];
const sheetOf = (...rows: string[]) => ({
  headings,
  rows: rows.map((row, at) => ({ row: at + 2, cells: row.split("|") })),
});

test("addresses, orders, strings and numbers as Neuron writes them", () => {
  expect(isNeuronSheet(headings)).toBe(true);
  const { parts } = readNeuron(
    sheetOf(
      "g 1|500|电压|1!300001#B|Read|INT16||0.1|1|-5",
      "g 1|500|power|1!400019#BL|Read Write|FLOAT|kW||0|0",
      "g 1|500|energy|1!400021#BL|Read|INT64",
      "g 1|500|relay|1!000008|Write|BIT",
      "g 1|500|alarm|1!400005.3|Read Subscribe|BIT",
      "g 1|500|serial|1!400101.16H|Read|STRING",
      "g 1|500|s2|1!400201.4D|Read|STRING",
      "g 1|500|other|2!400001|Read|UINT16",
      "g 1|500|odd|D100|Read|UINT16",
      "g 1|500|fixed|1!400001|Static|UINT16",
    ),
    MODEL,
  );
  expect(parts.map(({ name, points }) => [name, points.length])).toEqual([
    ["1", 7],
    ["2", 1],
  ]);
  const rows = parts[0]?.points.map((point) => [
    ...[point.identifier, point.area, point.address, point.type, point.access, point.group],
    "order" in point ? point.order : "packing" in point ? [point.packing, point.registers] : undefined,
  ]);
  expect(rows).toEqual([
    ["voltage", "input", 0, "int16", "r", "g_1", "BA"],
    ["power", "holding", 18, "float32", "rw", "g_1", "CDAB"],
    ["energy", "holding", 20, "int64", "r", "g_1", "GHEFCDAB"],
    ["relay", "coil", 7, "bool", "w", "g_1", undefined],
    ["alarm", "holding", 4, "bit", "r", "g_1", undefined],
    ["serial", "holding", 100, "string", "r", "g_1", ["highFirst", 8]],
    ["s2", "holding", 200, "string", "r", "g_1", ["lowOnly", 4]],
  ]);
  expect(parts[0]?.points[0]).toMatchObject({ scale: 0.1, offset: -5, decimals: 1 });
  const codes = parts[0]?.notices.map(({ code }) => code);
  expect(codes).toEqual(["point_left_out", "group_renamed", "matched", "point_left_out"]);
});

test("a map becomes tags, and what tags cannot say is told", () => {
  const { rows, notices } = neuronRows(FULL);
  expect(rows.map((row) => row.slice(0, 6))).toEqual([
    ["fast", 500, "voltage", "3!300001#B", "Read Subscribe", "UINT16"],
    ["fast", 500, "power", "3!400019#BB", "Read Write Subscribe", "FLOAT"],
    ["slow", 60_000, "energy", "3!400021#BL", "Read", "INT64"],
    ["on-demand", 3_600_000, "relay", "3!000008", "Read Write", "BIT"],
    ["slow", 60_000, "alarm", "3!400005.3", "Read", "BIT"],
    ["slow", 60_000, "serial", "3!400101.16L", "Read", "STRING"],
  ]);
  expect(notices.filter(({ code }) => code === "point_left_out").map(({ path }) => path)).toEqual([
    "setPoint",
    "mode",
  ]);
});
