import { expect, test } from "bun:test";
import { changeItems, countTarget, nextOf } from "../../../src/devices/bulk/bulk.ts";
import { TAGS_PER_DEVICE } from "../../../src/spine/limits.ts";
import { EVERYTHING } from "../../harness/room-api.ts";
import { openWorld } from "../topology/world.ts";

const asker = { username: "ann", reach: EVERYTHING };

test("names are counted once and found in the order in which they are given", () => {
  const world = openWorld();
  const [a, b] = [world.make("plain", "a"), world.make("plain", "b")];
  const target = { keys: ["plain/b", "plain/none", "plain/b", "plain/a"] };
  expect(countTarget(world, target, asker)).toBe(3);
  expect(nextOf(world, target, { after: 0, limit: 2, asker })).toEqual({
    items: [b, "plain/none"],
    last: 2,
  });
  expect(nextOf(world, target, { after: 2, limit: 2, asker })).toEqual({ items: [a], last: 3 });
  expect(nextOf(world, target, { after: 3, limit: 2, asker })).toEqual({ items: [], last: 3 });
});

test("a filter is walked by id, so that what leaves it does not disturb", () => {
  const world = openWorld();
  for (const name of ["a", "b", "c"]) world.make("plain", name);
  const target = { filter: { enabled: true } };
  const change = { action: "disable", target, dryRun: false } as const;
  let after = 0;
  const seen: number[] = [];
  for (let n = 0; n < 9; n++) {
    const { items, last } = nextOf(world, target, { after, limit: 1, asker });
    if (last === after) break;
    seen.push(changeItems(world, change, { items, asker }).changed.length);
    after = last;
  }
  expect([seen, countTarget(world, target, asker)]).toEqual([[1, 1, 1], 0]);
});

const rest = { target: { keys: [] as string[] }, dryRun: false };

test("one that is refused keeps the others from nothing; a failed write undoes all", () => {
  const world = openWorld();
  const { tags } = world;
  const [full, free] = [world.make("plain", "full"), world.make("plain", "free")];
  const many = Object.fromEntries(Array.from({ length: TAGS_PER_DEVICE }, (_, n) => [`k${n}`, ""]));
  tags.replace(full, many);
  const change = { action: "tag", tags: { more: "1" }, ...rest } as const;
  const outcome = changeItems(world, change, { items: [full, free], asker });
  expect([outcome.changed, outcome.failed]).toEqual([
    [free],
    [{ device: "plain/full", code: "invalid_request", params: { detail: "at most 100 tags a device" } }],
  ]);
  const fail = () => {
    throw new Error("disk");
  };
  const off = { action: "disable", ...rest } as const;
  expect(() => changeItems(world, off, { items: [free], asker, alongside: fail })).toThrow("disk");
  expect(free.isEnabled).toBe(true);
});
