import { expect, test } from "bun:test";
import * as v from "valibot";
import { MappingSchema } from "../../src/spine/mapping.ts";

const problem = (row: unknown) => v.safeParse(MappingSchema, { rows: [row] }).issues?.[0]?.message;

test("fills in what a row leaves out", () => {
  expect(v.parse(MappingSchema, { rows: [{ topic: "a/{deviceName}", payload: "json" }] })).toEqual({
    isShared: false,
    rows: [
      {
        topic: "a/{deviceName}",
        payload: "json",
        from: "",
        take: "keys",
        pairName: "name",
        pairValue: "value",
        skip: [],
        properties: [],
      },
    ],
  });
});

test.each([
  [{ topic: "a/#/b", payload: "json" }, /not a topic pattern/],
  [{ topic: "a", payload: "json", from: "a..b" }, /must be a path/],
  [{ topic: "a", payload: "text" }, /name a property/],
  [{ topic: "spBv1.0/#", payload: "sparkplug-b" }, /spBv1.0/],
  [{ topic: "a", payload: "xml" }, /payload|expected/i],
])("%j is refused", (row, why) => {
  expect(problem(row)).toMatch(why);
});

test("takes 50 rows and no more", () => {
  const rows = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ topic: `a/${i}`, payload: "json" }));
  expect(v.safeParse(MappingSchema, { rows: rows(50) }).success).toBe(true);
  expect(v.safeParse(MappingSchema, { rows: rows(51) }).success).toBe(false);
});
