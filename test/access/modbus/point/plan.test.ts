import { expect, test } from "bun:test";
import fc from "fast-check";
import * as v from "valibot";
import { cut, exponentIn, planReads, Seams, splitBlock } from "../../../../src/access/modbus/point/plan.ts";
import {
  type RegisterMap,
  RegisterMapSchema,
  type RegisterPointInput,
  sizeOf,
} from "../../../../src/spine/register-map.ts";

function mapOf(points: readonly Partial<RegisterPointInput>[], unit: object = {}): RegisterMap {
  const full = points.map((point, i) => ({ identifier: `p${i}`, area: "holding", type: "uint16", ...point }));
  return v.parse(RegisterMapSchema, { points: full, unit });
}

function planOf(points: readonly Partial<RegisterPointInput>[], unit: object = {}): string[] {
  const map = mapOf(points, unit);
  return planReads(map.points, map.unit).map(
    ({ functionCode, address, count, points: held }) =>
      `${functionCode}:${address}+${count} ${held.map((point) => point.identifier).join(",")}`,
  );
}

test("neighbours and near ones are read together, the far and other areas apart", () => {
  const plan = planOf([
    { address: 10 },
    { address: 0, type: "float32" },
    { address: 30 },
    { address: 2, area: "input" },
    { address: 5, area: "coil", type: "bool" },
    { address: 100, area: "coil", type: "bool" },
  ]);
  expect(plan).toEqual(["1:5+96 p4,p5", "3:0+11 p1,p0", "3:30+1 p2", "4:2+1 p3"]);
});

test("a read is no longer than the unit takes, and no value is cut in two", () => {
  const points = Array.from({ length: 10 }, (_, i) => ({ address: i * 2, type: "float32" as const }));
  expect(planOf(points, { maxRegistersPerRead: 5 })).toEqual([
    "3:0+4 p0,p1",
    "3:4+4 p2,p3",
    "3:8+4 p4,p5",
    "3:12+4 p6,p7",
    "3:16+4 p8,p9",
  ]);
});

test("functions that the unit must not be sent are left out", () => {
  expect(planOf([{ address: 0 }, { address: 0, area: "input" }], { forbidden: [4] })).toEqual(["3:0+1 p0"]);
});

test("points that are only written are not read", () => {
  expect(planOf([{ address: 0, access: "w" }])).toEqual([]);
});

test("a refused block is split until the register that does not exist is alone, and that is remembered", () => {
  const map = mapOf([{ address: 0 }, { address: 1 }, { address: 2 }, { address: 3 }, { address: 4 }]);
  const seams = new Seams();
  const missing = 3;
  let reads = 0;
  for (;;) {
    const refused = planReads(map.points, map.unit, seams).find(
      ({ address, count }) => address <= missing && missing < address + count,
    );
    reads++;
    if (!refused || !splitBlock(refused, seams)) break;
  }
  const plan = planReads(map.points, map.unit, seams).map(({ address, count }) => [address, count]);
  expect(plan).toContainEqual([3, 1]);
  expect([plan.flatMap(([, count]) => count).reduce((a = 0, b = 0) => a + b, 0), reads < 5]).toEqual([
    5,
    true,
  ]);
});

test("a value and its power of ten are read in one block", () => {
  const map = mapOf([{ address: 10, type: "int16", exponentAddress: 14 }, { address: 11 }]);
  const [block] = planReads(map.points, map.unit);
  const [point] = map.points;
  if (!block || !point) throw new Error("there is one block");
  const bytes = new Uint8Array(10);
  bytes.set([0x12, 0x34, 0, 7], 0);
  bytes.set([0xff, 0xfe], 8);
  expect([
    block.address,
    block.count,
    [...cut(block, bytes, point)],
    exponentIn(block, bytes, point),
  ]).toEqual([10, 5, [0x12, 0x34], -2]);
});

test("every point is in one block, whole, whatever the map", () => {
  const point = fc.record({
    address: fc.integer({ min: 0, max: 300 }),
    type: fc.constantFrom("uint16", "float32", "int64"),
    area: fc.constantFrom("holding", "input"),
  });
  fc.assert(
    fc.property(
      fc.array(point, { maxLength: 40 }),
      fc.integer({ min: 4, max: 125 }),
      fc.integer({ min: 0, max: 20 }),
      (points, maxRegistersPerRead, maxGap) => {
        const map = mapOf(points as readonly Partial<RegisterPointInput>[], { maxRegistersPerRead, maxGap });
        const blocks = planReads(map.points, map.unit);
        const held = blocks.flatMap((block) => block.points.map(({ identifier }) => identifier));
        expect(held.sort()).toEqual(map.points.map(({ identifier }) => identifier).sort());
        for (const { address, count, points: inside } of blocks) {
          expect(count).toBeLessThanOrEqual(maxRegistersPerRead);
          for (const one of inside) {
            expect(one.address).toBeGreaterThanOrEqual(address);
            expect(one.address + sizeOf(one)).toBeLessThanOrEqual(address + count);
          }
        }
      },
    ),
  );
});
