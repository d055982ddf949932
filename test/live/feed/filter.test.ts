import { expect, test } from "bun:test";
import { cursorFilterOf, pickEvent } from "../../../src/live/feed/filter.ts";
import { report, stateChange } from "../../harness/sample-events.ts";

test("the log is told what it can leave out: kinds, and the products of devices", () => {
  expect(cursorFilterOf({})).toEqual({});
  expect(cursorFilterOf({ kinds: ["state"], devices: ["a/x", "a/y", "b/z"] })).toEqual({
    kinds: ["state"],
    productKeys: ["a", "b"],
  });
});

test("of a report only the properties asked for; other events come whole", () => {
  const both = report({ a: 1, b: 2 });
  expect(pickEvent(both, { properties: ["b"] })).toMatchObject({ points: [{ property: "b" }] });
  expect(pickEvent(both, { properties: ["c"] })).toBeUndefined();
  const online = stateChange("online");
  expect(pickEvent(online, { properties: ["c"] })).toBe(online);
  expect(pickEvent(online, { kinds: ["property"] })).toBeUndefined();
  expect(pickEvent(online, { isMember: () => false })).toBeUndefined();
});
