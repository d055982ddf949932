import { expect, test } from "bun:test";
import * as v from "valibot";
import { DeviceFilterSchema, filterQuery, SortSchema } from "../../../src/devices/listing/filter-schema.ts";

test("a query and a document say the same", () => {
  const fromQuery = v.parse(v.object(filterQuery), {
    group: "7",
    tag: "line=1",
    enabled: "false",
    seenBefore: "5",
    notSeenForS: "60",
  });
  const filter = { group: 7, tag: ["line=1"], enabled: false, seenBefore: 5, notSeenForS: 60 };
  expect(fromQuery).toEqual(filter);
  expect(v.parse(DeviceFilterSchema, filter)).toEqual(filter);
  expect(v.parse(v.object(filterQuery), { group: "none", tag: ["a", "b=c=d"] })).toEqual({
    group: "none",
    tag: ["a", "b=c=d"],
  });
});

test("what is no filter is refused", () => {
  for (const filter of [
    { gateway: "a" },
    { group: 0 },
    { tag: ["=x"] },
    { state: "asleep" },
    { colour: "red" },
    { notSeenForS: 0 },
  ])
    expect(v.safeParse(DeviceFilterSchema, filter).success).toBe(false);
  expect(v.safeParse(SortSchema, "-lastSeen").success).toBe(true);
  expect(v.safeParse(SortSchema, "--id").success).toBe(false);
});
