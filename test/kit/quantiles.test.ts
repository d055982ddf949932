import { expect, test } from "bun:test";
import { Quantiles } from "../../src/kit/quantiles.ts";

test("Quantiles holds the newest measurements", () => {
  const quantiles = new Quantiles(100);
  expect(quantiles.at(0.5)).toBe(0);
  for (let i = 1; i <= 200; i++) quantiles.add(i);
  expect([quantiles.at(0), quantiles.at(0.5), quantiles.at(0.99), quantiles.at(1)]).toEqual([
    101, 151, 200, 200,
  ]);
});
