import { expect, test } from "bun:test";
import { onenet } from "../../../src/codec/onenet/onenet.ts";

test.each([
  ["$sys/100/dn/thing/property/post", true],
  ["$sys/100/dn/dp/post/json", true],
  ["$sys/100/dn/cmd/response/1", true],
  ["$subdev/100/dn/dp/post/json", true],
  ["$subdev/200/sub/dp/post/json", false],
  ["$sys/100/other/thing/property/post", false],
  ["$sys/100/dn/dp/post/json/accepted", false],
  ["$sys/100/dn/cmd/request/1", false],
  ["$subdev/100/dn/thing/property/post", false],
  ["$dp", false],
])("%s is an uplink: %p", (topic, isUplink) => {
  expect(onenet.route(topic, "100", "dn") !== undefined).toBe(isUplink);
});

test.each([
  ["$sys/100/dn/#", true],
  ["$sys/100/dn/thing/property/post/reply", true],
  ["$sys/100/dn/cmd/request/+", true],
  ["$subdev/100/dn/#", true],
  ["$subdev/200/sub/#", false],
  ["$sys/100/+/cmd/request/+", false],
  ["$sys/100/dn2/#", false],
  ["$sys/#", false],
  ["#", false],
])("subscribe %s: %p", (filter, isAllowed) => {
  expect(onenet.maySubscribe(filter, "100", "dn")).toBe(isAllowed);
});

test.each([
  ["$subdev/200/sub/dp/post/json", { productKey: "200", deviceName: "sub" }],
  ["$subdev/200/sub/#", { productKey: "200", deviceName: "sub" }],
  ["$subdev/200/sub", undefined],
  ["$sys/200/sub/dp/post/json", undefined],
])("a gateway that uses %s speaks for %p", (topic, owner) => {
  expect(onenet.ownerOf?.(topic)).toEqual(owner);
});
