// Devices: the registry of everything that may connect, with its secret and whether it is here; and documents that fill it.
// Owns: table devices, the devices in memory, presence as it is stored.
// Promises: find is synchronous and served from memory after the first time; one object per device; ids are never reused.
// Must never: hold a connection (sessions do), decide who may connect (codec and sessions do), or show a secret unasked.

import { migrate } from "../db/db.ts";
import { type DeviceGroups, makeDeviceGroups } from "./groups/groups.ts";
import { DEVICE_MIGRATIONS } from "./migrations.ts";
import type { Devices, DevicesOptions } from "./registry/contract.ts";
import { DeviceRegistry } from "./registry/registry.ts";
import { makeDeviceStore } from "./registry/store.ts";
import { TOPOLOGY_MIGRATIONS } from "./topology/migrations.ts";
import { type DeviceTags, makeDeviceTags } from "./topology/tags.ts";
import { makeTopology, type Topology } from "./topology/topology.ts";
import { TopologyStore } from "./topology/topology-store.ts";
import { type DeviceTrash, makeDeviceTrash } from "./trash/trash.ts";
import { TrashStore } from "./trash/trash-store.ts";
import { type DeviceViews, makeDeviceViews } from "./views/views.ts";

export { type ApplyChange, type ApplyReport, applyDocument, prepareDocument } from "./apply.ts";
export { type DeviceCredentials, openCredentials } from "./credentials/credentials.ts";
export type { Device } from "./device-entry.ts";
export type { DeviceDraft, DevicePatch } from "./device-schema.ts";
export type { DeviceGroup, DeviceGroups } from "./groups/groups.ts";
export { makeLifecycle } from "./lifecycle.ts";
export type {
  DeviceChange,
  DeviceName,
  DevicePage,
  Devices,
  DevicesOptions,
  Presence,
  SortedPage,
  StagedDevice,
} from "./registry/contract.ts";
export type { DeviceFilter, DeviceSort, SortPosition } from "./registry/listing-store.ts";
export type { DeviceCounts } from "./registry/state-counts.ts";
export type { DeviceState } from "./registry/table.ts";
export { type DeviceTags, type Tags, TagsSchema } from "./topology/tags.ts";
export { notBound, type Topology, type TopologyChange } from "./topology/topology.ts";
export type { DeviceTrash } from "./trash/trash.ts";
export type { PurgedDevice } from "./trash/trash-store.ts";
export type { DeviceView, DeviceViews } from "./views/views.ts";

/** Opens the room: creates or migrates its table; reads no device before somebody asks for it. */
export function openDevices(options: DevicesOptions): Devices {
  migrate(options.db, "devices", DEVICE_MIGRATIONS);
  const store = makeDeviceStore(options.db);
  const registry = new DeviceRegistry(options, store);
  const trash = new TrashStore(options.db);
  options.products.addRemovalGuard((productKey) => {
    const count = store.countByProduct([productKey]).get(productKey) ?? 0;
    const deleted = trash.count({ productKey });
    const parts = [
      ...(count > 0 ? [`${count} device${count === 1 ? "" : "s"}`] : []),
      ...(deleted > 0 ? [`${deleted} in the trash`] : []),
    ];
    return parts.length === 0 ? undefined : parts.join(" and ");
  });
  return registry;
}

/** Which devices stand behind which gateway, their tags, the tree of groups, saved views, and deleted devices. */
export interface DeviceRelations {
  readonly topology: Topology;
  readonly tags: DeviceTags;
  readonly groups: DeviceGroups;
  readonly views: DeviceViews;
  readonly trash: DeviceTrash;
}

/** Opens what belongs to the devices of `devices`: creates or migrates its tables in the same database. */
export function openRelations(
  options: Pick<DevicesOptions, "db" | "clock" | "products"> & {
    readonly devices: Devices;
  },
): DeviceRelations {
  migrate(options.db, "topology", TOPOLOGY_MIGRATIONS);
  const store = new TopologyStore(options.db);
  const { db, clock, devices } = options;
  return {
    topology: makeTopology({ ...options, store }),
    tags: makeDeviceTags(db, store),
    groups: makeDeviceGroups(db, devices),
    views: makeDeviceViews(db, clock),
    trash: makeDeviceTrash({ clock, devices, store: new TrashStore(db) }),
  };
}
