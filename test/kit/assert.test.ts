import { expect, test } from "bun:test";
import { AssertionError, assert, unreachable } from "../../src/kit/assert.ts";

test("a broken assumption says which", () => {
  expect(() => assert(1 + 1 === 2, "arithmetic")).not.toThrow();
  expect(() => assert(0, "zero is not enough")).toThrow(new AssertionError("zero is not enough"));
  expect(() => unreachable("x" as never)).toThrow("unreachable: x");
});
