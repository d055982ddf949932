import { expect, test } from "bun:test";
import { toJson } from "../../src/kit/plain-json.ts";

test("only a bigint changes, at any depth", () => {
  expect(toJson({ a: [1, 2n ** 60n, { b: true }], c: "x" })).toEqual({
    a: [1, "1152921504606846976", { b: true }],
    c: "x",
  });
  expect(toJson(2n)).toBe("2");
});
