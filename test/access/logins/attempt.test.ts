import { expect, test } from "bun:test";
import { hostOf, NOBODY, namesOf, refusedAttempt } from "../../../src/access/logins/attempt.ts";
import { failure } from "../../../src/spine/error.ts";

test("a refusal names nobody unless somebody is meant, and nothing but names", () => {
  const device = { productKey: "pk", deviceName: "dn", dialect: "plain", deviceSecret: "s" };
  expect(namesOf(device)).toEqual({ productKey: "pk", deviceName: "dn", dialect: "plain" });
  const why = failure("unknown_device");
  expect(refusedAttempt(why)).toEqual({ device: undefined, failure: why, names: NOBODY });
});

test("a host is an address without its port", () => {
  expect([
    hostOf({ address: "10.1.1.1:2" }),
    hostOf({ address: "[fd00::1]:2" }),
    hostOf({ address: "" }),
  ]).toEqual(["10.1.1.1", "[fd00::1]", ""]);
});
