import { expect, test } from "bun:test";
import { yudao } from "../../../src/codec/yudao/yudao.ts";
import { checkRoutes } from "../route-check.ts";

test("every topic of the table is one that the dialect knows", () => {
  expect(checkRoutes(yudao)).toEqual([]);
});

test("a device hears its own topics only", () => {
  const hears = (filter: string) => yudao.maySubscribe(filter, "pk", "dn");
  expect(["/sys/pk/dn/#", "/sys/pk/dn/thing/property/set"].map(hears)).toEqual([true, true]);
  expect(["/sys/pk/other/#", "/sys/pk/+/thing/#", "#"].map(hears)).toEqual([false, false, false]);
  expect(yudao.route("/sys/pk/other/thing/property/post", "pk", "dn")).toBeUndefined();
});
