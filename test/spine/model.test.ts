import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { MODEL_FEATURES } from "../../src/spine/limits.ts";
import { moduleOf, ThingModelSchema } from "../../src/spine/model.ts";

const property = (identifier: string) => ({ identifier, name: identifier, dataType: { type: "int" } });
const issuesOf = (model: unknown) =>
  v.safeParse(ThingModelSchema, model).issues?.map((issue) => issue.message) ?? [];

describe("thing model", () => {
  test("fills in what may be left out", () => {
    expect(
      v.parse(ThingModelSchema, {
        properties: [property("a")],
        events: [{ identifier: "e", name: "E" }],
        services: [{ identifier: "s", name: "S" }],
      }),
    ).toEqual({
      properties: [
        { identifier: "a", name: "a", accessMode: "r", required: false, dataType: { type: "int" } },
      ],
      events: [{ identifier: "e", name: "E", level: "info", output: [] }],
      services: [{ identifier: "s", name: "S", callType: "async", input: [], output: [] }],
    });
  });

  test("an identifier is used once in its list, and may be shared between lists", () => {
    expect(issuesOf({ properties: [property("a"), property("a")] })).toEqual(["an identifier is used twice"]);
    expect(issuesOf({ properties: [property("a")], events: [{ identifier: "a", name: "A" }] })).toEqual([]);
  });

  test("a feature's identifier may begin with a module's that the model has", () => {
    const modules = [{ identifier: "Battery", name: "Battery pack" }];
    expect(issuesOf({ properties: [property("level"), property("Battery:level")], modules })).toEqual([]);
    expect(issuesOf({ properties: [property("Lamp:level")], modules })).toEqual([
      "a feature's identifier names a module that is not in `modules`",
    ]);
    expect(issuesOf({ modules: [...modules, ...modules] })).toEqual(["an identifier is used twice"]);
    expect(moduleOf("Battery:level")).toBe("Battery");
    expect(moduleOf("level")).toBeUndefined();
  });

  test("has a largest size", () => {
    const properties = Array.from({ length: MODEL_FEATURES + 1 }, (_, i) => property(`p${i}`));
    expect(issuesOf({ properties })).toEqual([`at most ${MODEL_FEATURES} features`]);
  });

  test.each([
    [{ ...property("a b") }],
    [{ ...property("a"), dataType: { type: "complex" } }],
    [{ ...property("a"), dataType: { type: "int", minimum: 3 } }],
    [{ ...property("a"), dataType: { type: "enum", items: { x: "X" } } }],
    [{ ...property("a"), dataType: { type: "array", size: 513, item: { type: "int" } } }],
    [{ ...property("a"), dataType: { type: "struct", fields: [] } }],
  ])("refuses %j", (broken) => {
    expect(issuesOf({ properties: [broken] })).not.toEqual([]);
  });
});
