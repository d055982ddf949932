import { expect, test } from "bun:test";
import { TableError } from "../../src/kit/table-error.ts";

test("a fault and what it is about", () => {
  const error = new TableError("too_many_rows", "5");
  expect([error.fault, error.detail, error.message]).toEqual(["too_many_rows", "5", "too_many_rows 5"]);
});
