import { expect, test } from "bun:test";
import { ends, splitLoginName } from "../../../src/codec/login/name.ts";

test("splits deviceName&productKey", () => {
  expect(splitLoginName("dn&pk")).toEqual({ deviceName: "dn", productKey: "pk" });
  expect(splitLoginName("dn&")).toBeUndefined();
  expect(splitLoginName("&pk")).toBeUndefined();
  expect(splitLoginName("dn")).toBeUndefined();
});

test("shows only the ends", () => {
  expect(ends("abcdefghijklmnop")).toBe("abcd...mnop");
  expect(ends("short")).toBe("(5 characters)");
});
