// Calls of many devices: the list, changes to many, groups, views, the trash; and what the server says of them.

import { call, get, type Query } from "../call.ts";
import type { Device, DeviceState } from "../contract.ts";
import { edit } from "../edit/edit.ts";
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

export const deviceCalls = {
  list: (query: Query) => get("/devices", { ...query, include: "tags" }),
  change: (target: BulkTarget, change: BulkChange) =>
    call("POST", "/devices/bulk", { body: { ...change, target } }),
  /** How many devices are meant. */
  count: async (target: BulkTarget) =>
    (await call("POST", "/devices/bulk", { body: { action: "enable", target, dryRun: true } })).matched,
  settle: (basis: Device, body: PlaceChange) =>
    edit("updateDevice", { at: [basis.productKey, basis.deviceName], basis, body }),
};

export const groupPath = (id: number) => `/groups/${id}` as const;
export const viewPath = (id: number) => `/device-views/${id}` as const;

export const groupCalls = {
  tree: () => get("/groups"),
  create: (body: GroupChange & { readonly name: string }) => call("POST", "/groups", { body }),
  update: (basis: Pick<DeviceGroup, "id">, body: GroupChange) =>
    edit("updateGroup", { at: [basis.id], basis, body }),
  /** Beside or below others, as the tree is then; what others said of the group stays. */
  move: async (id: number, body: GroupChange) =>
    edit("updateGroup", { at: [id], basis: await get(groupPath(id)), body }),
  /** What is in it goes up to the group that it stands in. */
  remove: (id: number) => call("DELETE", `/groups/${id}`, { query: { rehome: true } }),
};

export const viewCalls = {
  all: () => get("/device-views"),
  counts: (id: number) => get(`/device-views/${id}/counts`),
  create: (name: string, filter: FilterDocument) => call("POST", "/device-views", { body: { name, filter } }),
  update: (basis: Pick<DeviceView, "id">, body: { name: string } | { filter: FilterDocument }) =>
    edit("updateDeviceView", { at: [basis.id], basis, body }),
  one: (id: number) => get(viewPath(id)),
  remove: (id: number) => call("DELETE", `/device-views/${id}`),
};

export const trashCalls = {
  list: (query: Query) => get("/device-trash", query),
  act: (what: "restore" | "purge", ids: readonly number[]) =>
    call("POST", `/device-trash/${what}`, { body: { ids } }),
};
