import type { Devices } from "../devices/devices.ts";
import type { DeviceGroups } from "../devices/groups/groups.ts";
import type { GroupTree } from "../http/http.ts";

interface Registry {
  readonly devices: Pick<Devices, "find" | "countOf">;
  readonly groups: Pick<DeviceGroups, "find" | "subtreeOf">;
}

/** Where devices stand just now, for data scopes; `registry` is asked late, for it opens after accounts. */
export function makeGroupTree(registry: () => Registry): GroupTree {
  return {
    groupOf: (productKey, deviceName) =>
      registry().devices.find(productKey, deviceName)?.groupId ?? undefined,
    isWithin(groupId, ancestorId) {
      const { groups } = registry();
      for (let at: number | null | undefined = groupId; at != null; at = groups.find(at)?.parentId)
        if (at === ancestorId) return true;
      return false;
    },
    touches(groupId, productKey) {
      const { groups, devices } = registry();
      if (groups.find(groupId) === undefined) return false;
      return devices.countOf({ productKey, groupIds: groups.subtreeOf(groupId) }) > 0;
    },
  };
}
