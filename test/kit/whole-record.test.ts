import { expect, test } from "bun:test";
import { toJsonSchema } from "@valibot/to-json-schema";
import * as v from "valibot";
import { problemsOf } from "../../src/kit/schema-problem.ts";
import { wholeRecord } from "../../src/kit/whole-record.ts";

const Key = v.pipe(v.string(), v.regex(/^[a-z]{1,11}$/, "must be letters"));
const Record = wholeRecord(Key, v.pipe(v.string(), v.maxLength(3, "must be short")));

test("every key is kept, whatever objects inherit", () => {
  const given = { a: "1", constructor: "2", prototype: "3", valueof: "4" };
  expect(v.parse(Record, given)).toEqual(given as never);
  expect(v.parse(v.object({ tags: Record }), { tags: given })).toEqual({ tags: given } as never);
  expect(v.parse(Record, {})).toEqual({});
  const proto = wholeRecord(v.string(), v.number());
  expect(Object.entries(v.parse(proto, JSON.parse('{"__proto__":1}')))).toEqual([["__proto__", 1]]);
  expect(v.safeParse(Record, JSON.parse('{"__proto__":"1"}')).success).toBe(false);
});

test("what it keeps is checked like the rest", () => {
  const problems = (value: unknown) =>
    problemsOf(v.safeParse(v.object({ tags: Record }), { tags: value }).issues ?? []);
  expect(problems({ constructor: "long", prototype: 1 })).toEqual([
    { path: "tags.constructor", message: "must be short" },
    { path: "tags.prototype", message: "must be string" },
  ] as never);
  expect(problems({ A: "1" })).toEqual([{ path: "tags.A", message: "must be letters" }] as never);
  const Short = wholeRecord(v.pipe(v.string(), v.maxLength(9, "must be short")), v.string());
  expect(v.safeParse(Short, { constructor: "x" }).success).toBe(false);
  for (const value of [null, 7, "x"]) expect(v.safeParse(Record, value).success).toBe(false);
});

test("it is described as a record", () => {
  expect(toJsonSchema(Record)).toEqual(toJsonSchema(v.record(Key, v.pipe(v.string(), v.maxLength(3)))));
});
