import { expect, test } from "bun:test";
import * as v from "valibot";
import { shiftMap } from "../../../../src/access/modbus/engine/running-link.ts";
import { RegisterMapSchema } from "../../../../src/spine/register-map.ts";

test("the second channel of a unit: every address is moved, and nothing else", () => {
  const map = v.parse(RegisterMapSchema, {
    points: [
      { identifier: "a", area: "holding", address: 10, type: "int16", exponentAddress: 12 },
      { identifier: "b", area: "input", address: 3, type: "uint16", access: "rw", write: { address: 7 } },
      { identifier: "c", area: "coil", address: 0, type: "bool" },
    ],
  });
  expect(shiftMap(map, 0)).toBe(map);
  expect(
    shiftMap(map, 100).points.map((point) => [
      point.address,
      "exponentAddress" in point ? point.exponentAddress : undefined,
      point.write?.address,
    ]),
  ).toEqual([
    [110, 112, undefined],
    [103, undefined, 107],
    [100, undefined, undefined],
  ]);
});
