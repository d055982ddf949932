// The guard of every route: is the caller known, may he do this here, and does he reach it.

import { AppError } from "../../spine/error.ts";
import type { Action, Area } from "../../spine/permission.ts";
import type { Actor } from "../actor.ts";
import type { Reach } from "./reach.ts";

/**
 * Who may call: `anyone`; any `signed-in` person, also one who must still replace the first password;
 * or who may do this in the area that the route's tag names.
 */
export type Allow = "anyone" | "signed-in" | Action;

/**
 * How a narrow reach is held against a route. `all`: only who reaches everything passes. `path`: the product or
 * device that the path names must be covered. `touches`: a part of it is enough, for what only describes it.
 * `filtered`: the route itself leaves out what is not reached.
 */
export type ReachRule = "all" | "path" | "touches" | "filtered";

export interface Admission {
  readonly tag: Area;
  readonly allow: Allow;
  /** `path` where the path names a product, else `all`. */
  readonly reach?: ReachRule | undefined;
}

export function may({ permissions }: Pick<Actor, "permissions">, area: Area, action: Action): boolean {
  return permissions.may(area, action);
}

/** Throws AppError `forbidden` unless the actor may do `action` in `area`. */
export function requireMay(actor: Pick<Actor, "permissions">, area: Area, action: Action): void {
  if (!may(actor, area, action)) throw new AppError("forbidden", { needs: `${action} · ${area}` });
}

/** Throws AppError `out_of_scope` unless what is asked for lies within reach. */
export function requireReached(isWithinReach: boolean): void {
  if (!isWithinReach) throw new AppError("out_of_scope");
}

/**
 * Throws AppError `unauthenticated`, `persons_only`, `password_change_required`, `forbidden` or `out_of_scope` unless
 * `actor` may pass. `named` are the parameters of the path.
 */
export function admit(
  actor: Actor | undefined,
  { tag, allow, reach }: Admission,
  named: Readonly<Record<string, string>>,
): void {
  if (allow === "anyone") return;
  if (actor === undefined) throw new AppError("unauthenticated");
  if (allow === "signed-in") {
    if (actor.kind !== "person") throw new AppError("persons_only");
    return;
  }
  if (actor.mustChangePassword) throw new AppError("password_change_required");
  requireMay(actor, tag, allow);
  requireReached(isReached(actor.permissions.reach, reach ?? ruleOf(named), named));
}

function ruleOf(named: Readonly<Record<string, string>>): ReachRule {
  return named.productKey === undefined ? "all" : "path";
}

function isReached(reach: Reach, rule: ReachRule, named: Readonly<Record<string, string>>): boolean {
  if (reach.isAll || rule === "filtered") return true;
  const { productKey, deviceName } = named;
  if (rule === "all" || productKey === undefined) return false;
  const isPart = rule === "touches";
  if (deviceName === undefined)
    return isPart ? reach.touchesProduct(productKey) : reach.coversProduct(productKey);
  return isPart ? reach.touchesDevice(productKey, deviceName) : reach.coversDevice(productKey, deviceName);
}
