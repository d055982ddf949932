import { expect, test } from "bun:test";
import { jetlinks } from "../../../src/codec/jetlinks/jetlinks.ts";
import { checkRoutes } from "../route-check.ts";

test("every topic of the table is one that the dialect knows", () => {
  expect(checkRoutes(jetlinks)).toEqual([]);
});

test("topics and filters of the device itself, with or without the first slash", () => {
  const isKnown = (topic: string) => jetlinks.route(topic, "pk", "dn") !== undefined;
  expect(["/pk/dn/properties/report", "pk/dn/properties/report"].map(isKnown)).toEqual([true, true]);
  expect(["/pk/other/properties/report", "/pk/dn/unknown", "//pk/dn/log"].map(isKnown)).toEqual([
    false,
    false,
    false,
  ]);
  const hears = (filter: string) => jetlinks.maySubscribe(filter, "pk", "dn");
  expect(["/pk/dn/#", "pk/dn/properties/write", "/pk/+/#", "#"].map(hears)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
