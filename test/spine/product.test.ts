import { expect, test } from "bun:test";
import * as v from "valibot";
import { dialects } from "../../src/codec/codec.ts";
import {
  DIALECT_NAMES,
  DialectsSchema,
  NO_OFFLINE_RULE,
  OfflineRuleSchema,
} from "../../src/spine/product.ts";

test("names every dialect that there is", () => {
  expect([...DIALECT_NAMES].sort()).toEqual(
    dialects.map(({ name }) => name as (typeof DIALECT_NAMES)[number]).sort(),
  );
});

test("dialects are all, or some of them once each", () => {
  const takes = (value: unknown) => v.is(DialectsSchema, value);
  expect([null, ["alink"], ["plain", "onenet"]].map(takes)).toEqual([true, true, true]);
  expect([[], ["alink", "alink"], ["telnet"], "alink"].map(takes)).toEqual([false, false, false, false]);
});

test("silence is 10 s to 30 days, and stale comes before offline", () => {
  const takes = (staleAfterS: unknown, offlineAfterS: unknown) =>
    v.is(OfflineRuleSchema, { staleAfterS, offlineAfterS });
  expect(v.is(OfflineRuleSchema, NO_OFFLINE_RULE)).toBe(true);
  expect([takes(10, 2_592_000), takes(null, 10), takes(60, null)]).toEqual([true, true, true]);
  expect([
    takes(9, null),
    takes(null, 2_592_001),
    takes(60, 60),
    takes(1.5, null),
    takes("60", null),
  ]).toEqual([false, false, false, false, false]);
});
