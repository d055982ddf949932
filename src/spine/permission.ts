// The words for what may be done: actions in areas, scopes, and what the built-in roles may.

/** What is done with a thing. None includes another: a role or key has those that it names. */
export const ACTIONS = ["read", "write", "command", "manage", "ota", "admin"] as const;
export type Action = (typeof ACTIONS)[number];

/** Parts of the API, as its document groups them: the `tag` of each route is one. */
export const AREAS = [
  "devices",
  "device views",
  "device trash",
  "groups",
  "products",
  "thing models",
  "data streams",
  "telemetry",
  "live",
  "journal",
  "commands",
  "field buses",
  "access",
  "mqtt",
  "apply",
  "jobs",
  "dead letters",
  "log",
  "ops",
  "api keys",
  "users",
  "roles",
  "audit",
  "session",
] as const;
export type Area = (typeof AREAS)[number];

/** Which actions in which area; an area that is absent is closed. */
export type Matrix = { readonly [A in Area]?: readonly Action[] };

/** One thing to be allowed. */
export interface Need {
  readonly area: Area;
  readonly action: Action;
}

/** A part of what there is. A group stands for all devices in it and below it, as they come and go. */
export type Scope =
  | { readonly kind: "all" }
  | { readonly kind: "product"; readonly productKey: string }
  | { readonly kind: "group"; readonly groupId: number }
  | { readonly kind: "device"; readonly productKey: string; readonly deviceName: string }
  | {
      readonly kind: "property";
      readonly productKey: string;
      readonly deviceName: string;
      readonly identifier: string;
    };
export const SCOPE_KINDS = ["all", "product", "group", "device", "property"] as const;

/** Each area with the same actions, but for those in `closed`. */
export function matrixOf(actions: readonly Action[], closed: readonly Area[] = []): Matrix {
  const open = AREAS.filter((area) => !closed.includes(area));
  return Object.fromEntries(open.map((area) => [area, actions]));
}

/** Where people, their rights and their traces are looked after. */
export const PEOPLE_AREAS = ["api keys", "users", "roles", "audit"] as const satisfies readonly Area[];

/** Built-in roles, the weakest first: each may do all that the ones before it may. */
export const ROLES = ["viewer", "operator", "developer", "admin"] as const;
export type Role = (typeof ROLES)[number];

/** What the built-in roles may; all of them reach everything. */
export const BUILT_IN: Readonly<Record<Role, Matrix>> = {
  viewer: matrixOf(["read"], PEOPLE_AREAS),
  operator: matrixOf(["read", "command"], PEOPLE_AREAS),
  developer: matrixOf(["read", "write", "command", "manage", "ota"], PEOPLE_AREAS),
  admin: matrixOf(ACTIONS),
};
