import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { ThingModelSchema } from "../../../src/spine/model.ts";
import {
  draftFeature,
  emptyParameter,
  emptyType,
  type FeatureDraft,
} from "../../../web/src/products/model/draft/feature-draft.ts";
import { readFeature } from "../../../web/src/products/model/draft/reading.ts";
import { makeWorld } from "../mock-world.ts";

const property = (change: Partial<FeatureDraft>): FeatureDraft => ({
  ...draftFeature(undefined),
  identifier: "p",
  name: "P",
  ...change,
});
const none: ReadonlySet<string> = new Set();

describe("reading an edited thing model", () => {
  test("what is opened and applied unchanged stays the same, for every feature of every product", () => {
    for (const model of makeWorld().models.values()) {
      const whole = v.parse(ThingModelSchema, model);
      for (const kind of ["properties", "events", "services"] as const) {
        for (const feature of whole[kind]) {
          expect(readFeature(kind, draftFeature(feature), none)).toEqual({ feature, errors: {} });
        }
      }
    }
  });

  test("what the editor accepts, the model's schema accepts", () => {
    const types = ["int", "long", "float", "double", "bool", "text", "date"] as const;
    for (const type of types) {
      const { feature, errors } = readFeature("properties", property({ type: emptyType(type) }), none);
      expect(errors).toEqual({});
      expect(v.is(ThingModelSchema, { properties: [feature] })).toBe(true);
    }
  });

  test("how long values are kept: nothing, days, or neither", () => {
    const read = (retentionDays: string) => readFeature("properties", property({ retentionDays }), none);
    expect(read(" 30 ").feature).toMatchObject({ retentionDays: 30 });
    expect("retentionDays" in read("").feature).toBe(false);
    expect(read("0").errors).toEqual({ retentionDays: "days" });
  });

  test("identifiers: form and uniqueness", () => {
    expect(readFeature("properties", property({ identifier: "a b" }), none).errors).toEqual({
      identifier: "identifier",
    });
    expect(readFeature("events", property({ identifier: "e", name: " " }), new Set(["e"])).errors).toEqual({
      identifier: "taken",
      name: "name",
    });
  });

  test("numbers: not a number, not whole, out of order, no step", () => {
    const errorsOf = (change: object, type: "int" | "float" | "long" = "float") =>
      readFeature("properties", property({ type: { ...emptyType(type), ...change } }), none).errors;
    expect(errorsOf({ min: "a" })).toEqual({ "dataType.min": "number" });
    expect(errorsOf({ min: "1.5" }, "int")).toEqual({ "dataType.min": "whole" });
    expect(errorsOf({ min: "3", max: "2" })).toEqual({ "dataType.max": "order" });
    expect(errorsOf({ step: "0" })).toEqual({ "dataType.step": "step" });
    expect(errorsOf({ min: "9007199254740993", max: "9007199254740992" }, "long")).toEqual({
      "dataType.max": "order",
    });
  });

  test("lists inside: enum items, struct fields, array size", () => {
    const enumeration = {
      ...emptyType("enum"),
      items: [
        { key: "1", text: "a" },
        { key: "1", text: "" },
        { key: "x", text: "c" },
      ],
    };
    expect(readFeature("properties", property({ type: enumeration }), none).errors).toEqual({
      "dataType.items.1.key": "enumTwice",
      "dataType.items.1.text": "name",
      "dataType.items.2.key": "enumKey",
    });
    expect(readFeature("properties", property({ type: emptyType("struct") }), none).errors).toEqual({
      "dataType.fields": "fieldsNone",
    });
    expect(
      readFeature("properties", property({ type: { ...emptyType("array"), size: "513" } }), none).errors,
    ).toEqual({ "dataType.size": "size" });
    const twice = { ...emptyParameter(), identifier: "x", name: "X" };
    expect(readFeature("services", property({ input: [twice, { ...twice, id: -1 }] }), none).errors).toEqual({
      "input.1.identifier": "taken",
    });
  });
});
