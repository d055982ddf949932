import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { RecordPurge } from "../../../src/devices/trash/trash.ts";
import type { PurgedDevice } from "../../../src/devices/trash/trash-store.ts";
import { AppError } from "../../../src/spine/error.ts";
import { openWorld } from "../topology/world.ts";

const DAY_MS = 86_400_000;

function plant() {
  const world = openWorld();
  const seen: unknown[] = [];
  world.devices.onChange(({ action, device, actor }) =>
    seen.push([action, device.deviceName, device.isDeleted, actor]),
  );
  const bind = (gateway: string, child: string) =>
    world.topology.bind(
      world.devices.get("gw", gateway),
      [{ child: world.devices.get("sub", child), isProven: false }],
      "ann",
    );
  return { ...world, seen, bind };
}

describe("restore", () => {
  test("brings the device back as it was, with its id, tags and group, but not online", () => {
    const { devices, make, tags, groups, trash, clock, seen } = plant();
    const group = groups.ensure(["Plant"]);
    const before = make("plain", "a");
    devices.update(before, { groupId: group.id, name: "Left", latitude: 31.2, place: "hall" }, "ann");
    devices.setPresence(before.id, { state: "online", reason: "connected", address: "x:1" });
    tags.replace(before, { line: "1" });
    clock.advance(5);
    devices.remove("plain", "a", "ann");
    const deleted = { id: before.id, productKey: "plain", deviceName: "a", name: "Left" };
    expect(trash.list({}, { after: undefined, limit: 9 })).toEqual([
      { ...deleted, deletedAt: 1_005, deletedBy: "ann", purgeAt: 1_005 + 7 * DAY_MS },
    ]);
    expect([devices.find("plain", "a"), devices.byId(before.id), devices.isInTrash("plain", "a")]).toEqual([
      undefined,
      undefined,
      true,
    ]);
    expect([devices.productOf(before.id)?.productKey, devices.productOf(99)]).toEqual(["plain", undefined]);
    clock.advance(5);
    const after = trash.restore(before.id, "bob");
    expect([before.isDeleted, after.isDeleted, devices.get("plain", "a") === after]).toEqual([
      true,
      false,
      true,
    ]);
    expect({ ...after, product: 0 }).toEqual({
      ...before,
      product: 0 as never,
      isDeleted: false,
      state: "offline",
      stateSince: 1_010,
      stateReason: "restored",
      storedSeenAt: before.lastSeenAt ?? 0,
    } as never);
    expect([tags.of(after), trash.count({}), devices.isInTrash(undefined, "a")]).toEqual([
      { line: "1" },
      0,
      false,
    ]);
    expect(seen.slice(-2)).toEqual([
      ["deleted", "a", true, "ann"],
      ["restored", "a", false, "bob"],
    ]);
    expect(() => trash.restore(before.id, "bob")).toThrow("deleted device 1 does not exist");
  });

  test("brings bindings back, in whatever order both sides were deleted and restored", () => {
    for (const deletions of [
      ["g1", "c1"],
      ["c1", "g1"],
    ])
      for (const restorations of [
        ["g1", "c1"],
        ["c1", "g1"],
      ]) {
        const { devices, make, trash, topology, bind } = plant();
        const ids = { g1: make("gw", "g1").id, c1: make("sub", "c1").id, c2: make("sub", "c2").id };
        bind("g1", "c1");
        bind("g1", "c2");
        for (const name of deletions) devices.remove(name === "g1" ? "gw" : "sub", name, "ann");
        for (const name of restorations) trash.restore(ids[name as "g1" | "c1"], "ann");
        const gateway = devices.get("gw", "g1");
        expect(topology.childrenOf(gateway).map(({ deviceName }) => deviceName)).toEqual(["c1", "c2"]);
      }
  });

  test("leaves a child with the gateway that it was bound to meanwhile", () => {
    const { devices, make, trash, topology, bind } = plant();
    const old = make("gw", "g1");
    const [next, child] = [make("gw", "g2"), make("sub", "c1")];
    bind("g1", "c1");
    devices.remove("gw", "g1", "ann");
    bind("g2", "c1");
    const back = trash.restore(old.id, "ann");
    expect([topology.gatewayOf(child), topology.childrenOf(back)]).toEqual([next, []]);
  });

  test("is refused while a new device has the name; a group that is gone is left out", () => {
    const { devices, make, trash, groups } = plant();
    const group = groups.ensure(["Plant"]);
    const old = make("plain", "a");
    devices.update(old, { groupId: group.id }, "ann");
    devices.remove("plain", "a", "ann");
    groups.remove(group.id, { isRehoming: false });
    const next = make("plain", "a");
    expect(next.id).toBeGreaterThan(old.id);
    expect(() => trash.restore(old.id, "ann")).toThrow("plain/a exists already");
    devices.remove("plain", "a", "ann");
    expect(trash.restore(old.id, "ann").groupId).toBeNull();
    expect(trash.count({ q: "A", productKey: "plain" })).toBe(1);
  });
});

describe("purge", () => {
  test("ends what was a week in the trash, a few at a time", () => {
    const { devices, make, trash, clock, seen } = plant();
    for (let n = 0; n < 25; n++) make("plain", `d${n}`);
    for (let n = 0; n < 25; n++) devices.remove("plain", `d${n}`, "ann");
    clock.advance(7 * DAY_MS - 10_000);
    const failures: unknown[] = [];
    const purging = trash.startPurging((error) => failures.push(error));
    clock.advance(10_000);
    expect(trash.count({})).toBe(25);
    clock.advance(5_000);
    expect(trash.count({})).toBe(5);
    clock.advance(5_000);
    expect([trash.count({}), failures]).toEqual([0, []]);
    expect(seen.filter((one) => (one as string[])[0] === "purged")).toHaveLength(25);
    expect(seen.at(-1)).toEqual(["purged", "d24", true, "gantry"]);
    purging.stop();
    expect(clock.pending()).toBe(0);
  });

  test("is handed over until it is on record, also by the next start, and then no more", () => {
    const { devices, make, trash, open, products, clock } = plant();
    const ids = ["a", "b"].map((name) => make("plain", name).id);
    for (const name of ["a", "b"]) devices.remove("plain", name, "ann");
    const taken: PurgedDevice[] = [];
    const settles: ((isRecorded: boolean) => void)[] = [];
    const record: RecordPurge = (purged, done) => {
      taken.push(purged);
      settles.push(done);
    };
    const a = { id: ids[0], productKey: "plain", deviceName: "a", actor: "bob" };
    const b = { id: ids[1], productKey: "plain", deviceName: "b", actor: "bob" };
    // The process ends here, before anybody was told.
    trash.purge(a.id ?? 0, "bob");
    const second = open().trash;
    second.recordPurges(record);
    second.purge(b.id ?? 0, "bob");
    expect(taken.splice(0)).toEqual([a, b] as PurgedDevice[]);
    // The log refuses one, and has not answered for the other: only the first is tried again.
    settles[0]?.(false);
    const failures: unknown[] = [];
    const purging = second.startPurging((error) => failures.push(error));
    clock.advance(5_000);
    expect(taken.splice(0)).toEqual([a] as PurgedDevice[]);
    settles[1]?.(true);
    purging.stop();
    // The process ends here: what has an answer is done, whatever became of its product.
    products.remove("plain", "ann");
    const third = open().trash;
    third.recordPurges(record);
    expect(taken.splice(0)).toEqual([a] as PurgedDevice[]);
    settles[3]?.(true);
    open().trash.recordPurges(record);
    expect([taken, failures]).toEqual([[], []]);
  });

  test("a product stays while its devices are in the trash", () => {
    const { devices, make, trash, products } = plant();
    make("plain", "a");
    const gone = make("plain", "b");
    devices.remove("plain", "b", "ann");
    expect(() => products.remove("plain", "ann")).toThrow("1 device and 1 in the trash");
    devices.remove("plain", "a", "ann");
    expect(() => products.remove("plain", "ann")).toThrow("2 in the trash");
    trash.purge(gone.id, "ann");
    expect(() => products.remove("plain", "ann")).toThrow("by 1 in the trash");
    expect(() => trash.purge(gone.id, "ann")).toThrow(AppError);
  });
});

test("what a product's history is made of counts devices in the trash in, in rising order, page by page", () => {
  const { devices, make } = plant();
  const ids = ["a", "b", "c", "d"].map((name) => make("plain", name).id);
  make("sub", "other");
  devices.remove("plain", "b", "ann");
  devices.remove("plain", "d", "ann");
  devices.remove("sub", "other", "ann");
  expect(devices.historyIdsOf("plain", { after: 0, limit: 3 })).toEqual(ids.slice(0, 3));
  expect(devices.historyIdsOf("plain", { after: ids[1] ?? 0, limit: 9 })).toEqual(ids.slice(2));
});

test("whatever is deleted, restored and purged, counts and bindings are what a fresh start reads", () => {
  const step = fc.record({ act: fc.constantFrom("delete", "restore", "purge"), at: fc.nat(5) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const { devices, make, trash, topology, bind, open } = plant();
      const names = ["g0", "g1", "c0", "c1", "c2", "c3"];
      const ids = names.map((name) => make(name.startsWith("g") ? "gw" : "sub", name).id);
      for (const [n, child] of ["c0", "c1", "c2", "c3"].entries()) bind(`g${n % 2}`, child);
      devices.counts();
      for (const { act, at } of steps) {
        const device = devices.byId(ids[at] ?? 0);
        try {
          if (act === "delete" && device) devices.remove(device.productKey, device.deviceName, "ann");
          else if (act === "restore") trash.restore(ids[at] ?? 0, "ann");
          else if (act === "purge") trash.purge(ids[at] ?? 0, "ann");
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
      }
      expect(devices.counts()).toEqual(devices.countsOf({}));
      const fresh = open().topology;
      for (const device of devices.list({ limit: 9 }).items) {
        const bound = (of: typeof fresh) =>
          of
            .childrenOf(device)
            .map(({ id }) => id)
            .sort();
        expect(bound(topology)).toEqual(bound(fresh));
      }
    }),
    { numRuns: 60 },
  );
});
