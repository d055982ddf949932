import { expect, test } from "bun:test";
import * as v from "valibot";
import { findTemplates } from "../../../../src/products/templates/catalogue.ts";
import {
  FactsSchema,
  FileFactsSchema,
  OWN_ID_PATTERN,
  UnitDefaults,
  VerifiedUnit,
} from "../../../../src/products/templates/own/template-facts.ts";

const FACTS = {
  ...{ name: " Press ", family: "machine", maker: " M ", makerModel: "", description: "", note: "" },
  sources: [],
};
const isGood = (schema: v.GenericSchema, value: unknown) => v.safeParse(schema, value).success;

test("texts are trimmed and bounded", () => {
  expect(v.parse(FactsSchema, FACTS)).toMatchObject({ name: "Press", maker: "M" });
  for (const wrong of [
    { name: "" },
    { maker: "x".repeat(65) },
    { note: "x".repeat(2_001) },
    { family: "toy" },
  ])
    expect([wrong, isGood(FactsSchema, { ...FACTS, ...wrong })]).toEqual([wrong, false]);
});

test("a mark names a unit, or is taken away; defaults of a unit are changed one by one", () => {
  expect([{ unit: "No. 1" }, null, { unit: " " }, {}].map((said) => isGood(VerifiedUnit, said))).toEqual([
    true,
    true,
    false,
    false,
  ]);
  const said = [{}, { id: 247 }, { serial: null }, { tcpPort: 70_000 }, { maxGap: 3 }];
  expect(said.map((one) => isGood(UnitDefaults, one))).toEqual([true, true, true, false, false]);
});

test("no template that comes with the program is named as one's own", () => {
  expect(findTemplates({ language: "en" }).filter(({ id }) => OWN_ID_PATTERN.test(id))).toEqual([]);
  const { name: _, description: __, ...rest } = FACTS;
  expect(isGood(FileFactsSchema, { id: "own-0123456789", ...rest })).toBe(true);
  expect(isGood(FileFactsSchema, { id: "../x", ...rest })).toBe(false);
});
