import { expect, test } from "bun:test";
import * as v from "valibot";
import * as setting from "../../src/kit/setting-schema.ts";

const problemOf = (schema: v.GenericSchema, value: unknown) => v.safeParse(schema, value).issues?.[0].message;

test("what is absent is the default; what is out of bounds says which they are", () => {
  expect(v.parse(setting.port(80), undefined)).toBe(80);
  expect(problemOf(setting.port(80), 65_536)).toBe("must be 0 to 65535");
  expect(problemOf(setting.port(80), 1.5)).toBe("must be a whole number");
  expect(v.parse(setting.flag(true, "x"), undefined)).toBe(true);
  expect(problemOf(setting.text("a", "x"), "")).toBe("must not be empty");
  expect(problemOf(setting.bounded(5, { min: 1, max: 9 }, "x"), 10)).toBe("must be 1 to 9");
});

test("each carries its description", () => {
  expect(v.getDescription(setting.flag(true, "what it is").wrapped)).toBe("what it is");
});
