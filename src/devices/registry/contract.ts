// What the registry is to those who ask it.

import type { Db } from "../../db/db.ts";
import type { StagedChange } from "../../kit/staged-change.ts";
import type { Product, Products } from "../../products/products.ts";
import type { Clock } from "../../spine/clock.ts";
import type { Device } from "../device-entry.ts";
import type { DeviceDraft, DevicePatch } from "../device-schema.ts";
import type { DeviceFilter, ListingPage, SortPosition } from "./listing-store.ts";
import type { DeviceCounts } from "./state-counts.ts";

export interface DeviceChange {
  readonly action:
    | "created"
    | "updated"
    | "moved"
    | "enabled"
    | "disabled"
    | "deleted"
    | "restored"
    | "purged"
    | "activated"
    | "registered";
  readonly device: Device;
  /** Names of what changed, for `updated`. */
  readonly fields: readonly string[];
  /** Who did it: a user name, or the part of Gantry that acted. */
  readonly actor: string;
}

/** A change of a device that waits to be written, and the names of what it changes. */
export interface StagedDevice extends StagedChange<Device> {
  readonly fields: readonly string[];
}

export interface Presence {
  readonly state: "online" | "stale" | "offline";
  /** A code of sessions: `connected`, `keepalive_timeout`, `taken_over` ... */
  readonly reason: string;
  /** Remote address `ip:port`; absent keeps the last one. */
  readonly address?: string;
  /** UTC ms; absent means now. */
  readonly at?: number;
}

export interface DevicePage {
  readonly items: readonly Device[];
  readonly total: number;
  /** What to pass as `after` for the next page; undefined on the last. */
  readonly next: number | undefined;
}

export interface SortedPage {
  readonly items: readonly Device[];
  readonly total: number;
  /** What to pass as `after` for the next page; undefined on the last. */
  readonly next: SortPosition | undefined;
}

/** What a device is called; every Device is one. */
export interface DeviceName {
  readonly productKey: string;
  readonly deviceName: string;
}

export interface Devices {
  find(productKey: string, deviceName: string): Device | undefined;
  byId(id: number): Device | undefined;
  /** The device whose secret this is; undefined when there is none, or when several share it. */
  findBySecret(deviceSecret: string): Device | undefined;
  /** The device of this name in whatever product; undefined when there is none, or more than one. */
  findByName(deviceName: string): Device | undefined;
  /** Throws `not_found`. */
  get(productKey: string, deviceName: string): Device;
  /** In order of creation. */
  list(query: DeviceFilter & { after?: number; limit: number }): DevicePage;
  /** In the order of `sort`; with 100,000 devices within some 50 ms whatever is asked. */
  page(filter: DeviceFilter, page: ListingPage): SortedPage;
  /** Ids in rising order behind `after`, without making the devices known to memory. */
  idsOf(filter: DeviceFilter, page: { after: number; limit: number }): readonly number[];
  /** Ids of a product's devices, those in the trash among them: their history goes with the product's too. As `idsOf`. */
  historyIdsOf(productKey: string, page: { after: number; limit: number }): readonly number[];
  countOf(filter: DeviceFilter): number;
  /** As `counts`, of the devices that the filter finds. */
  countsOf(filter: DeviceFilter): DeviceCounts;
  counts(): DeviceCounts;
  hasGroup(groupId: number): boolean;
  countByProduct(productKeys: readonly string[]): ReadonlyMap<string, number>;
  /** Throws `unknown_product`, `already_exists`, or `not_found` for a group. Name and secret are generated where absent. */
  create(draft: DeviceDraft, actor: string): Device;
  /** Throws `not_found`. Writes and announces nothing when nothing changes. */
  update(device: DeviceName, patch: DevicePatch, actor: string): Device;
  /**
   * Puts it into the trash, with tags, bindings and group. Throws `not_found`. The object handed out before says
   * isDeleted from then on.
   */
  remove(productKey: string, deviceName: string, actor: string): void;
  /** Takes it out of the trash again. Throws `not_found`, `already_exists`. */
  restore(id: number, actor: string): Device;
  /** Ends a device of the trash for good. Throws `not_found`. Returns what it was. */
  purge(id: number, actor: string): Device;
  /** True while a device of this name can be restored; without a product, in whatever product. */
  isInTrash(productKey: string | undefined, deviceName: string): boolean;
  /** True while a device with this secret can be restored. */
  isSecretInTrash(deviceSecret: string): boolean;
  /** Of a device in the trash too: its history goes on by the product's rules. */
  productOf(deviceId: number): Product | undefined;
  /** As create and update, for a caller that commits many changes at once; the product may be staged before. */
  stageCreate(draft: DeviceDraft, actor: string): StagedDevice;
  stageUpdate(device: DeviceName, patch: DevicePatch, actor: string): StagedDevice;
  /** As remove. */
  stageRemove(device: DeviceName, actor: string): StagedChange<Device>;
  /** Moves the devices of a group to another (null: to none); tells no listener, for the tree itself changes. */
  stageRegroup(groupId: number, to: number | null): StagedChange<void>;
  /** Announces a change of what belongs to a device beside its own row: `tags`. */
  noteUpdate(device: Device, fields: readonly string[], actor: string): Device;
  /** Announces that the device fetched its credentials; `actor` is how (a dialect). */
  noteRegistration(device: DeviceName, actor: string): void;
  /** Takes the device for new again, so that it may register once more. Throws `not_found`. */
  reopen(device: DeviceName, actor: string): Device;
  /** In memory at once, in the database within half a second; the first `online` activates the device. */
  setPresence(deviceId: number, presence: Presence): void;
  /** Notes that the device was heard at `now` (UTC ms). Cheap enough for every message. */
  touch(deviceId: number, now: number): void;
  /**
   * Takes offline (`server_restart`) up to `limit` devices that the database says were online when this
   * process started and that have not been heard of since. Returns those; empty when none is left.
   * The caller waits for the grace period before the first call, and records the change of state.
   */
  expireStalePresence(limit: number): readonly Device[];
  /** Calls `listener` after each committed change; returns its removal. */
  onChange(listener: (change: DeviceChange) => void): () => void;
  /** Writes presence that still waits. */
  close(): void;
}

export interface DevicesOptions {
  readonly db: Db;
  readonly products: Products;
  readonly clock: Clock;
  /** Told once when presence cannot be written; writing is tried again until it succeeds. */
  readonly onPresenceFailure?: (error: unknown) => void;
}
