import { expect, test } from "bun:test";
import { readRows } from "../../../../src/products/model/tables/read-rows.ts";

const sheet = (title: string, kind: "property" | "event" | "service", ...rows: string[]) => ({
  title,
  kind,
  rows: rows.map((cells, index) => ({ row: index + 1, cells: cells.split(",") })),
});

test("rows without a kind are of their sheet's", () => {
  const { model, problems } = readRows([
    sheet("Properties", "property", "identifier,type", "pos,struct", "pos.x,double"),
    sheet("Events", "event", "identifier,kind,type,level", "jam,,,error", "jam.code,output,int,"),
    sheet(
      "Services",
      "service",
      "identifier,kind,type",
      "jam,,",
      "jam.hard,input,bool",
      "jam.left,output,int",
    ),
  ]);
  expect(problems).toEqual([]);
  expect(model).toMatchObject({
    properties: [{ identifier: "pos", dataType: { type: "struct", fields: [{ identifier: "x" }] } }],
    events: [{ identifier: "jam", level: "error", output: [{ identifier: "code" }] }],
    services: [{ identifier: "jam", input: [{ identifier: "hard" }], output: [{ identifier: "left" }] }],
  });
});

test("a table without identifiers is none, an empty one is an empty model", () => {
  expect(readRows([sheet("", "property", "colour,taste", "red,sour")]).problems).toEqual([
    { path: "row 1", message: "no column is named Identifier (标识符)" },
  ]);
  expect(readRows([])).toEqual({
    model: { properties: [], events: [], services: [] },
    problems: [],
    notices: [],
  });
});
