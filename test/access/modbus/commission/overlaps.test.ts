import { expect, test } from "bun:test";
import * as v from "valibot";
import { findOverlaps } from "../../../../src/access/modbus/commission/overlaps.ts";
import { shiftMap } from "../../../../src/access/modbus/engine/running-link.ts";
import { RegisterMapSchema } from "../../../../src/spine/register-map.ts";

const map = (...points: object[]) =>
  v.parse(RegisterMapSchema, {
    points: points.map((point, at) => ({
      ...{ identifier: `p${at}`, area: "holding", address: 0, type: "uint16" },
      ...point,
    })),
  });
const METER = map({ type: "float32" }, { address: 9 }, { area: "input", address: 0 });

test("equal maps at one unit are read twice, and not at two units or with an offset that leads apart", () => {
  expect([
    findOverlaps([
      { key: "a", unit: 1, map: METER },
      { key: "b", unit: 1, map: METER },
      { key: "c", unit: 2, map: METER },
    ]),
    findOverlaps([
      { key: "a", unit: 1, map: METER },
      { key: "b", unit: 1, map: shiftMap(METER, 100) },
    ]),
  ]).toEqual([[{ slave: "b", other: "a", registers: 4 }], []]);
});

test("each pair is told, with what it has in common and polls", () => {
  const common = map({ address: 9 }, { address: 50 });
  expect(
    findOverlaps([
      { key: "a", unit: 1, map: METER },
      { key: "b", unit: 1, map: common },
      { key: "c", unit: 1, map: map({ address: 50 }) },
      { key: "d", unit: 1, map: map({ address: 50, group: null }, { address: 9, access: "w" }) },
    ]),
  ).toEqual([
    { slave: "b", other: "a", registers: 1 },
    { slave: "c", other: "b", registers: 1 },
  ]);
});

test("of one register two devices may have a bit each", () => {
  const bit = (at: number) => map({ type: "bit", bit: at });
  const slaves = [0, 1, 1].map((at, index) => ({ key: `${index}`, unit: 1, map: bit(at) }));
  expect(findOverlaps(slaves)).toEqual([{ slave: "2", other: "1", registers: 1 }]);
});
