import type { Stores } from "./stores.ts";

/** Who is in a group or below it, as it is when asked; undefined when there is no such group. */
export function membersOf({ groups, devices }: Pick<Stores, "groups" | "devices">) {
  return (groupId: number) => {
    if (groups.find(groupId) === undefined) return undefined;
    return (productKey: string, deviceName: string): boolean => {
      let at = devices.find(productKey, deviceName)?.groupId ?? null;
      while (at !== null && at !== groupId) at = groups.find(at)?.parentId ?? null;
      return at !== null;
    };
  };
}
