import { isUniqueViolation } from "../../db/db.ts";
import { assert } from "../../kit/assert.ts";
import { commitStaged, type StagedChange } from "../../kit/staged-change.ts";
import type { Product } from "../../products/products.ts";
import { AppError } from "../../spine/error.ts";
import { deviceKey } from "../../spine/ids.ts";
import { type Device, DeviceEntry } from "../device-entry.ts";
import type { DeviceDraft, DevicePatch } from "../device-schema.ts";
import { notInTrash } from "../trash/trash.ts";
import { TrashStore } from "../trash/trash-store.ts";
import type {
  DeviceChange,
  DeviceName,
  DevicePage,
  Devices,
  DevicesOptions,
  Presence,
  SortedPage,
  StagedDevice,
} from "./contract.ts";
import {
  type DeviceFilter,
  type DeviceSort,
  type ListingPage,
  ListingStore,
  STATE_RANKS,
} from "./listing-store.ts";
import { PresenceWriter } from "./presence.ts";
import { alreadyExists, definedOf, newRow, presenceOf, rowOf } from "./rows.ts";
import { bucketOf, type DeviceCounts, StateCounts } from "./state-counts.ts";
import type { DeviceStore } from "./store.ts";
import type { DeviceRow } from "./table.ts";

const BY_ID: DeviceSort = { by: "id", isDescending: false };

/** All devices: rows in the database, objects in memory as they are asked for. */
export class DeviceRegistry implements Devices {
  readonly #byProduct = new Map<string, Map<string, DeviceEntry>>();
  readonly #byId = new Map<number, DeviceEntry>();
  readonly #listeners = new Set<(change: DeviceChange) => void>();
  readonly #presence: PresenceWriter;
  /** Online by the database's word only. */
  readonly #stale: Set<number>;
  readonly #listing: ListingStore;
  readonly #trash: TrashStore;
  /** Made when first asked for, then kept. */
  #counts: StateCounts | undefined;

  constructor(
    readonly options: DevicesOptions,
    readonly store: DeviceStore,
  ) {
    const { db, clock, onPresenceFailure = () => {} } = options;
    this.#presence = new PresenceWriter({ db, clock, store, onFailure: onPresenceFailure });
    this.#listing = new ListingStore(db);
    this.#trash = new TrashStore(db);
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

  list({ after, limit, ...filter }: DeviceFilter & { after?: number; limit: number }): DevicePage {
    const position = after === undefined ? undefined : [after];
    const { next, ...page } = this.page(filter, { sort: BY_ID, after: position, limit });
    return { ...page, next: next === undefined ? undefined : Number(next[0]) };
  }

  page(filter: DeviceFilter, page: ListingPage): SortedPage {
    // What the rows say else is overruled by memory; only choice and order are made in the database.
    if (page.sort.by === "state" || page.sort.by === "lastSeen" || isByPresence(filter))
      this.#presence.flush();
    const { rows, total, next } = this.#listing.list(filter, page);
    return { items: rows.map((row) => this.#adopt(row)), total, next };
  }

  idsOf(filter: DeviceFilter, page: { after: number; limit: number }): readonly number[] {
    if (isByPresence(filter)) this.#presence.flush();
    return this.#listing.ids(filter, page);
  }

  historyIdsOf(productKey: string, page: { after: number; limit: number }): readonly number[] {
    const ids = [...this.#listing.ids({ productKey }, page), ...this.#trash.ids(productKey, page)];
    return ids.sort((a, b) => a - b).slice(0, page.limit);
  }

  countOf(filter: DeviceFilter): number {
    if (isByPresence(filter)) this.#presence.flush();
    return this.#listing.count(filter);
  }

  countsOf(filter: DeviceFilter): DeviceCounts {
    this.#presence.flush();
    const counts = { total: 0, online: 0, stale: 0, offline: 0, inactive: 0, disabled: 0 };
    for (const { rank, n } of this.#listing.countByRank(filter)) {
      const state = STATE_RANKS[rank];
      if (state !== undefined) counts[state] += n;
      counts.total += n;
    }
    return counts;
  }

  counts(): DeviceCounts {
    if (this.#counts === undefined) {
      this.#presence.flush();
      this.#counts = new StateCounts(this.store.countByState());
    }
    return this.#counts.report();
  }

  hasGroup(groupId: number): boolean {
    return this.store.hasGroup(groupId);
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
    commitStaged(this.options.db, [this.stageRemove({ productKey, deviceName }, actor)]);
  }

  stageRemove({ productKey, deviceName }: DeviceName, actor: string): StagedChange<Device> {
    const entry = this.get(productKey, deviceName);
    return {
      write: () => this.#trash.put(rowOf(entry), { at: this.options.clock.now(), actor }),
      publish: () => {
        entry.isDeleted = true;
        this.#counts?.remove(bucketOf(entry));
        this.#presence.forget(entry);
        this.#stale.delete(entry.id);
        this.#byId.delete(entry.id);
        this.#byProduct.get(productKey)?.delete(deviceName);
        this.#announce({ action: "deleted", device: entry, fields: [], actor });
        return entry;
      },
    };
  }

  restore(id: number, actor: string): Device {
    const row = this.#requireTrash(id);
    if (this.find(row.productKey, row.deviceName) !== undefined) throw alreadyExists(row);
    const groupId = row.groupId !== null && this.store.hasGroup(row.groupId) ? row.groupId : null;
    const back = { ...row, groupId, ...presenceOf(row, this.options.clock.now()) };
    this.options.db.transaction(() => this.#trash.giveBack(id, () => back));
    const device = this.#adopt(back);
    this.#counts?.add(bucketOf(device));
    this.#announce({ action: "restored", device, fields: [], actor });
    return device;
  }

  purge(id: number, actor: string): Device {
    const row = this.#requireTrash(id);
    this.options.db.transaction(() => this.#trash.purge(row, actor));
    const device = new DeviceEntry(row, this.options.products.get(row.productKey));
    device.isDeleted = true;
    this.#announce({ action: "purged", device, fields: [], actor });
    return device;
  }

  isInTrash(productKey: string | undefined, deviceName: string): boolean {
    return this.#trash.has(productKey, deviceName);
  }

  isSecretInTrash(deviceSecret: string): boolean {
    return this.#trash.hasSecret(deviceSecret);
  }

  productOf(deviceId: number): Product | undefined {
    const device = this.byId(deviceId);
    if (device !== undefined) return device.product;
    const row = this.#trash.deviceOf(deviceId);
    return row && this.options.products.find(row.productKey);
  }

  stageCreate(draft: DeviceDraft, actor: string): StagedDevice {
    const row = newRow(draft, this.options.clock.now());
    this.#requireGroup(row.groupId);
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
    this.#requireGroup(changed.groupId);
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

  stageRegroup(groupId: number, to: number | null): StagedChange<void> {
    return {
      write: () => this.store.regroup(groupId, to),
      publish: () => {
        for (const entry of this.#byId.values()) if (entry.groupId === groupId) entry.groupId = to;
      },
    };
  }

  noteUpdate(device: Device, fields: readonly string[], actor: string): Device {
    this.#announce({ action: "updated", device, fields, actor });
    return device;
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

  #requireTrash(id: number): DeviceRow {
    const row = this.#trash.deviceOf(id);
    if (row === undefined) throw notInTrash(id);
    return row;
  }

  #requireGroup(groupId: number | null | undefined): void {
    if (groupId === null || groupId === undefined || this.store.hasGroup(groupId)) return;
    throw new AppError("not_found", { what: `group ${groupId}` });
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
    if (fields.includes("isEnabled")) {
      this.#announce({ action: device.isEnabled ? "enabled" : "disabled", device, fields: [], actor });
    }
    if (fields.includes("groupId")) this.#announce({ action: "moved", device, fields: [], actor });
    const others = fields.filter((name) => name !== "isEnabled" && name !== "groupId");
    if (others.length > 0) this.#announce({ action: "updated", device, fields: others, actor });
  }

  #announce(change: DeviceChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}

/** True when what connections say decides, which may not have been written yet. */
function isByPresence({ state, seenBefore, within }: DeviceFilter): boolean {
  return state !== undefined || seenBefore !== undefined || (within !== undefined && isByPresence(within));
}
