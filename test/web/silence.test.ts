import { expect, test } from "bun:test";
import { readSilence, silenceDraft } from "../../web/src/products/settings/silence.ts";

test("a silence is shown in the largest unit that fits", () => {
  expect([null, 10, 90, 600, 5_400, 7_200, 86_400].map(silenceDraft)).toEqual([
    { text: "", unit: "min" },
    { text: "10", unit: "s" },
    { text: "90", unit: "s" },
    { text: "10", unit: "min" },
    { text: "90", unit: "min" },
    { text: "2", unit: "h" },
    { text: "1", unit: "d" },
  ]);
});

test("it is read back, and only from 10 seconds to 30 days", () => {
  expect([10, 90, 600, 2_592_000].map((seconds) => readSilence(silenceDraft(seconds)))).toEqual([
    10, 90, 600, 2_592_000,
  ]);
  expect(readSilence({ text: "0.5", unit: "h" })).toBe(1_800);
  expect(readSilence({ text: " ", unit: "h" })).toBeNull();
  for (const text of ["9", "x", "-60", "2592001", "10.5"])
    expect(readSilence({ text, unit: "s" })).toBeUndefined();
});
