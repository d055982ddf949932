import { expect, test } from "bun:test";
import { readDays } from "../../web/src/products/settings/retention-days.ts";

test("empty is nothing, whole days in range are days, all else is refused", () => {
  expect(["", "  ", "1", " 365 ", "36500"].map(readDays)).toEqual([null, null, 1, 365, 36_500]);
  expect(["0", "36501", "1.5", "-3", "1e3", "x"].map(readDays)).toEqual(Array(6).fill(undefined));
});
