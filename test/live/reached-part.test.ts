import { expect, test } from "bun:test";
import type { Reach } from "../../src/http/http.ts";
import { reachedPart } from "../../src/live/reached-part.ts";
import { report, stateChange } from "../harness/sample-events.ts";

const reach = (part: Partial<Reach>) =>
  ({ isAll: false, coversDevice: () => false, coversProperty: () => false, ...part }) as Reach;

test("who reaches a device sees its events whole, and who reaches a property of it only that", () => {
  const both = report({ a: 1, b: 2 });
  expect(reachedPart(both, reach({ isAll: true }))).toBe(both);
  expect(reachedPart(both, reach({ coversDevice: () => true }))).toBe(both);
  const narrow = reach({ coversProperty: (...[, , property]) => property === "b" });
  expect(reachedPart(both, narrow)).toMatchObject({ points: [{ property: "b" }] });
  expect(reachedPart(report({ a: 1 }), narrow)).toBeUndefined();
  expect(reachedPart(stateChange("online"), narrow)).toBeUndefined();
});
