import { expect, test } from "bun:test";
import fc from "fast-check";
import { toDeviceName } from "../../../src/codec/thingsboard/device-name.ts";

/** The name that the gateway knows: what stands for bytes becomes those bytes. */
function toForeignName(deviceName: string): string {
  return decodeURIComponent(deviceName.replaceAll("@", "%"));
}

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
