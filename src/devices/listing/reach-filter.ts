// What a caller reaches, as a filter of devices.

import type { Reach } from "../../http/http.ts";
import { deviceKey } from "../../spine/ids.ts";
import type { DeviceGroups } from "../groups/groups.ts";
import type { ReachFilter } from "../registry/listing-store.ts";

/** Undefined for who reaches everything. With `isPart` also devices of which only a property is reached. */
export function reachFilter(
  reach: Reach,
  groups: Pick<DeviceGroups, "find" | "subtreeOf">,
  { isPart }: { readonly isPart: boolean } = { isPart: false },
): ReachFilter | undefined {
  if (reach.isAll) return undefined;
  const productKeys: string[] = [];
  const groupIds = new Set<number>();
  const names: { productKey: string; deviceName: string }[] = [];
  for (const scope of reach.scopes) {
    if (scope.kind === "product") productKeys.push(scope.productKey);
    else if (scope.kind === "group" && groups.find(scope.groupId) !== undefined)
      for (const id of groups.subtreeOf(scope.groupId)) groupIds.add(id);
    else if (scope.kind === "device" || (isPart && scope.kind === "property"))
      names.push({ productKey: scope.productKey, deviceName: scope.deviceName });
  }
  return { productKeys, groupIds: [...groupIds], names };
}

interface PlacedDevice {
  readonly productKey: string;
  readonly deviceName: string;
  readonly groupId: number | null;
}

/** Whether the filter finds this device. */
export function isReached(filter: ReachFilter | undefined, device: PlacedDevice): boolean {
  if (filter === undefined || filter.productKeys.includes(device.productKey)) return true;
  if (device.groupId !== null && filter.groupIds.includes(device.groupId)) return true;
  const key = deviceKey(device.productKey, device.deviceName);
  return filter.names.some(({ productKey, deviceName }) => deviceKey(productKey, deviceName) === key);
}
