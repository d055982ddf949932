// Calls of many devices: the list, changes to many, groups, views, the trash; and what the server says of them.

import { call, get, type Query } from "../call.ts";
import type { Device, DeviceState } from "../contract.ts";
import type { Job } from "../jobs/job-calls.ts";

export type DeviceCounts = Readonly<Record<DeviceState | "total", number>>;

export const GROUP_KINDS = ["site", "line", "machine", "other"] as const;
export type GroupKind = (typeof GROUP_KINDS)[number];

export interface DeviceGroup {
  readonly id: number;
  readonly parentId: number | null;
  readonly name: string;
  readonly kind: GroupKind;
  readonly order: number;
  readonly notes: string;
  /** 1 at the top. */
  readonly depth: number;
  /** Names from the top, with ` / ` between them. */
  readonly path: string;
  /** Of the group with all below it. */
  readonly counts: DeviceCounts;
}

/** Each group after the one that it stands in. */
export interface GroupTree {
  readonly items: readonly DeviceGroup[];
  readonly ungrouped: DeviceCounts;
}

export interface GroupChange {
  readonly parentId?: number | null;
  readonly name?: string;
  readonly kind?: GroupKind;
  readonly order?: number;
  readonly notes?: string;
}

/** Which devices are meant; all that is said must hold. */
export interface FilterDocument {
  readonly productKey?: string;
  readonly state?: DeviceState;
  readonly q?: string;
  readonly gateway?: string;
  readonly group?: number | "none";
  readonly view?: number;
  readonly tag?: readonly string[];
  readonly enabled?: boolean;
  readonly seenBefore?: number;
  readonly createdAfter?: number;
  readonly notSeenForS?: number;
  readonly createdWithinS?: number;
}

export interface DeviceView {
  readonly id: number;
  readonly name: string;
  readonly filter: FilterDocument;
}

export type BulkTarget = { readonly keys: readonly string[] } | { readonly filter: FilterDocument };
export type BulkChange =
  | { readonly action: "enable" | "disable" | "delete" }
  | { readonly action: "move"; readonly groupId: number | null }
  | { readonly action: "tag"; readonly tags: Readonly<Record<string, string>> }
  | { readonly action: "untag"; readonly tagKeys: readonly string[] }
  | { readonly action: "edit"; readonly fields: PlaceChange & { readonly notes?: string } };

export interface PlaceChange {
  readonly groupId?: number | null;
  readonly place?: string;
  readonly latitude?: number | null;
  readonly longitude?: number | null;
}

export interface BulkOutcome {
  readonly matched: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly failed: readonly { readonly device: string; readonly code: string; readonly message: string }[];
  readonly job: Job | null;
}

export interface DeletedDevice {
  readonly id: number;
  readonly productKey: string;
  readonly deviceName: string;
  readonly name: string;
  readonly deletedAt: number;
  readonly deletedBy: string;
  readonly purgeAt: number;
}

const devicePath = ({ productKey, deviceName }: Pick<Device, "productKey" | "deviceName">) =>
  `/devices/${encodeURIComponent(productKey)}/${encodeURIComponent(deviceName)}` as const;

export const deviceCalls = {
  list: (query: Query) => get("/devices", { ...query, include: "tags" }),
  change: (target: BulkTarget, change: BulkChange) =>
    call("POST", "/devices/bulk", { body: { ...change, target } }),
  /** How many devices are meant. */
  count: async (target: BulkTarget) =>
    (await call("POST", "/devices/bulk", { body: { action: "enable", target, dryRun: true } })).matched,
  settle: (device: Pick<Device, "productKey" | "deviceName">, body: PlaceChange) =>
    call("PATCH", devicePath(device), { body }),
};

export const groupCalls = {
  tree: () => get("/groups"),
  create: (body: GroupChange & { readonly name: string }) => call("POST", "/groups", { body }),
  update: (id: number, body: GroupChange) => call("PATCH", `/groups/${id}`, { body }),
  /** What is in it goes up to the group that it stands in. */
  remove: (id: number) => call("DELETE", `/groups/${id}`, { query: { rehome: true } }),
};

export const viewCalls = {
  all: () => get("/device-views"),
  counts: (id: number) => get(`/device-views/${id}/counts`),
  create: (name: string, filter: FilterDocument) => call("POST", "/device-views", { body: { name, filter } }),
  update: (id: number, body: { name?: string; filter?: FilterDocument }) =>
    call("PATCH", `/device-views/${id}`, { body }),
  remove: (id: number) => call("DELETE", `/device-views/${id}`),
};

export const trashCalls = {
  list: (query: Query) => get("/device-trash", query),
  act: (what: "restore" | "purge", ids: readonly number[]) =>
    call("POST", `/device-trash/${what}`, { body: { ids } }),
};
