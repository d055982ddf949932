import { expect, test } from "bun:test";
import * as v from "valibot";
import { dialects } from "../../src/codec/codec.ts";
import { failure } from "../../src/spine/error.ts";
import {
  checkWithKeys,
  DIALECT_NAMES,
  DialectsSchema,
  NO_OFFLINE_RULE,
  OfflineRuleSchema,
  type ProductKeys,
  rotateKeys,
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

test("a rotated key holds beside its successor until its time is over", () => {
  const first = { productSecret: "a", accessKey: "x", formerKeys: {} };
  const second = { ...first, ...rotateKeys(first, { which: "productSecret", value: "b", overlapMs: 5 }, 10) };
  expect(second).toEqual({
    ...{ productSecret: "b", accessKey: "x" },
    formerKeys: { productSecret: { value: "a", until: 15 } },
  });
  const wrong = failure("sign_mismatch");
  const proof = (made: string) => (keys: ProductKeys) => (keys.productSecret === made ? undefined : wrong);
  const outcomes = (now: number) => ["a", "b", "c"].map((made) => checkWithKeys(second, now, proof(made)));
  expect(outcomes(14)).toEqual([undefined, undefined, wrong]);
  expect(outcomes(15)).toEqual([wrong, undefined, wrong]);
  // The right key with the wrong time: that is what is to be told.
  const late = failure("token_expired");
  expect(checkWithKeys(second, 14, (keys) => (keys.productSecret === "a" ? late : wrong))).toEqual(late);
  const third = rotateKeys(second, { which: "accessKey", value: "y", overlapMs: 5 }, 11);
  expect(third).toEqual({
    accessKey: "y",
    formerKeys: { productSecret: { value: "a", until: 15 }, accessKey: { value: "x", until: 16 } },
  });
  expect(rotateKeys(second, { which: "productSecret", value: "c", overlapMs: 0 }, 11)).toEqual({
    ...{ productSecret: "c", formerKeys: {} },
  });
});
