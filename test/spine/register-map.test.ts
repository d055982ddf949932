import { expect, test } from "bun:test";
import * as v from "valibot";
import { orderOf, RegisterMapSchema, type RegisterPoint, sizeOf } from "../../src/spine/register-map.ts";

const read = (map: unknown) => v.safeParse(RegisterMapSchema, map);
const messages = (map: unknown) => read(map).issues?.map((issue) => issue.message) ?? [];
const holding = { identifier: "a", area: "holding", address: 0 } as const;

test("fills in what most units have", () => {
  expect(v.parse(RegisterMapSchema, { points: [{ ...holding, type: "int16", scale: 0.1 }] })).toEqual({
    unit: {
      id: 1,
      order: "ABCD",
      maxRegistersPerRead: 100,
      maxBitsPerRead: 1_000,
      maxGap: 8,
      writeCoil: "single",
      writeRegister: "auto",
      forbidden: [],
    },
    groups: [
      { name: "fast", periodMs: 1_000, isAligned: false, report: "every" },
      { name: "normal", periodMs: 5_000, isAligned: false, report: "every" },
      { name: "slow", periodMs: 60_000, isAligned: false, report: "every" },
    ],
    points: [
      {
        ...holding,
        type: "int16",
        access: "r",
        group: "normal",
        scale: 0.1,
        offset: 0,
        isSignMagnitude: false,
      },
    ],
    sources: [],
    isVerified: false,
  });
});

test("knows every type with its size", () => {
  const points: [object, number][] = [
    [{ type: "bool", area: "coil" }, 1],
    [{ type: "bool", area: "discrete", isInverted: true }, 1],
    [{ type: "uint16", order: "BA" }, 1],
    [{ type: "int32", order: "CDAB" }, 2],
    [{ type: "float32" }, 2],
    [{ type: "uint64", order: "GHEFCDAB" }, 4],
    [{ type: "float64" }, 4],
    [{ type: "bcd", registers: 2, order: "ABCD" }, 2],
    [{ type: "string", registers: 8, packing: "lowFirst", encoding: "gbk" }, 8],
    [{ type: "bytes", registers: 3 }, 3],
    [{ type: "bit", bit: 15 }, 1],
    [{ type: "bits", bit: 4, length: 12, isSigned: true }, 1],
    [{ type: "int16", isSignMagnitude: true, absent: ["8000"], values: { "0": "off" } }, 1],
  ];
  for (const [point, size] of points) {
    const parsed = v.parse(RegisterMapSchema, { points: [{ ...holding, ...point }] });
    expect([point, sizeOf(parsed.points[0] as RegisterPoint)]).toEqual([point, size]);
  }
});

test("refuses what cannot be read or written", () => {
  const bad: [object, string][] = [
    [{ type: "float32", address: 65_535 }, "reaches beyond address 65535"],
    [{ type: "bits", bit: 8, length: 9 }, "the bits must lie in one register"],
    [{ type: "bcd", registers: 2, order: "AB" }, "the order has another number of bytes than the value"],
    [
      { type: "uint16", area: "input", access: "rw" },
      "input and discrete are read-only: name a write address",
    ],
    [
      { type: "uint16", access: "rw", formula: "x * x" },
      "a point with a formula needs writeFormula to be written",
    ],
    [{ type: "uint16", group: "other" }, "a: there is no group other"],
    [{ type: "uint16", scale: 0 }, "must not be 0"],
  ];
  for (const [point, message] of bad) {
    expect([point, messages({ points: [{ ...holding, ...point }] })]).toEqual([point, [message]]);
  }
  expect(messages({ points: [{ ...holding, type: "bool" }] })).toHaveLength(1);
  expect(messages({ points: [{ ...holding, type: "int16", adress: 1 }] })).toHaveLength(1);
  const twice = { ...holding, type: "int16" };
  expect(messages({ points: [twice, twice] })).toEqual(["an identifier is used twice"]);
});

test("takes a point of a module, on demand, written elsewhere", () => {
  const point = {
    identifier: "pump:speed",
    area: "input",
    address: 7,
    type: "uint16",
    access: "rw",
    group: null,
  };
  expect(read({ points: [{ ...point, write: { address: 100, min: 0, max: 50, step: 0.5 } }] }).success).toBe(
    true,
  );
});

test("the unit's order holds for values of 32 and 64 bits that name none", () => {
  const order = (point: object, unit: "ABCD" | "CDAB" | "DCBA") =>
    orderOf(v.parse(RegisterMapSchema, { points: [{ ...holding, ...point }] }).points[0] as RegisterPoint, {
      order: unit,
    });
  expect(order({ type: "uint16" }, "DCBA")).toBe("AB");
  expect(order({ type: "float32" }, "CDAB")).toBe("CDAB");
  expect(order({ type: "float64" }, "CDAB")).toBe("GHEFCDAB");
  expect(order({ type: "float64" }, "DCBA")).toBe("HGFEDCBA");
  expect(order({ type: "float32", order: "BADC" }, "CDAB")).toBe("BADC");
  expect(order({ type: "string", registers: 2 }, "CDAB")).toBeUndefined();
});
