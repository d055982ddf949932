// Where a narrow reach may put things: only into groups that it covers, and never out of itself.

import type { Reach } from "../../http/http.ts";
import { AppError, type Failure, failure } from "../../spine/error.ts";
import { deviceKey } from "../../spine/ids.ts";
import type { DeviceGroup, DeviceGroups } from "./groups.ts";

type Tree = Pick<DeviceGroups, "find">;
interface NamedDevice {
  readonly productKey: string;
  readonly deviceName: string;
}

/** Throws `not_found`, also for a group that is there but not reached. */
export function reachedGroup(groups: Tree, id: number, reach: Reach): DeviceGroup {
  const group = reach.isAll || reach.coversGroup(id) ? groups.find(id) : undefined;
  if (group === undefined) throw new AppError("not_found", { what: `group ${id}` });
  return group;
}

/**
 * Throws `not_found` unless a new group may stand there, or `out_of_scope` at the top, which only who reaches
 * everything has.
 */
export function requireParent(groups: Tree, parentId: number | null, reach: Reach): void {
  if (parentId !== null) reachedGroup(groups, parentId, reach);
  else if (!reach.isAll) throw new AppError("out_of_scope");
}

/**
 * The group, where all of it may be changed: what a reach begins with stands among groups that it does not cover, and
 * is changed by who covers those. Throws `not_found` or `out_of_scope`.
 */
export function changeableGroup(groups: Tree, id: number, reach: Reach): DeviceGroup {
  const group = reachedGroup(groups, id, reach);
  const isInside = group.parentId !== null && reach.coversGroup(group.parentId);
  if (!reach.isAll && !isInside) throw new AppError("out_of_scope");
  return group;
}

/** Throws `not_found` for a group that is not reached, `device_leaves_reach` where the device would be lost. */
export function requireStay(
  groups: Tree,
  device: NamedDevice,
  { groupId, reach }: { readonly groupId: number | null; readonly reach: Reach },
): void {
  if (groupId !== null) reachedGroup(groups, groupId, reach);
  else if (!reach.coversAnywhere(device.productKey, device.deviceName))
    throw new AppError("device_leaves_reach", { device: deviceKey(device.productKey, device.deviceName) });
}

/**
 * Throws `unknown_product`, `not_found` or `out_of_scope` unless a new device of the product in the group is reached:
 * none is put where it is lost, and no product is tried out of which nothing is reached.
 */
export function requireRoom(
  groups: Tree,
  { productKey, groupId }: { readonly productKey: string; readonly groupId: number | null },
  reach: Reach,
): void {
  if (groupId !== null) reachedGroup(groups, groupId, reach);
  else if (!reach.coversProduct(productKey)) throw new AppError("out_of_scope");
  if (!reach.touchesProduct(productKey)) throw new AppError("unknown_product", { productKey });
}

/**
 * Why nothing may be put at this path of groups, which need not be there yet: the part of it that is must end in a
 * group that is reached. Whether there is one elsewhere makes no difference.
 */
export function pathBarrier(
  groups: Pick<DeviceGroups, "at">,
  path: readonly string[],
  reach: Reach,
): Failure | undefined {
  if (reach.isAll) return undefined;
  const lengths = path.map((_, n) => path.length - n);
  const deepest = lengths.map((length) => groups.at(path.slice(0, length))).find(Boolean);
  if (deepest !== undefined && reach.coversGroup(deepest.id)) return undefined;
  return failure("import_outside", { what: path.join("/") });
}
