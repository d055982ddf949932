import { expect, test } from "bun:test";
import { expand, pointOf, propertyOf } from "../../../src/products/templates/point-row.ts";

test("a known quantity needs its identifier alone", () => {
  expect(pointOf("voltageA h 0x2006 f32 *0.1")).toEqual({
    identifier: "voltageA",
    area: "holding",
    address: 0x2006,
    type: "float32",
    access: "r",
    shownAs: "0x2006",
    scale: 0.1,
  });
  expect(propertyOf("voltageA h 0x2006 f32 *0.1", "zh")).toMatchObject({
    name: "A相电压",
    dataType: { type: "double", unit: "V" },
  });
  expect(() => pointOf("nonsense h 0 u16")).toThrow();
});

test("reads order, group, access, bits, texts and exponents", () => {
  const row = (at: string) => pointOf(["x", ["某", "X"], "", at]);
  expect(row("i 3 u32 CDAB ~slow")).toMatchObject({ area: "input", order: "CDAB", group: "slow" });
  expect(row("h 3 u16 ~demand")).toMatchObject({ group: null });
  expect(row("h 3 u16 +-40 ^9")).toMatchObject({ offset: -40, exponentAddress: 9 });
  expect(row("h 3 bit:4")).toMatchObject({ type: "bit", bit: 4 });
  expect(row("h 3 bits:4-7")).toMatchObject({ type: "bits", bit: 4, length: 4 });
  expect(row("h 3 str:8")).toMatchObject({ type: "string", registers: 8 });
  expect(row("c 3 bool w")).toMatchObject({ area: "coil", access: "w" });
});

test("the kind of a property follows from what is read", () => {
  const typeOf = (at: string, more = {}) => propertyOf(["x", ["某", "X"], "", at, more], "en").dataType.type;
  expect(typeOf("h 0 u16")).toBe("int");
  expect(typeOf("h 0 u32")).toBe("double");
  expect(typeOf("h 0 u16 *0.1")).toBe("double");
  expect(typeOf("h 0 f32")).toBe("float");
  expect(typeOf("h 0 i64")).toBe("long");
  expect(typeOf("d 0 bool")).toBe("bool");
  expect(typeOf("h 0 str:4")).toBe("text");
  expect(typeOf("h 0 u16", { states: { 0: ["关", "Off"] } })).toBe("enum");
});

test("limits of what is written go with the point, limits of a sensor only with the property", () => {
  const range = [0, 50] as const;
  const row = (at: string) => ["x", ["某", "X"], "Hz", at, { range, step: 0.1 }] as const;
  expect(pointOf(row("h 0 u16 *0.1 rw"))).toMatchObject({ write: { min: 0, max: 50, step: 0.1 } });
  expect(pointOf(row("h 0 u16 *0.1"))).not.toHaveProperty("write");
  expect(propertyOf(row("h 0 u16 *0.1"), "en").dataType).toMatchObject({ min: 0, max: 50, unit: "Hz" });
});

test("braces stand for several lines", () => {
  expect(expand("power{A,B} h {1,3} i32")).toEqual(["powerA h 1 i32", "powerB h 3 i32"]);
  expect(expand("power h 1 i32")).toEqual(["power h 1 i32"]);
  expect(() => expand("power{A,B} h {1} i32")).toThrow();
});
