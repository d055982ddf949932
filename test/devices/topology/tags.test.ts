import { expect, test } from "bun:test";
import { openWorld } from "./world.ts";

test("tags are set, changed, removed and replaced, device by device", () => {
  const { tags, make } = openWorld();
  const [one, two] = [make("plain", "d1"), make("plain", "d2")];
  tags.change(one, { set: { hall: "3", 线: "甲" } });
  tags.change(two, { set: { hall: "4" } });
  expect(tags.change(one, { set: { hall: "5" }, remove: ["线", "none"] })).toEqual({ hall: "5" });
  expect([tags.of(one), tags.of(two)]).toEqual([{ hall: "5" }, { hall: "4" }]);
  expect(tags.replace(one, { row: "1" })).toEqual({ row: "1" });
  expect(tags.of(one)).toEqual({ row: "1" });
});

test("a tag may have any name but the one that objects cannot hold", () => {
  const { tags, make } = openWorld();
  const device = make("plain", "d1");
  const named = { constructor: "1", prototype: "2", toString: "3" } as unknown as Record<string, string>;
  expect(tags.replace(device, named)).toEqual(named);
  expect(tags.of(device)).toEqual(named);
  expect(tags.change(device, { remove: ["constructor", "valueOf"] })).toEqual({
    prototype: "2",
    toString: "3",
  } as never);
  expect(() => tags.replace(device, JSON.parse('{"__proto__":"1"}'))).toThrow("letters");
});

test("what is no tag, and one too many, is refused whole", () => {
  const { tags, make } = openWorld();
  const device = make("plain", "d1");
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`k${i}`, "v"]));
  tags.replace(device, many);
  expect(() => tags.change(device, { set: { more: "1" } })).toThrow("at most 100 tags");
  expect(() => tags.change(device, { set: { "a b": "1" } })).toThrow("letters");
  expect(Object.keys(tags.of(device))).toHaveLength(100);
});
