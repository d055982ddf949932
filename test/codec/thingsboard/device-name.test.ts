import { expect, test } from "bun:test";
import fc from "fast-check";
import { toDeviceName, toForeignName } from "../../../src/codec/thingsboard/device-name.ts";

test.each([
  ["sensor-1.A:b_c", "sensor-1.A:b_c"],
  ["Device A", "Device@20A"],
  ["a@b", "a@40b"],
  ["温度", "@E6@B8@A9@E5@BA@A6"],
])("%s is kept as %s", (name, kept) => {
  expect([toDeviceName(name), toForeignName(kept)]).toEqual([kept, name]);
});

test("every name comes back, and no two are kept as one", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 6 }), (name) => {
      expect(toForeignName(toDeviceName(name))).toBe(name);
      expect(toDeviceName(name)).toMatch(/^[A-Za-z0-9_\-.:@]+$/);
    }),
  );
});

test("a name that was not made here stays as it is", () => {
  expect([toForeignName("a@FF"), toForeignName("a@zz"), toForeignName("a b")]).toEqual([
    "a@FF",
    "a@zz",
    "a b",
  ]);
});
