import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Device } from "../../../src/devices/devices.ts";
import { CHILDREN_PER_GATEWAY } from "../../../src/spine/limits.ts";
import { openWorld } from "./world.ts";

function open() {
  const world = openWorld();
  const changes: string[] = [];
  world.topology.onChange(({ action, gateway, child, actor }) =>
    changes.push(`${action} ${gateway.deviceName} ${child.deviceName} ${actor}`),
  );
  const gateway = world.make("gw", "g1");
  const other = world.make("gw", "g2");
  const child = world.make("sub", "c1");
  const claim = (device: Device, isProven = false) => [{ child: device, isProven }];
  return { ...world, changes, gateway, other, child, claim };
}

describe("bind", () => {
  test("a child is found behind its gateway, by both names or by its own alone", () => {
    const { topology, gateway, child, claim, changes } = open();
    expect(topology.bind(gateway, claim(child), "ann")).toEqual([undefined]);
    expect(topology.bind(gateway, claim(child), "ann")).toEqual([undefined]);
    expect(topology.gatewayOf(child)).toBe(gateway);
    expect(topology.childOf(gateway, { productKey: "sub", deviceName: "c1" })).toBe(child);
    expect(topology.childOf(gateway, { productKey: undefined, deviceName: "c1" })).toBe(child);
    expect(topology.childOf(gateway, { productKey: "gw", deviceName: "c1" })).toBeUndefined();
    expect(changes).toEqual(["bound g1 c1 ann"]);
  });

  test("only sub-devices stand behind only gateways", () => {
    const { topology, gateway, other, child, make, claim } = open();
    expect(topology.bind(make("plain", "p1"), claim(child), "ann")).toMatchObject([
      { code: "not_a_gateway" },
    ]);
    expect(topology.bind(gateway, claim(make("plain", "p2")), "ann")).toMatchObject([
      { code: "not_a_sub_device" },
    ]);
    expect(topology.bind(gateway, claim(other), "ann")).toMatchObject([{ code: "not_a_sub_device" }]);
  });

  test("another's child stays there, unless it proves itself", () => {
    const { topology, gateway, other, child, claim, changes } = open();
    topology.bind(gateway, claim(child), "ann");
    expect(topology.bind(other, claim(child), "ann")).toEqual([
      { code: "child_bound_elsewhere", params: { device: "sub/c1", gateway: "gw/g1" } },
    ]);
    expect(topology.bind(other, claim(child, true), "alink")).toEqual([undefined]);
    expect(topology.childrenOf(gateway)).toEqual([]);
    expect(topology.childrenOf(other)).toEqual([child]);
    expect(changes).toEqual(["bound g1 c1 ann", "unbound g1 c1 alink", "bound g2 c1 alink"]);
  });

  test("a gateway takes its limit and no more, within one call too", () => {
    const { topology, gateway, db, products, devices, clock, child } = open();
    const many = Array.from({ length: CHILDREN_PER_GATEWAY }, (_, i) =>
      devices.stageCreate({ productKey: "sub", deviceName: `n${i}` }, "test"),
    );
    db.transaction(() => {
      for (const one of many) one.write();
    });
    const children = many.map((one) => one.publish());
    const claims = [...children, child].map((one) => ({ child: one, isProven: false }));
    const failures = topology.bind(gateway, claims, "ann");
    expect(failures.filter((one) => one !== undefined)).toEqual([
      { code: "too_many_children", params: { gateway: "gw/g1", limit: CHILDREN_PER_GATEWAY } },
    ]);
    expect(failures.at(-1)?.code).toBe("too_many_children");
    expect([products.count() > 0, clock.now()]).toEqual([true, 1_000]);
  });
});

describe("end", () => {
  test("unbinding tells what was not bound", () => {
    const { topology, gateway, child, make, claim, changes } = open();
    topology.bind(gateway, claim(child), "ann");
    expect(topology.unbind(gateway, [child, make("sub", "c2")], "ann")).toEqual([
      undefined,
      { code: "child_not_bound", params: { device: "sub/c2", gateway: "gw/g1" } },
    ]);
    expect([topology.gatewayOf(child), changes.at(-1)]).toEqual([undefined, "unbound g1 c1 ann"]);
  });

  test("a deleted child or gateway leaves no binding", () => {
    const { topology, devices, gateway, other, child, make, claim } = open();
    const second = make("sub", "c2");
    topology.bind(gateway, [...claim(child), ...claim(second)], "ann");
    devices.remove("sub", "c1", "ann");
    expect(topology.childrenOf(gateway)).toEqual([second]);
    devices.remove("gw", "g1", "ann");
    expect(topology.gatewayOf(second)).toBeUndefined();
    expect(topology.bind(other, claim(second), "ann")).toEqual([undefined]);
  });

  test("a product whose devices are bound keeps its node type", () => {
    const { topology, products, gateway, child, claim } = open();
    topology.bind(gateway, claim(child), "ann");
    expect(() => products.update("sub", { nodeType: "direct" }, "ann")).toThrow("still used by 1 binding");
    topology.unbind(gateway, [child], "ann");
    products.update("sub", { nodeType: "direct" }, "ann");
  });
});

test("of two children of one name the older is meant, then the other", () => {
  const { topology, gateway, child, make, claim } = open();
  const twin = make("sub2", "c1");
  topology.bind(gateway, [...claim(child), ...claim(twin)], "ann");
  const named = () => topology.childOf(gateway, { productKey: undefined, deviceName: "c1" });
  expect(named()).toBe(child);
  topology.unbind(gateway, [child], "ann");
  expect(named()).toBe(twin);
});

/** After any steps: one gateway a child, memory and rows agree, and a fresh reading of the rows says the same. */
test("whatever is bound, unbound and deleted, memory and database agree", () => {
  const step = fc.record({
    kind: fc.constantFrom("bind", "prove", "unbind", "delete"),
    gateway: fc.nat(2),
    child: fc.nat(4),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const { db, topology, open: reopen, devices, make } = openWorld();
      const gateways = ["g0", "g1", "g2"].map((name) => make("gw", name));
      const children = ["c0", "c1", "c2", "c3", "c4"].map((name) => make("sub", name));
      const model = new Map<Device, Device>();
      for (const { kind, gateway: g, child: c } of steps) {
        const gateway = gateways[g];
        const child = children[c];
        if (!gateway || !child || child.isDeleted) continue;
        const older = model.get(child);
        if (kind === "delete") {
          devices.remove("sub", child.deviceName, "t");
          model.delete(child);
        } else if (kind === "unbind") {
          const [why] = topology.unbind(gateway, [child], "t");
          expect(why === undefined).toBe(older === gateway);
          if (!why) model.delete(child);
        } else {
          const isProven = kind === "prove";
          const [why] = topology.bind(gateway, [{ child, isProven }], "t");
          expect(why === undefined).toBe(isProven || older === undefined || older === gateway);
          if (!why) model.set(child, gateway);
        }
      }
      for (const table of [topology, reopen().topology]) {
        for (const gateway of gateways) {
          const bound = [...model].filter(([, to]) => to === gateway).map(([child]) => child.deviceName);
          const names = table.childrenOf(gateway).map((child) => child.deviceName);
          expect(names.sort()).toEqual(bound.sort());
        }
        for (const [child, gateway] of model) expect(table.gatewayOf(child)).toBe(gateway);
      }
      db.close();
    }),
    { numRuns: 60 },
  );
});
