// A register map as CSV, and a point while it is edited.

import { expect, test } from "bun:test";
import * as v from "valibot";
import { TEMPLATE_FAMILIES } from "../../src/products/templates/template.ts";
import { RegisterMapSchema } from "../../src/spine/register-map.ts";
import {
  draftPoint,
  readPoint,
  withAddress,
  withPoint,
} from "../../web/src/products/registers/point/point-draft.ts";
import { registerCsv } from "../../web/src/products/registers/register-csv.ts";
import { TEMPLATE_FAMILIES as SHOWN_FAMILIES } from "../../web/src/products/templates/template-calls.ts";

const map = v.parse(RegisterMapSchema, {
  unit: { order: "CDAB" },
  points: [
    { identifier: "power", area: "input", address: 18, type: "int32", scale: 0.1, note: "a, b" },
    { identifier: "alarm", area: "holding", address: 4, type: "bit", bit: 3 },
    {
      ...{ identifier: "setPoint", area: "holding", address: 9, type: "uint16", access: "rw" },
      ...{ write: { min: 0, max: 50 }, absent: ["ffff"], group: null },
    },
  ],
});
const [power, , setPoint] = map.points;

test("CSV has one line a point, with the order that holds", () => {
  const lines = registerCsv(map).split("\r\n");
  expect(lines[0]).toStartWith("\uFEFFidentifier,area,address,shownAs,type,registers,order");
  expect(lines[1]).toStartWith("power,input,18,,int32,2,CDAB,,,0.1,0");
  expect(lines[1]).toEndWith('"a, b"');
  expect(lines[2]).toStartWith("alarm,holding,4,,bit,1,,3");
  expect(lines).toHaveLength(5);
});

test("an unchanged point is the same after editing, with what the form does not show", () => {
  for (const point of map.points) {
    const { map: after, problems } = withPoint(map, point, readPoint(draftPoint(point), point));
    expect(problems).toEqual([]);
    expect(after).toEqual(map);
  }
});

test("a change of type drops what the new type does not know", () => {
  const changed = readPoint({ ...draftPoint(setPoint), type: "bit", bit: "2", access: "r" }, setPoint);
  expect(changed).toEqual({
    ...{ identifier: "setPoint", area: "holding", address: 9, type: "bit", bit: 2, access: "r", group: null },
  });
  expect(readPoint({ ...draftPoint(power), area: "coil" }, power)).toMatchObject({
    area: "coil",
    type: "bool",
  });
});

test("a new point may have its address in hexadecimal, and problems name the field", () => {
  const draft = { ...draftPoint(undefined), identifier: "flow", address: "0x2006" };
  const added = withPoint(map, undefined, readPoint(draft, undefined));
  expect(added.map?.points.at(-1)).toMatchObject({ identifier: "flow", address: 0x2006, scale: 1 });
  const wrong = withPoint(map, undefined, readPoint({ ...draft, address: "x" }, undefined));
  expect(wrong.map).toBeUndefined();
  expect(wrong.problems.map(({ field }) => field)).toEqual(["address"]);
  const twice = withPoint(map, undefined, readPoint({ ...draft, identifier: "power" }, undefined));
  expect(twice.problems).toEqual([{ field: undefined, message: "an identifier is used twice" }]);
});

test("the maker's notation goes where it only repeated the address", () => {
  const draft = { ...draftPoint(power), address: "8198", shownAs: "0x2006" };
  expect(withAddress(draft, "9")).toEqual({ address: "9", shownAs: "" });
  expect(withAddress({ ...draft, shownAs: "D100" }, "9")).toEqual({ address: "9" });
});

test("the gallery offers every family that the server knows", () => {
  expect([...SHOWN_FAMILIES]).toEqual([...TEMPLATE_FAMILIES]);
});
