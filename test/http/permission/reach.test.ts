import { expect, test } from "bun:test";
import type { GroupTree } from "../../../src/http/http.ts";
import { commonReach, makeReach } from "../../../src/http/permission/reach.ts";
import type { Scope } from "../../../src/spine/permission.ts";

/** 1 > 2, and 3 beside; pump/a stands in 2, pump/b in 3, fan/c in none. */
const TREE: GroupTree = {
  groupOf: (productKey, deviceName) =>
    new Map([
      ["pump/a", 2],
      ["pump/b", 3],
    ]).get(`${productKey}/${deviceName}`),
  isWithin: (groupId, ancestorId) => groupId === ancestorId || (groupId === 2 && ancestorId === 1),
  touches: (_, productKey) => productKey === "pump",
};
const ALL: Scope = { kind: "all" };
const PUMP: Scope = { kind: "product", productKey: "pump" };
const GROUP: Scope = { kind: "group", groupId: 1 };
const DEVICE: Scope = { kind: "device", productKey: "pump", deviceName: "b" };
const PROPERTY: Scope = { kind: "property", productKey: "pump", deviceName: "b", identifier: "t" };

/* biome-ignore format: a table, a question a line */
const QUESTIONS: readonly [name: string, ask: (scopes: readonly Scope[]) => boolean][] = [
  ["the product", (scopes) => makeReach(scopes, TREE).coversProduct("pump")],
  ["some of the product", (scopes) => makeReach(scopes, TREE).touchesProduct("pump")],
  ["some of another product", (scopes) => makeReach(scopes, TREE).touchesProduct("fan")],
  ["device a", (scopes) => makeReach(scopes, TREE).coversDevice("pump", "a")],
  ["device b", (scopes) => makeReach(scopes, TREE).coversDevice("pump", "b")],
  ["some of device b", (scopes) => makeReach(scopes, TREE).touchesDevice("pump", "b")],
  ["its property t", (scopes) => makeReach(scopes, TREE).coversProperty("pump", "b", "t")],
  ["its property u", (scopes) => makeReach(scopes, TREE).coversProperty("pump", "b", "u")],
  ["device c", (scopes) => makeReach(scopes, TREE).coversDevice("fan", "c")],
  ["device a wherever it stands", (scopes) => makeReach(scopes, TREE).coversAnywhere("pump", "a")],
  ["device b wherever it stands", (scopes) => makeReach(scopes, TREE).coversAnywhere("pump", "b")],
  ["group 2", (scopes) => makeReach(scopes, TREE).coversGroup(2)],
  ["group 3", (scopes) => makeReach(scopes, TREE).coversGroup(3)],
  ["property t of b as a scope", (scopes) => makeReach(scopes, TREE).includes(PROPERTY)],
  ["everything as a scope", (scopes) => makeReach(scopes, TREE).includes(ALL)],
];

/* biome-ignore format: a table */
const REACHED: readonly [scopes: readonly Scope[], names: readonly string[]][] = [
  [[], []],
  [[ALL], QUESTIONS.map(([name]) => name)],
  [[PUMP], ["the product", "some of the product", "device a", "device b", "some of device b", "its property t", "its property u", "device a wherever it stands", "device b wherever it stands", "property t of b as a scope"]],
  [[GROUP], ["some of the product", "device a", "group 2"]],
  [[DEVICE], ["some of the product", "device b", "some of device b", "its property t", "its property u", "device b wherever it stands", "property t of b as a scope"]],
  [[PROPERTY], ["some of the product", "some of device b", "its property t", "property t of b as a scope"]],
  [[GROUP, PROPERTY], ["some of the product", "device a", "some of device b", "its property t", "group 2", "property t of b as a scope"]],
];

test.each(REACHED)("%j reaches", (scopes, names) => {
  expect(QUESTIONS.filter(([, ask]) => ask(scopes)).map(([name]) => name)).toEqual([...names]);
});

test("keys that hold one another as a part are told apart", () => {
  const reach = makeReach([{ kind: "device", productKey: "p", deviceName: "a" }], TREE);
  const asked = [reach.coversDevice("p", "aa"), reach.coversDevice("pp", "a"), reach.coversDevice("", "")];
  expect(asked).toEqual([false, false, false]);
});

test("what two reach in common is what both reach, and no more", () => {
  const one = makeReach([PUMP, { kind: "device", productKey: "fan", deviceName: "c" }], TREE);
  const common = (...scopes: Scope[]) => commonReach(one, makeReach(scopes, TREE), TREE).scopes;
  expect(common(ALL)).toEqual(one.scopes);
  expect(common(DEVICE, PROPERTY)).toEqual([DEVICE, PROPERTY]);
  expect(common({ kind: "group", groupId: 3 })).toEqual([]);
  expect(common({ kind: "product", productKey: "fan" })).toEqual([
    { kind: "device", productKey: "fan", deviceName: "c" },
  ]);
  expect(common()).toEqual([]);
});
