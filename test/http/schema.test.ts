import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { BooleanText, integerText, listText } from "../../src/http/http.ts";

describe("text from URLs", () => {
  test("integers within their bounds", () => {
    const schema = integerText(-5, 10);
    expect(["-5", "0", "10"].map((text) => v.parse(schema, text))).toEqual([-5, 0, 10]);
    for (const text of ["-6", "11", "", " 1", "1.0", "0x1", "1e1", "+1"]) {
      expect(v.safeParse(schema, text).success).toBe(false);
    }
  });

  test("booleans are two words", () => {
    expect(["true", "false"].map((text) => v.parse(BooleanText, text))).toEqual([true, false]);
    for (const text of ["1", "", "TRUE"]) expect(v.safeParse(BooleanText, text).success).toBe(false);
  });

  test("a key given once or often is a list", () => {
    const schema = listText(v.pipe(v.string(), v.maxLength(3)), 2);
    expect(v.parse(schema, "a")).toEqual(["a"]);
    expect(v.parse(schema, ["a", "b"])).toEqual(["a", "b"]);
    for (const value of ["long", ["a", "b", "c"], ["long"]])
      expect(v.safeParse(schema, value).success).toBe(false);
  });
});
