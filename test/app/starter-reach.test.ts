import { expect, test } from "bun:test";
import { makeStarterReach } from "../../src/app/starter-reach.ts";
import { type GroupTree, makePermissions, type Permissions } from "../../src/http/http.ts";
import type { Matrix, Scope } from "../../src/spine/permission.ts";

/** 2 stands below 1. */
const TREE: GroupTree = {
  ...{ groupOf: () => undefined, touches: () => false },
  isWithin: (groupId, ancestorId) => groupId === ancestorId || (groupId === 2 && ancestorId === 1),
};
const ALL: Scope = { kind: "all" };
const SITE: Scope = { kind: "group", groupId: 1 };
const LINE: Scope = { kind: "group", groupId: 2 };
const MANAGE: Matrix = { devices: ["manage"] };

function scopesOf(started: readonly Scope[], rights: Permissions | undefined) {
  const reachOf = makeStarterReach({ rightsOf: () => rights }, TREE);
  return reachOf({ actor: "ann", scopes: started, needs: { area: "devices", action: "manage" } }).scopes;
}
const now = (matrix: Matrix, ...scopes: Scope[]) => makePermissions(matrix, scopes, TREE);

test("is what was reached at the start and is reached now", () => {
  expect(scopesOf([ALL], now(MANAGE, ALL))).toEqual([ALL]);
  expect(scopesOf([ALL], now(MANAGE, LINE))).toEqual([LINE]);
  expect(scopesOf([SITE], now(MANAGE, ALL))).toEqual([SITE]);
  expect(scopesOf([SITE], now(MANAGE, LINE))).toEqual([LINE]);
  expect(scopesOf([LINE], now(MANAGE, SITE))).toEqual([LINE]);
  expect(scopesOf([LINE], now(MANAGE))).toEqual([]);
});

test("is nothing for who may not do this any more, or is gone", () => {
  const forbidden = expect.objectContaining({ code: "forbidden" });
  expect(() => scopesOf([SITE], now({ devices: ["read"] }, SITE))).toThrow(forbidden);
  expect(() => scopesOf([ALL], undefined)).toThrow(forbidden);
});
