import { expect, test } from "bun:test";
import { Routing } from "../../../../../src/access/mqtt/broker/routing/routing.ts";
import { ClientSession } from "../../../../../src/access/mqtt/broker/session.ts";

const OPTIONS = { qos: 1, isNoLocal: false, isRetainAsPublished: false, id: 0 } as const;

function found(routing: Routing, topic: string) {
  const { targets, groups, isPersistent } = routing.find(topic);
  return {
    targets: targets.map(({ session, qos, ids }) => `${session.key} ${qos} ${ids.join(",")}`),
    groups: groups.map(({ key }) => key),
    isPersistent,
  };
}

test("one target for each session, at the highest QoS, with all identifiers", () => {
  const routing = new Routing();
  const [a, b] = [new ClientSession("a"), new ClientSession("b")];
  expect(routing.add(a, "t", { ...OPTIONS, qos: 0, id: 7 })).toBe(true);
  routing.add(a, "+", { ...OPTIONS, qos: 2, id: 8, isNoLocal: true, isRetainAsPublished: true });
  routing.add(b, "t", OPTIONS);
  expect(found(routing, "t")).toEqual({ targets: ["a 2 7,8", "b 1 "], groups: [], isPersistent: false });
  expect(routing.find("t").targets[0]).toMatchObject({ isNoLocal: false, isRetainAsPublished: true });
});

test("what was found is found anew after every change that concerns it", () => {
  const routing = new Routing();
  const [a, b] = [new ClientSession("a"), new ClientSession("b")];
  const nobody = { targets: [], groups: [], isPersistent: false };
  expect(found(routing, "t")).toEqual(nobody);
  routing.add(a, "t", OPTIONS);
  expect(found(routing, "t").targets).toEqual(["a 1 "]);
  expect(routing.add(a, "t", { ...OPTIONS, qos: 0 })).toBe(false);
  expect(found(routing, "t").targets).toEqual(["a 0 "]);
  routing.add(b, "#", OPTIONS);
  expect(found(routing, "t").targets).toEqual(["a 0 ", "b 1 "]);
  b.expiryS = 1;
  routing.forgetAll();
  expect(found(routing, "t").isPersistent).toBe(true);
  routing.removeAll(b);
  expect([routing.remove(a, "t"), routing.remove(a, "t"), routing.subscriptions]).toEqual([true, false, 0]);
  expect(found(routing, "t")).toEqual(nobody);
});

test("a shared group comes with its first member and goes with its last", () => {
  const routing = new Routing();
  const [a, b] = [new ClientSession("a"), new ClientSession("b")];
  routing.add(a, "$share/g/t", OPTIONS);
  routing.add(b, "$share/g/t", OPTIONS);
  expect([found(routing, "t").groups, routing.groups, routing.groupOf("g/t")?.size]).toEqual([["g/t"], 1, 2]);
  routing.remove(a, "$share/g/t");
  routing.removeAll(b);
  expect([found(routing, "t").groups, routing.groups]).toEqual([[], 0]);
  expect(routing.add(a, "$share/g", OPTIONS)).toBe(false);
});

test("topics without end do not make memory without end", () => {
  const routing = new Routing();
  routing.add(new ClientSession("a"), "t/+", OPTIONS);
  for (let i = 0; i < 20_000; i++) routing.find(`t/${i}`);
  expect(found(routing, "t/0").targets).toEqual(["a 1 "]);
});
