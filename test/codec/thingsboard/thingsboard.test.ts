import { expect, test } from "bun:test";
import { thingsboard } from "../../../src/codec/thingsboard/thingsboard.ts";
import { checkRoutes } from "../route-check.ts";

test("every topic of the table is one that the dialect knows", () => {
  expect(checkRoutes(thingsboard)).toEqual([]);
});

test("a device hears what is sent to it on the topics without names, and nothing of others", () => {
  const hears = (filter: string) => thingsboard.maySubscribe(filter, "pk", "dn");
  const own = [
    "v1/devices/me/attributes",
    "v1/devices/me/rpc/request/+",
    "v1/gateway/rpc",
    "v2/fw/response/+/chunk/+",
  ];
  expect(own.map(hears)).toEqual([true, true, true, true]);
  expect(
    ["#", "v1/#", "v1/+/me/attributes", "+/devices/me/rpc/request/+", "/sys/pk/dn/#"].map(hears),
  ).toEqual([false, false, false, false, false]);
  expect(thingsboard.hasSharedTopics).toBe(true);
});
