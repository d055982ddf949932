import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { openDatabase } from "../../../src/db/db.ts";
import { type DeviceChange, openDevices } from "../../../src/devices/devices.ts";
import { openProducts } from "../../../src/products/products.ts";
import { makeManualClock } from "../../harness/manual-clock.ts";

function open(db = openDatabase(":memory:"), clock = makeManualClock()) {
  const products = openProducts({ db, clock });
  if (products.find("pk") === undefined) products.create({ productKey: "pk", name: "Press" }, "ann");
  const failures: unknown[] = [];
  const devices = openDevices({ db, products, clock, onPresenceFailure: (error) => failures.push(error) });
  const changes: DeviceChange[] = [];
  devices.onChange((change) => changes.push(change));
  const seen = () =>
    changes.map(({ action, device, fields, actor }) => [action, device.deviceName, fields, actor]);
  return { clock, db, products, devices, seen, failures };
}

describe("create", () => {
  test("takes the given name and secret and fills in the rest", () => {
    const { devices, products, clock, seen } = open();
    const device = devices.create({ productKey: "pk", deviceName: "press-1", deviceSecret: "s" }, "ann");
    expect({ ...device, productKey: device.productKey }).toMatchObject({
      id: 1,
      productKey: "pk",
      deviceName: "press-1",
      deviceSecret: "s",
      name: "",
      notes: "",
      isEnabled: true,
      isDeleted: false,
      state: "inactive",
      stateSince: clock.now(),
      stateReason: "created",
      address: "",
      activatedAt: undefined,
      lastSeenAt: undefined,
      createdAt: clock.now(),
    });
    expect(device.product).toBe(products.get("pk"));
    expect([devices.find("pk", "press-1"), devices.byId(1), devices.get("pk", "press-1")]).toEqual([
      device,
      device,
      device,
    ]);
    expect(seen()).toEqual([["created", "press-1", [], "ann"]]);
  });

  test("makes up a name and a secret", () => {
    const { devices } = open();
    const device = devices.create({ productKey: "pk" }, "ann");
    expect(device.deviceName).toMatch(/^[A-Za-z0-9]{12}$/);
    expect(device.deviceSecret).toMatch(/^[A-Za-z0-9]{32}$/);
  });

  test("is refused for a taken name or an unknown product", () => {
    const { devices } = open();
    devices.create({ productKey: "pk", deviceName: "a" }, "ann");
    expect(() => devices.create({ productKey: "pk", deviceName: "a" }, "ann")).toThrow("pk/a exists already");
    expect(() => devices.create({ productKey: "no", deviceName: "a" }, "ann")).toThrow(
      "Product no is not known",
    );
  });
});

test("an id is never given twice", () => {
  const { devices } = open();
  const first = devices.create({ productKey: "pk", deviceName: "a" }, "ann");
  devices.remove("pk", "a", "ann");
  const second = devices.create({ productKey: "pk", deviceName: "a" }, "ann");
  expect([first.id, first.isDeleted, second.id, second.isDeleted]).toEqual([1, true, 2, false]);
  expect(devices.find("pk", "a")).toBe(second);
});

test("update changes the same object and says what changed", () => {
  const { devices, seen } = open();
  const device = devices.create({ productKey: "pk", deviceName: "a" }, "ann");
  devices.update(
    { productKey: "pk", deviceName: "a" },
    { name: "Left press", notes: "", isEnabled: false },
    "bob",
  );
  devices.update({ productKey: "pk", deviceName: "a" }, { name: "Left press" }, "bob");
  expect([device.name, device.isEnabled]).toEqual(["Left press", false]);
  expect(seen()).toEqual([
    ["created", "a", [], "ann"],
    ["disabled", "a", [], "bob"],
    ["updated", "a", ["name"], "bob"],
  ]);
  expect(() => devices.update({ productKey: "pk", deviceName: "zz" }, {}, "bob")).toThrow(
    "device pk/zz does not exist",
  );
});

describe("list", () => {
  test("filters and pages in order of creation", () => {
    const { devices, products } = open();
    products.create({ productKey: "oven", name: "Oven" }, "ann");
    for (const deviceName of ["press-1", "press-2", "100%", "a_b", "axb"])
      devices.create(
        { productKey: "pk", deviceName: deviceName.replace("%", ":p"), name: deviceName },
        "ann",
      );
    devices.create({ productKey: "oven", deviceName: "press-3" }, "ann");
    devices.update({ productKey: "pk", deviceName: "press-2" }, { isEnabled: false }, "ann");
    devices.setPresence(1, { state: "online", reason: "connected" });
    const names = (query: Parameters<typeof devices.list>[0]) =>
      devices.list(query).items.map((d) => d.deviceName);
    expect(names({ limit: 10 })).toEqual(["press-1", "press-2", "100:p", "a_b", "axb", "press-3"]);
    expect(names({ limit: 10, q: "PRESS" })).toEqual(["press-1", "press-2", "press-3"]);
    expect(names({ limit: 10, q: "%" })).toEqual(["100:p"]);
    expect(names({ limit: 10, q: "a_b" })).toEqual(["a_b"]);
    expect(names({ limit: 10, state: "online" })).toEqual(["press-1"]);
    expect(names({ limit: 10, state: "disabled" })).toEqual(["press-2"]);
    expect(names({ limit: 10, state: "inactive", productKey: "oven" })).toEqual(["press-3"]);
    const page = devices.list({ limit: 2, q: "press" });
    expect([page.items.length, page.total, page.next]).toEqual([2, 3, 2]);
    const rest = devices.list({ limit: 2, q: "press", after: 2 });
    expect([rest.items.map((d) => d.deviceName), rest.total, rest.next]).toEqual([["press-3"], 3, undefined]);
  });

  test("counts by state and by product", () => {
    const { devices, db, clock } = open();
    for (const deviceName of ["a", "b", "c", "d"]) devices.create({ productKey: "pk", deviceName }, "ann");
    devices.setPresence(1, { state: "online", reason: "connected" });
    expect(devices.counts()).toEqual({ total: 4, online: 1, stale: 0, offline: 0, inactive: 3, disabled: 0 });
    devices.setPresence(2, { state: "online", reason: "connected" });
    devices.setPresence(2, { state: "offline", reason: "keepalive_timeout" });
    devices.update({ productKey: "pk", deviceName: "c" }, { isEnabled: false, name: "C" }, "ann");
    devices.create({ productKey: "pk", deviceName: "e", isEnabled: false }, "ann");
    devices.remove("pk", "d", "ann");
    const expected = { total: 4, online: 1, stale: 0, offline: 1, inactive: 0, disabled: 2 };
    expect(devices.counts()).toEqual(expected);
    devices.close();
    expect(open(db, clock).devices.counts()).toEqual(expected);
    expect(devices.countByProduct(["pk", "none"])).toEqual(new Map([["pk", 4]]));
  });
});

test("kept counts are what a fresh count gives, whatever happened", () => {
  const step = fc.record({ id: fc.integer({ min: 1, max: 6 }), act: fc.integer({ min: 0, max: 4 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const { devices, db, clock } = open();
      devices.counts();
      for (const { id, act } of steps) {
        const device = devices.byId(id);
        if (act === 0 || device === undefined) devices.create({ productKey: "pk" }, "ann");
        else if (act === 1) devices.remove("pk", device.deviceName, "ann");
        else if (act === 2) devices.update(device, { isEnabled: !device.isEnabled }, "ann");
        else devices.setPresence(id, { state: act === 3 ? "online" : "offline", reason: "any" });
      }
      const kept = devices.counts();
      devices.close();
      expect(open(db, clock).devices.counts()).toEqual(kept);
    }),
    { numRuns: 30 },
  );
});

describe("registration", () => {
  test("a device is found by its secret or its bare name, as the object that is known already", () => {
    const { devices } = open();
    const device = devices.create({ productKey: "pk", deviceName: "a", deviceSecret: "s1" }, "ann");
    expect([devices.findBySecret("s1"), devices.findByName("a")]).toEqual([device, device]);
    devices.update(device, { deviceSecret: "s2" }, "ann");
    expect([devices.findBySecret("s1"), devices.findBySecret("s2")]).toEqual([undefined, device]);
  });

  test("is announced, and reopened for a device that was online", () => {
    const { devices, seen, db, clock } = open();
    const device = devices.create({ productKey: "pk", deviceName: "a" }, "ann");
    devices.noteRegistration(device, "alink");
    devices.reopen(device, "ann");
    devices.setPresence(1, { state: "online", reason: "connected" });
    expect(devices.reopen(device, "ann").activatedAt).toBeUndefined();
    expect(seen().slice(1)).toEqual([
      ["registered", "a", [], "alink"],
      ["activated", "a", [], "device"],
      ["updated", "a", ["activatedAt"], "ann"],
    ]);
    devices.close();
    expect(open(db, clock).devices.get("pk", "a").activatedAt).toBeUndefined();
  });
});

describe("presence", () => {
  test("the first time online activates", () => {
    const { devices, seen, clock } = open();
    const device = devices.create({ productKey: "pk", deviceName: "a" }, "ann");
    clock.advance(10);
    const activatedAt = clock.now();
    devices.setPresence(1, { state: "online", reason: "connected", address: "10.0.0.7:4711" });
    clock.advance(10);
    devices.setPresence(1, { state: "offline", reason: "keepalive_timeout" });
    devices.setPresence(1, { state: "online", reason: "connected" });
    const { state, stateSince, stateReason, address, lastSeenAt } = device;
    expect({ state, stateSince, stateReason, address, lastSeenAt, activatedAt: device.activatedAt }).toEqual({
      state: "online",
      stateSince: clock.now(),
      stateReason: "connected",
      address: "10.0.0.7:4711",
      lastSeenAt: clock.now(),
      activatedAt,
    });
    expect(seen().slice(1)).toEqual([["activated", "a", [], "device"]]);
  });

  test("what is left online by a stop is taken offline after the grace period, unless it came back", () => {
    const { devices, db, clock } = open();
    for (const deviceName of ["a", "b", "c"]) devices.create({ productKey: "pk", deviceName }, "ann");
    for (const id of [1, 2, 3]) devices.setPresence(id, { state: "online", reason: "connected" });
    devices.setPresence(3, { state: "stale", reason: "no_report" });
    expect(devices.counts()).toMatchObject({ online: 2, stale: 1 });
    devices.close();

    const next = open(db, clock).devices;
    next.setPresence(2, { state: "online", reason: "connected" });
    clock.advance(90_000);
    expect(next.expireStalePresence(1).map((d) => d.deviceName)).toEqual(["a"]);
    expect(
      next.expireStalePresence(9).map((d) => [d.deviceName, d.state, d.stateReason, d.stateSince]),
    ).toEqual([["c", "offline", "server_restart", clock.now()]]);
    expect(next.expireStalePresence(9)).toEqual([]);
    expect(next.counts()).toMatchObject({ online: 1, stale: 0, offline: 2 });
  });

  test("of a device that was deleted meanwhile is ignored", () => {
    const { devices, clock } = open();
    devices.create({ productKey: "pk", deviceName: "a" }, "ann");
    devices.setPresence(1, { state: "online", reason: "connected" });
    devices.remove("pk", "a", "ann");
    devices.setPresence(1, { state: "offline", reason: "kicked" });
    devices.touch(1, clock.now());
    clock.advance(60_000);
    expect(devices.counts().total).toBe(0);
  });
});
