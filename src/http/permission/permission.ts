// What a caller may do: actions in areas, and how far the reach is. Roles and keys are made of these.

import {
  type Action,
  AREAS,
  type Area,
  BUILT_IN,
  type Matrix,
  type Role,
  type Scope,
} from "../../spine/permission.ts";
import { type GroupTree, makeReach, type Reach } from "./reach.ts";

export interface Permissions {
  readonly matrix: Matrix;
  readonly reach: Reach;
  /** Equal for equal rights: whoever keeps something open compares it. */
  readonly stamp: string;
  may(area: Area, action: Action): boolean;
  /** True when `matrix` within `scopes` holds nothing that is not held here: nobody grants more than he has. */
  includes(matrix: Matrix, scopes: readonly Scope[]): boolean;
}

/** The rights of `matrix` within `scopes`; `groups` answers for scopes of groups. */
export function makePermissions(matrix: Matrix, scopes: readonly Scope[], groups: GroupTree): Permissions {
  const held = new Set(keysOf(matrix));
  const reach = makeReach(scopes, groups);
  return {
    matrix,
    reach,
    stamp: JSON.stringify([[...held].sort(), scopes]),
    may: (area, action) => held.has(`${area}\n${action}`),
    includes: (other, wanted) =>
      keysOf(other).every((key) => held.has(key)) && wanted.every((scope) => reach.includes(scope)),
  };
}

function keysOf(matrix: Matrix): string[] {
  return AREAS.flatMap((area) => (matrix[area] ?? []).map((action) => `${area}\n${action}`));
}

/** The rights of a built-in role. */
export function permissionsOfRole(role: Role): Permissions {
  return BY_ROLE[role];
}

/** A reach of everything asks for no group. */
const NO_GROUPS: GroupTree = { groupOf: () => undefined, isWithin: () => false, touches: () => false };
const everywhere = (role: Role) => makePermissions(BUILT_IN[role], [{ kind: "all" }], NO_GROUPS);
const BY_ROLE: Readonly<Record<Role, Permissions>> = {
  viewer: everywhere("viewer"),
  operator: everywhere("operator"),
  developer: everywhere("developer"),
  admin: everywhere("admin"),
};
