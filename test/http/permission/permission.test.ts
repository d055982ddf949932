import { describe, expect, test } from "bun:test";
import { type GroupTree, makePermissions, permissionsOfRole } from "../../../src/http/http.ts";
import { ACTIONS, AREAS, BUILT_IN, matrixOf, ROLES } from "../../../src/spine/permission.ts";

const NO_GROUPS: GroupTree = { groupOf: () => undefined, isWithin: () => false, touches: () => false };
const ALL = [{ kind: "all" }] as const;

test("a built-in role may all that a weaker one may, and people's areas are the administrators'", () => {
  const open = ROLES.map((role) => {
    const permissions = permissionsOfRole(role);
    const areas = AREAS.filter((area) => ACTIONS.some((action) => permissions.may(area, action)));
    return [role, areas.length, ACTIONS.filter((action) => permissions.may("devices", action))];
  });
  expect(open).toEqual([
    ["viewer", AREAS.length - 4, ["read"]],
    ["operator", AREAS.length - 4, ["read", "command"]],
    ["developer", AREAS.length - 4, ["read", "write", "command", "manage", "ota"]],
    ["admin", AREAS.length, [...ACTIONS]],
  ]);
  for (const [n, role] of ROLES.entries())
    for (const weaker of ROLES.slice(0, n))
      expect(permissionsOfRole(role).includes(BUILT_IN[weaker], ALL)).toBe(true);
  expect(permissionsOfRole("developer").includes(BUILT_IN.admin, ALL)).toBe(false);
});

describe("permissions", () => {
  test("no action includes another, no area another", () => {
    const permissions = makePermissions({ devices: ["manage"] }, ALL, NO_GROUPS);
    expect(AREAS.flatMap((area) => ACTIONS.filter((action) => permissions.may(area, action)))).toEqual([
      "manage",
    ]);
    expect(permissions.may("devices", "read")).toBe(false);
  });

  test("the stamp tells rights apart, not the order in which they were named", () => {
    const stampOf = (...of: Parameters<typeof makePermissions>) => makePermissions(...of).stamp;
    const one = stampOf({ devices: ["read", "manage"], jobs: ["read"] }, ALL, NO_GROUPS);
    expect(stampOf({ jobs: ["read"], devices: ["manage", "read"] }, ALL, NO_GROUPS)).toBe(one);
    expect(stampOf({ jobs: ["read"], devices: ["manage"] }, ALL, NO_GROUPS)).not.toBe(one);
    expect(stampOf({ devices: ["read", "manage"], jobs: ["read"] }, [], NO_GROUPS)).not.toBe(one);
  });

  test("nobody includes more than he has, in actions or in reach", () => {
    const product = { kind: "product", productKey: "pump" } as const;
    const device = { kind: "device", productKey: "pump", deviceName: "p1" } as const;
    const permissions = makePermissions(matrixOf(["read"], ["users"]), [product], NO_GROUPS);
    expect(permissions.includes({ devices: ["read"] }, [device])).toBe(true);
    expect(permissions.includes({ devices: ["read"] }, ALL)).toBe(false);
    expect(permissions.includes({ devices: ["write"] }, [device])).toBe(false);
    expect(permissions.includes({ users: ["read"] }, [device])).toBe(false);
  });
});
