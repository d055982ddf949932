import { expect, test } from "bun:test";
import { hearersOf } from "../../src/access/down-topic.ts";

const OURS = { productKey: "pk", deviceName: "dn", dialect: "alink" };

test("knows whose topic it is, where its dialect delivers unasked", () => {
  expect(hearersOf("/sys/pk/dn/thing/service/property/set")).toContainEqual(OURS);
  expect(hearersOf("/ext/ntp/pk/dn/response")).toContainEqual(OURS);
});

test.each(["/sys/pk/dn/thing/event/property/post", "plant/line/1", "pk/dn/cmd", "", `${"a/".repeat(40)}b`])(
  "%j is no such topic",
  (topic) => {
    expect(hearersOf(topic)).not.toContainEqual(OURS);
  },
);
