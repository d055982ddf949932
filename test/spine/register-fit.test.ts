import { expect, test } from "bun:test";
import * as v from "valibot";
import { ThingModelSchema } from "../../src/spine/model.ts";
import { findMisfits, findOverlaps } from "../../src/spine/register-fit.ts";
import { RegisterMapSchema } from "../../src/spine/register-map.ts";

const model = v.parse(ThingModelSchema, {
  properties: [
    { identifier: "level", name: "Level", dataType: { type: "float" } },
    { identifier: "isOn", name: "On", accessMode: "rw", dataType: { type: "bool" } },
    { identifier: "serial", name: "Serial", dataType: { type: "text" } },
  ],
});
const mapOf = (points: object[]) => v.parse(RegisterMapSchema, { points });
const at = (identifier: string, address: number, rest: object) => ({
  identifier,
  area: "holding",
  address,
  ...rest,
});

test("a map fits when kinds and access agree", () => {
  const map = mapOf([
    at("level", 0, { type: "float32" }),
    { identifier: "isOn", area: "coil", address: 0, type: "bool", access: "rw" },
    at("serial", 10, { type: "string", registers: 4 }),
  ]);
  expect(findMisfits(map, model)).toEqual([]);
});

test("tells each point that does not fit", () => {
  const map = mapOf([
    at("level", 0, { type: "float32", access: "rw" }),
    at("other", 2, { type: "int16" }),
    at("isOn", 3, { type: "string", registers: 2 }),
  ]);
  expect(findMisfits(map, model)).toEqual([
    { index: 0, identifier: "level", message: "the property is read-only" },
    { index: 1, identifier: "other", message: "the thing model has no such property" },
    { index: 2, identifier: "isOn", message: "string cannot become bool" },
  ]);
});

test("bits share a register, other values do not", () => {
  const pairs = (points: object[]) =>
    findOverlaps(mapOf(points)).map((pair) => pair.map((one) => one.identifier));
  const flags = [at("a", 4, { type: "bit", bit: 0 }), at("b", 4, { type: "bits", bit: 1, length: 3 })];
  expect(pairs([...flags, at("c", 4, { type: "uint16" })])).toEqual([]);
  expect(pairs([at("a", 4, { type: "float32" }), at("b", 5, { type: "uint16" })])).toEqual([["a", "b"]]);
  expect(pairs([at("a", 4, { type: "int16" }), at("b", 4, { type: "uint16" })])).toEqual([["a", "b"]]);
  expect(pairs([at("a", 4, { type: "float32" }), at("b", 6, { type: "uint16" })])).toEqual([]);
});
