import { type Db, isUniqueViolation } from "../../db/db.ts";
import { assert } from "../../kit/assert.ts";
import { randomText } from "../../kit/random-text.ts";
import { commitStaged, type StagedChange } from "../../kit/staged-change.ts";
import type { Products } from "../../products/products.ts";
import type { Clock } from "../../spine/clock.ts";
import { AppError } from "../../spine/error.ts";
import { DEVICE_NAME_PATTERN, deviceKey } from "../../spine/ids.ts";
import { type Device, DeviceEntry } from "../device-entry.ts";
import type { DeviceDraft, DevicePatch } from "../device-schema.ts";
import { PresenceWriter } from "./presence.ts";
import { bucketOf, type DeviceCounts, StateCounts } from "./state-counts.ts";
import type { DeviceFilter, DeviceStore } from "./store.ts";
import type { DeviceRow } from "./table.ts";

export interface DeviceChange {
  readonly action: "created" | "updated" | "enabled" | "disabled" | "deleted" | "activated" | "registered";
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
  readonly state: "online" | "offline";
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
  counts(): DeviceCounts;
  countByProduct(productKeys: readonly string[]): ReadonlyMap<string, number>;
  /** Throws `unknown_product` or `already_exists`. Name and secret are generated where absent. */
  create(draft: DeviceDraft, actor: string): Device;
  /** Throws `not_found`. Writes and announces nothing when nothing changes. */
  update(device: DeviceName, patch: DevicePatch, actor: string): Device;
  /** Throws `not_found`. The object handed out before says isDeleted from then on. */
  remove(productKey: string, deviceName: string, actor: string): void;
  /** As create and update, for a caller that commits many changes at once; the product may be staged before. */
  stageCreate(draft: DeviceDraft, actor: string): StagedDevice;
  stageUpdate(device: DeviceName, patch: DevicePatch, actor: string): StagedDevice;
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

/** All devices: rows in the database, objects in memory as they are asked for. */
export class DeviceRegistry implements Devices {
  readonly #byProduct = new Map<string, Map<string, DeviceEntry>>();
  readonly #byId = new Map<number, DeviceEntry>();
  readonly #listeners = new Set<(change: DeviceChange) => void>();
  readonly #presence: PresenceWriter;
  /** Online by the database's word only. */
  readonly #stale: Set<number>;
  /** Made when first asked for, then kept. */
  #counts: StateCounts | undefined;

  constructor(
    readonly options: DevicesOptions,
    readonly store: DeviceStore,
  ) {
    const { db, clock, onPresenceFailure = () => {} } = options;
    this.#presence = new PresenceWriter({ db, clock, store, onFailure: onPresenceFailure });
    this.#stale = new Set(store.onlineIds());
  }

  find(productKey: string, deviceName: string): DeviceEntry | undefined {
    const known = this.#byProduct.get(productKey)?.get(deviceName);
    if (known !== undefined) return known;
    if (this.options.products.find(productKey) === undefined) return undefined;
    const row = this.store.byName(productKey, deviceName);
    return row && this.#adopt(row);
  }

  byId(id: number): DeviceEntry | undefined {
    const known = this.#byId.get(id);
    if (known !== undefined) return known;
    const row = this.store.byId(id);
    return row && this.#adopt(row);
  }

  findBySecret(deviceSecret: string): DeviceEntry | undefined {
    const row = this.store.bySecret(deviceSecret);
    return row && this.#adopt(row);
  }

  findByName(deviceName: string): DeviceEntry | undefined {
    const row = this.store.byDeviceName(deviceName);
    return row && this.#adopt(row);
  }

  get(productKey: string, deviceName: string): DeviceEntry {
    const device = this.find(productKey, deviceName);
    if (device !== undefined) return device;
    throw new AppError("not_found", { what: `device ${deviceKey(productKey, deviceName)}` });
  }

  list({ after = 0, limit, ...filter }: DeviceFilter & { after?: number; limit: number }): DevicePage {
    // What the rows say else is overruled by memory; only the choice by state is made in the database.
    if (filter.state !== undefined) this.#presence.flush();
    const rows = this.store.list(filter, { after, limit: limit + 1 });
    const items = rows.slice(0, limit).map((row) => this.#adopt(row));
    const next = rows.length > limit ? items.at(-1)?.id : undefined;
    return { items, total: this.store.count(filter), next };
  }

  counts(): DeviceCounts {
    if (this.#counts === undefined) {
      this.#presence.flush();
      this.#counts = new StateCounts(this.store.countByState());
    }
    return this.#counts.report();
  }

  countByProduct(productKeys: readonly string[]): ReadonlyMap<string, number> {
    return this.store.countByProduct(productKeys);
  }

  create(draft: DeviceDraft, actor: string): Device {
    const { productKey } = draft;
    if (this.options.products.find(productKey) === undefined) {
      throw new AppError("unknown_product", { productKey });
    }
    return this.#commit(this.stageCreate(draft, actor));
  }

  update(device: DeviceName, patch: DevicePatch, actor: string): Device {
    return this.#commit(this.stageUpdate(device, patch, actor));
  }

  remove(productKey: string, deviceName: string, actor: string): void {
    const entry = this.get(productKey, deviceName);
    this.store.remove(entry.id);
    entry.isDeleted = true;
    this.#counts?.remove(bucketOf(entry));
    this.#presence.forget(entry);
    this.#stale.delete(entry.id);
    this.#byId.delete(entry.id);
    this.#byProduct.get(productKey)?.delete(deviceName);
    this.#announce({ action: "deleted", device: entry, fields: [], actor });
  }

  stageCreate(draft: DeviceDraft, actor: string): StagedDevice {
    const row = newRow(draft, this.options.clock.now());
    if (this.find(row.productKey, row.deviceName) !== undefined) throw alreadyExists(row);
    let id = 0;
    return {
      fields: Object.keys(draft).filter((name) => name !== "productKey" && name !== "deviceName"),
      write: () => {
        id = this.#insert(row);
      },
      publish: () => {
        const device = this.#adopt({ id, ...row });
        this.#counts?.add(bucketOf(device));
        this.#announce({ action: "created", device, fields: [], actor });
        return device;
      },
    };
  }

  stageUpdate(device: DeviceName, patch: DevicePatch, actor: string): StagedDevice {
    const entry = this.get(device.productKey, device.deviceName);
    const changed: DevicePatch = Object.fromEntries(
      Object.entries(patch).filter(
        ([name, value]) => value !== undefined && value !== Reflect.get(entry, name),
      ),
    );
    const fields = Object.keys(changed);
    if (fields.length === 0) return { fields, write() {}, publish: () => entry };
    return {
      fields,
      write: () => this.store.update(entry.id, definedOf(changed)),
      publish: () => {
        this.#recount(entry, () => Object.assign(entry, changed));
        this.#announceUpdate(entry, fields, actor);
        return entry;
      },
    };
  }

  noteRegistration({ productKey, deviceName }: DeviceName, actor: string): void {
    const device = this.get(productKey, deviceName);
    this.#announce({ action: "registered", device, fields: [], actor });
  }

  reopen({ productKey, deviceName }: DeviceName, actor: string): Device {
    const entry = this.get(productKey, deviceName);
    if (entry.activatedAt === undefined) return entry;
    entry.activatedAt = undefined;
    this.#presence.mark(entry);
    this.#announce({ action: "updated", device: entry, fields: ["activatedAt"], actor });
    return entry;
  }

  setPresence(deviceId: number, { state, reason, address, at }: Presence): void {
    const entry = this.byId(deviceId);
    // Deleted while its connection was being closed.
    if (entry === undefined) return;
    const now = at ?? this.options.clock.now();
    this.#stale.delete(deviceId);
    this.#recount(entry, () => {
      entry.state = state;
    });
    entry.stateSince = now;
    entry.stateReason = reason;
    if (address !== undefined) entry.address = address;
    if (state === "online") entry.lastSeenAt = now;
    this.#presence.mark(entry);
    if (state !== "online" || entry.activatedAt !== undefined) return;
    entry.activatedAt = now;
    this.#announce({ action: "activated", device: entry, fields: [], actor: "device" });
  }

  touch(deviceId: number, now: number): void {
    const entry = this.#byId.get(deviceId);
    if (entry !== undefined) this.#presence.touch(entry, now);
  }

  expireStalePresence(limit: number): readonly Device[] {
    const expired: Device[] = [];
    for (const id of this.#stale.values().take(limit).toArray()) {
      this.#stale.delete(id);
      this.setPresence(id, { state: "offline", reason: "server_restart" });
      const device = this.byId(id);
      if (device !== undefined) expired.push(device);
    }
    return expired;
  }

  onChange(listener: (change: DeviceChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#presence.stop();
  }

  /** The one object of this row's device. An object in memory is newer than any row. */
  #adopt(row: DeviceRow): DeviceEntry {
    const known = this.#byId.get(row.id);
    if (known !== undefined) return known;
    const entry = new DeviceEntry(row, this.options.products.get(row.productKey));
    this.#byId.set(entry.id, entry);
    const siblings = this.#byProduct.get(row.productKey) ?? new Map<string, DeviceEntry>();
    siblings.set(entry.deviceName, entry);
    this.#byProduct.set(row.productKey, siblings);
    return entry;
  }

  #recount(entry: DeviceEntry, change: () => void): void {
    this.#counts?.remove(bucketOf(entry));
    change();
    this.#counts?.add(bucketOf(entry));
  }

  #insert(row: Omit<DeviceRow, "id">): number {
    try {
      return this.store.insert(row);
    } catch (cause) {
      // Another process on the same file; in this one it was looked up before.
      if (isUniqueViolation(cause)) throw alreadyExists(row);
      throw cause;
    }
  }

  #commit(change: StagedDevice): Device {
    const device = commitStaged(this.options.db, [change])[0];
    assert(device !== undefined, "one change gives one device");
    return device;
  }

  #announceUpdate(device: Device, fields: readonly string[], actor: string): void {
    const others = fields.filter((name) => name !== "isEnabled");
    if (others.length < fields.length) {
      this.#announce({ action: device.isEnabled ? "enabled" : "disabled", device, fields: [], actor });
    }
    if (others.length > 0) this.#announce({ action: "updated", device, fields: others, actor });
  }

  #announce(change: DeviceChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}

/** Drops what is undefined: to drizzle an absent field and an undefined one differ in type only. */
function definedOf(patch: DevicePatch): Partial<Omit<DeviceRow, "id">> {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
}

function newRow(draft: DeviceDraft, now: number): Omit<DeviceRow, "id"> {
  const deviceName = draft.deviceName ?? randomText(12);
  assert(DEVICE_NAME_PATTERN.test(deviceName), "device names are checked at the edge");
  return {
    productKey: draft.productKey,
    deviceName,
    deviceSecret: draft.deviceSecret ?? randomText(32),
    name: draft.name ?? "",
    notes: draft.notes ?? "",
    isEnabled: draft.isEnabled ?? true,
    state: "inactive",
    stateSince: now,
    stateReason: "created",
    address: "",
    activatedAt: null,
    lastSeenAt: null,
    createdAt: now,
  };
}

function alreadyExists({ productKey, deviceName }: { productKey: string; deviceName: string }): AppError {
  return new AppError("already_exists", { what: `device ${deviceKey(productKey, deviceName)}` });
}
