import { expect, test } from "bun:test";
import {
  DEVICE_NAME_PATTERN,
  deviceKey,
  FEATURE_PATTERN,
  IDENTIFIER_PATTERN,
  PRODUCT_KEY_PATTERN,
  splitDeviceKey,
} from "../../src/spine/ids.ts";

test("a device key splits back into what it was made of", () => {
  expect(splitDeviceKey(deviceKey("a1h88DsZIaY", "line:1@plant.b"))).toEqual({
    productKey: "a1h88DsZIaY",
    deviceName: "line:1@plant.b",
  });
  for (const broken of ["", "/", "pk/", "/dn", "pk"]) expect(splitDeviceKey(broken)).toBeUndefined();
});

test("names that would break topics or keys are not names", () => {
  for (const name of ["a/b", "a+b", "a#", "a b", "", "x".repeat(65), "a&b"]) {
    expect(DEVICE_NAME_PATTERN.test(name)).toBe(false);
    expect(PRODUCT_KEY_PATTERN.test(name)).toBe(false);
  }
  expect(DEVICE_NAME_PATTERN.test("PRESS-01.a:b@c_d")).toBe(true);
});

test("values are kept by identifier, so an identifier is what an object can hold", () => {
  const isFeature = (name: string) => FEATURE_PATTERN.test(name);
  expect(
    ["temp", "m:temp", "constructor", "m:__proto__", "__proto__2"].filter((one) => !isFeature(one)),
  ).toEqual([]);
  expect(["__proto__", "", "a:b:c", "a b", "x".repeat(51)].filter(isFeature)).toEqual([]);
  expect(["temp", "__proto__", "m:temp"].filter((name) => IDENTIFIER_PATTERN.test(name))).toEqual(["temp"]);
});

test("a product key is not the first level of topics that all devices have", () => {
  const isKey = (name: string) => PRODUCT_KEY_PATTERN.test(name);
  expect(["sys", "ext", "ota", "shadow", "broadcast", "response", "v1", "v2"].filter(isKey)).toEqual([]);
  expect(["sys-2", "system", "SYS", "v10"].filter(isKey)).toEqual(["sys-2", "system", "SYS", "v10"]);
});
