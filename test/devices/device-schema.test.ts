import { expect, test } from "bun:test";
import * as v from "valibot";
import { DeviceDraftSchema, DeviceNameSchema, DevicePatchSchema } from "../../src/devices/device-schema.ts";

test("names of other platforms are taken as they are", () => {
  for (const name of ["press-1", "a.b:c@d_e", "861234567890123", "x".repeat(64)])
    expect(v.is(DeviceNameSchema, name)).toBe(true);
  for (const name of ["", "a b", "a/b", "a&b", "a+b", "a#", "设备", "x".repeat(65)])
    expect(v.is(DeviceNameSchema, name)).toBe(false);
});

test("a draft needs its product only; a patch needs nothing and cannot rename", () => {
  expect(v.parse(DeviceDraftSchema, { productKey: "pk" })).toEqual({ productKey: "pk" });
  expect(v.is(DeviceDraftSchema, { deviceName: "a" })).toBe(false);
  expect(v.parse(DevicePatchSchema, { name: " Left " })).toEqual({ name: "Left" });
  expect(v.is(DevicePatchSchema, { deviceName: "b" })).toBe(false);
});
