import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { DEVICE_GROUPS, GROUP_DEPTH } from "../../../src/spine/limits.ts";
import { openWorld } from "../topology/world.ts";

const counts = (more: object) => ({
  ...{ total: 0, online: 0, stale: 0, offline: 0, inactive: 0, disabled: 0 },
  ...more,
});

/** `Plant` with `Line 1` (with `Press`) and `Line 2`. */
function plant() {
  const world = openWorld();
  const { groups } = world;
  const add = (name: string, parentId: number | null, kind: "site" | "line" | "machine" = "line") =>
    groups.create({ parentId, name, kind, notes: "" }).id;
  const site = add("Plant", null, "site");
  const [line1, line2] = [add("Line 1", site), add("Line 2", site)];
  const press = add("Press", line1, "machine");
  return { ...world, add, site, line1, line2, press };
}

describe("tree", () => {
  test("is told from the top, and read back from the database", () => {
    const { groups, open, press, site, line1, line2 } = plant();
    const expected = [
      { id: site, parentId: null, name: "Plant", kind: "site", order: 0, notes: "" },
      { id: line1, parentId: site, name: "Line 1", kind: "line", order: 0, notes: "" },
      { id: press, parentId: line1, name: "Press", kind: "machine", order: 0, notes: "" },
      { id: line2, parentId: site, name: "Line 2", kind: "line", order: 1, notes: "" },
    ] as const;
    expect(groups.all()).toEqual([...expected]);
    expect(open().groups.all()).toEqual([...expected]);
    expect([groups.pathOf(press), groups.subtreeOf(line1), groups.at(["Plant", "Line 2"])?.id]).toEqual([
      ["Plant", "Line 1", "Press"],
      [line1, press],
      line2,
    ]);
    expect([groups.at(["Line 2"]), groups.find(99)]).toEqual([undefined, undefined]);
  });

  test("ensure makes what is missing of a path, once", () => {
    const { groups, line2 } = plant();
    const oven = groups.ensure(["Plant", "Line 2", "Oven"]);
    expect([oven.parentId, groups.ensure(["Plant", "Line 2", "Oven"])]).toEqual([line2, oven]);
    expect(groups.all()).toHaveLength(5);
  });

  test("one name is there once in a group; elsewhere it may come again", () => {
    const { add, site, line2, groups, line1 } = plant();
    expect(() => add("Line 1", site)).toThrow("group Line 1 exists already");
    add("Press", line2);
    expect(() => groups.update(line2, { name: "Line 1" })).toThrow("exists already");
    expect(groups.update(line1, { name: "Line A", order: 9, notes: "south" })).toMatchObject({
      name: "Line A",
      order: 9,
    });
    expect(groups.all().map(({ name }) => name)).toEqual(["Plant", "Line 2", "Press", "Line A", "Press"]);
  });

  test("a group moves with all that is in it, but not into itself and not too deep", () => {
    const { groups, add, site, line1, line2, press } = plant();
    groups.update(line1, { parentId: line2 });
    expect(groups.pathOf(press)).toEqual(["Plant", "Line 2", "Line 1", "Press"]);
    expect(() => groups.update(site, { parentId: press })).toThrow("cannot stand within itself");
    expect(() => groups.update(site, { parentId: site })).toThrow("cannot stand within itself");
    let deepest = add("d1", null);
    for (let depth = 2; depth <= GROUP_DEPTH; depth++) deepest = add(`d${depth}`, deepest);
    expect(() => add("d9", deepest)).toThrow("8 levels");
    const sixth = groups.at(["d1", "d2", "d3", "d4", "d5"])?.id ?? 0;
    expect(() => groups.update(site, { parentId: sixth })).toThrow("8 levels");
    expect(() => groups.update(line1, { parentId: 99 })).toThrow("group 99 does not exist");
  });

  test("there are only so many", () => {
    const { db, open } = openWorld();
    db.transaction(() => {
      for (let n = 0; n < DEVICE_GROUPS; n++)
        db.sqlite.run("INSERT INTO device_groups VALUES (NULL, NULL, ?, 'line', 0, '')", [`g${n}`]);
    });
    const draft = { parentId: null, name: "more", kind: "line", notes: "" } as const;
    expect(() => open().groups.create(draft)).toThrow("5000 groups");
  });
});

describe("devices", () => {
  test("are counted by state in each group with all below it", () => {
    const { groups, devices, make, site, line1, line2, press } = plant();
    const put = (name: string, groupId: number | null) =>
      devices.update(make("plain", name), { groupId }, "ann").id;
    devices.setPresence(put("a", press), { state: "online", reason: "connected" });
    put("b", line1);
    devices.update(devices.get("plain", "b"), { isEnabled: false }, "ann");
    put("c", line2);
    make("plain", "d");
    devices.countsOf({});
    expect([...groups.counts()]).toEqual([
      [null, counts({ total: 1, inactive: 1 })],
      [site, counts({ total: 3, online: 1, disabled: 1, inactive: 1 })],
      [line1, counts({ total: 2, online: 1, disabled: 1 })],
      [line2, counts({ total: 1, inactive: 1 })],
      [press, counts({ total: 1, online: 1 })],
    ]);
  });

  test("keep a group from being deleted, or go up to the one that it stands in", () => {
    const { groups, devices, make, site, line1, line2, press } = plant();
    const device = devices.update(make("plain", "a"), { groupId: line1 }, "ann");
    expect(() => groups.remove(line1, { isRehoming: false })).toThrow("1 device and 1 group");
    expect(() => groups.remove(site, { isRehoming: false })).toThrow("2 groups");
    expect(groups.remove(line1, { isRehoming: true })).toBe(1);
    expect([device.groupId, groups.pathOf(press), groups.find(line1)]).toEqual([
      site,
      ["Plant", "Press"],
      undefined,
    ]);
    expect(groups.remove(line2, { isRehoming: false })).toBe(0);
    groups.remove(site, { isRehoming: true });
    expect([device.groupId, groups.pathOf(press)]).toEqual([null, ["Press"]]);
  });

  test("cannot be put where no group is", () => {
    const { devices, make } = plant();
    expect(() => devices.update(make("plain", "a"), { groupId: 99 }, "ann")).toThrow(
      "group 99 does not exist",
    );
    expect(() => devices.create({ productKey: "plain", groupId: 99 }, "ann")).toThrow("group 99");
  });
});

test("whatever is created, moved and deleted, memory and database agree, and it stays a tree", () => {
  const step = fc.record({
    act: fc.constantFrom("create", "move", "remove"),
    at: fc.nat(9),
    to: fc.option(fc.nat(9), { nil: null }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const { groups, open } = openWorld();
      const pick = (n: number) => groups.all()[n % Math.max(1, groups.all().length)]?.id ?? 99;
      for (const [n, { act, at, to }] of steps.entries()) {
        const parentId = to === null ? null : pick(to);
        try {
          if (act === "create") groups.create({ parentId, name: `g${n % 4}`, kind: "line", notes: "" });
          else if (act === "move") groups.update(pick(at), { parentId });
          else groups.remove(pick(at), { isRehoming: true });
        } catch (error) {
          expect(error).toHaveProperty("name", "AppError");
        }
      }
      expect(open().groups.all()).toEqual(groups.all());
      for (const { id } of groups.all()) expect(groups.pathOf(id).length).toBeLessThanOrEqual(GROUP_DEPTH);
    }),
    { numRuns: 60 },
  );
});
