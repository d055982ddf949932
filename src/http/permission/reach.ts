// How far rights reach: everything, or products, groups of devices, devices and single properties.
// Names only: what a product or a device is, this room does not know.

import type { Scope } from "../../spine/permission.ts";

/** The port through which a reach learns where devices stand just now. */
export interface GroupTree {
  /** The group that the device stands in; undefined for none, or no such device. */
  groupOf(productKey: string, deviceName: string): number | undefined;
  /** Whether `groupId` is `ancestorId` or stands below it. */
  isWithin(groupId: number, ancestorId: number): boolean;
  /** Whether some device of the product stands in the group or below it. */
  touches(groupId: number, productKey: string): boolean;
}

export interface Reach {
  readonly isAll: boolean;
  readonly scopes: readonly Scope[];
  /** The whole product: itself and every device that it has or will have. */
  coversProduct(productKey: string): boolean;
  /** The product or something of it: what it is may be read, to understand the part. */
  touchesProduct(productKey: string): boolean;
  /** The whole device with all its properties. */
  coversDevice(productKey: string, deviceName: string): boolean;
  /** The device or one of its properties. */
  touchesDevice(productKey: string, deviceName: string): boolean;
  /** The device in whatever group it stands or comes to stand: by its product or its name. */
  coversAnywhere(productKey: string, deviceName: string): boolean;
  coversProperty(productKey: string, deviceName: string, identifier: string): boolean;
  coversGroup(groupId: number): boolean;
  /** Whether `scope` lies within. */
  includes(scope: Scope): boolean;
}

/** No scope at all reaches nothing. */
export function makeReach(scopes: readonly Scope[], groups: GroupTree): Reach {
  const isAll = scopes.some(({ kind }) => kind === "all");
  const some = (test: (scope: Scope) => boolean) => isAll || scopes.some(test);
  const holdsDevice = (scope: Scope, productKey: string, deviceName: string): boolean => {
    if (scope.kind === "product") return scope.productKey === productKey;
    if (scope.kind === "device") return scope.productKey === productKey && scope.deviceName === deviceName;
    if (scope.kind !== "group") return false;
    const at = groups.groupOf(productKey, deviceName);
    return at !== undefined && groups.isWithin(at, scope.groupId);
  };
  const isOfDevice = (scope: Scope, productKey: string, deviceName: string) =>
    scope.kind === "property" && scope.productKey === productKey && scope.deviceName === deviceName;
  const reach: Reach = {
    isAll,
    scopes,
    coversProduct: (key) => some((scope) => scope.kind === "product" && scope.productKey === key),
    touchesProduct: (key) =>
      some((scope) => {
        if (scope.kind === "group") return groups.touches(scope.groupId, key);
        return "productKey" in scope && scope.productKey === key;
      }),
    coversDevice: (key, name) => some((scope) => holdsDevice(scope, key, name)),
    touchesDevice: (key, name) =>
      some((scope) => holdsDevice(scope, key, name) || isOfDevice(scope, key, name)),
    coversAnywhere: (key, name) => some((scope) => scope.kind !== "group" && holdsDevice(scope, key, name)),
    coversProperty: (key, name, identifier) =>
      some((scope) => {
        if (scope.kind !== "property") return holdsDevice(scope, key, name);
        return isOfDevice(scope, key, name) && scope.identifier === identifier;
      }),
    coversGroup: (id) => some((scope) => scope.kind === "group" && groups.isWithin(id, scope.groupId)),
    includes: (scope) => includes(reach, scope),
  };
  return reach;
}

/** What both reach, as far as scopes of the two can say it: never more than either. */
export function commonReach(one: Reach, other: Reach, groups: GroupTree): Reach {
  const shared = [
    ...one.scopes.filter((scope) => other.includes(scope)),
    ...other.scopes.filter((scope) => one.includes(scope)),
  ];
  return makeReach(shared, groups);
}

function includes(reach: Reach, scope: Scope): boolean {
  if (reach.isAll) return true;
  if (scope.kind === "all") return false;
  if (scope.kind === "product") return reach.coversProduct(scope.productKey);
  if (scope.kind === "group") return reach.coversGroup(scope.groupId);
  if (scope.kind === "device") return reach.coversDevice(scope.productKey, scope.deviceName);
  return reach.coversProperty(scope.productKey, scope.deviceName, scope.identifier);
}
