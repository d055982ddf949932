import { expect, test } from "bun:test";
import { bucketOf, StateCounts } from "../../../src/devices/registry/state-counts.ts";

test("begins with what was stored and follows each change", () => {
  const counts = new StateCounts([
    { state: "online", isEnabled: true, count: 3 },
    { state: "online", isEnabled: false, count: 1 },
    { state: "inactive", isEnabled: false, count: 2 },
    { state: "inactive", isEnabled: true, count: 4 },
  ]);
  expect(counts.report()).toEqual({ total: 10, online: 3, stale: 0, offline: 0, inactive: 4, disabled: 3 });
  counts.remove("online");
  counts.add("offline");
  counts.add("stale");
  counts.add("inactive");
  expect(counts.report()).toEqual({ total: 12, online: 2, stale: 1, offline: 1, inactive: 5, disabled: 3 });
});

test("a disabled device is counted as that, whatever its connection says", () => {
  expect(bucketOf({ state: "online", isEnabled: false })).toBe("disabled");
  expect(bucketOf({ state: "online", isEnabled: true })).toBe("online");
});
