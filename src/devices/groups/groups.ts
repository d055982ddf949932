// The tree of groups: sites, lines, machines. A device stands in one group or in none.

import { type Db, isUniqueViolation } from "../../db/db.ts";
import { assert } from "../../kit/assert.ts";
import { AppError } from "../../spine/error.ts";
import { DEVICE_GROUPS, GROUP_DEPTH } from "../../spine/limits.ts";
import type { Devices } from "../registry/contract.ts";
import { STATE_RANKS } from "../registry/listing-store.ts";
import type { DeviceCounts } from "../registry/state-counts.ts";
import type { GroupDraft, GroupPatch } from "./group-schema.ts";
import { type GroupRow, GroupStore } from "./group-store.ts";

export type DeviceGroup = GroupRow;

export interface DeviceGroups {
  find(id: number): DeviceGroup | undefined;
  /** Throws `not_found`. */
  get(id: number): DeviceGroup;
  /** Each after the one that it stands in, siblings by order and name. */
  all(): readonly DeviceGroup[];
  /** Names from the top down to the group itself. */
  pathOf(id: number): readonly string[];
  /** The group at this path; undefined when there is none. */
  at(path: readonly string[]): DeviceGroup | undefined;
  /** The group at this path, created with those that it stands in where they are missing. Throws as `create`. */
  ensure(path: readonly string[]): DeviceGroup;
  /** The group and all below it. Throws `not_found`. */
  subtreeOf(id: number): readonly number[];
  /** Of each group with all below it; under null the devices of no group. */
  counts(): ReadonlyMap<number | null, DeviceCounts>;
  /** Throws `not_found` (parent), `already_exists`, `group_too_deep`, `too_many_groups`. */
  create(draft: GroupDraft): DeviceGroup;
  /** Throws as `create`, and `group_cycle`. */
  update(id: number, patch: GroupPatch): DeviceGroup;
  /**
   * Throws `in_use` while devices or groups are in it, unless `isRehoming`: they go up to the group that it stands in.
   * Returns how many devices went.
   */
  remove(id: number, options: { readonly isRehoming: boolean }): number;
}

/** Makes the tree of a migrated database; it is read once and kept in memory. */
export function makeDeviceGroups(db: Db, devices: Pick<Devices, "countOf" | "stageRegroup">): DeviceGroups {
  return new GroupTree(db, devices);
}

class GroupTree implements DeviceGroups {
  readonly #store: GroupStore;
  readonly #byId = new Map<number, DeviceGroup>();
  /** Under null those at the top; each list in the order in which it is shown. */
  #children = new Map<number | null, DeviceGroup[]>();

  constructor(
    private readonly db: Db,
    private readonly devices: Pick<Devices, "countOf" | "stageRegroup">,
  ) {
    this.#store = new GroupStore(db);
    for (const row of this.#store.all()) this.#byId.set(row.id, row);
    this.#sort();
  }

  find(id: number): DeviceGroup | undefined {
    return this.#byId.get(id);
  }

  get(id: number): DeviceGroup {
    const group = this.#byId.get(id);
    if (group === undefined) throw new AppError("not_found", { what: `group ${id}` });
    return group;
  }

  all(): readonly DeviceGroup[] {
    return this.#below(null);
  }

  pathOf(id: number): readonly string[] {
    return this.#lineOf(id).map(({ name }) => name);
  }

  at(path: readonly string[]): DeviceGroup | undefined {
    let found: DeviceGroup | undefined;
    for (const name of path) {
      found = this.#children.get(found?.id ?? null)?.find((group) => group.name === name);
      if (found === undefined) return undefined;
    }
    return found;
  }

  ensure(path: readonly string[]): DeviceGroup {
    assert(path.length > 0, "a path has at least one name");
    const known = this.at(path);
    if (known !== undefined) return known;
    const parent = path.length === 1 ? undefined : this.ensure(path.slice(0, -1));
    const name = path.at(-1) ?? "";
    return this.create({ parentId: parent?.id ?? null, name, kind: "other", notes: "" });
  }

  subtreeOf(id: number): readonly number[] {
    this.get(id);
    return [id, ...this.#below(id).map((group) => group.id)];
  }

  counts(): ReadonlyMap<number | null, DeviceCounts> {
    const counts = new Map<number | null, Record<keyof DeviceCounts, number>>();
    const of = (id: number | null) => {
      const known = counts.get(id) ?? { total: 0, online: 0, stale: 0, offline: 0, inactive: 0, disabled: 0 };
      counts.set(id, known);
      return known;
    };
    of(null);
    for (const id of this.#byId.keys()) of(id);
    for (const { groupId, rank, n } of this.#store.counts()) {
      const state = STATE_RANKS[rank] ?? "inactive";
      const line = groupId === null ? [null] : this.#lineOf(groupId).map(({ id }) => id);
      for (const id of line) {
        const sum = of(id);
        sum[state] += n;
        sum.total += n;
      }
    }
    return counts;
  }

  create({ parentId, name, kind, notes, order }: GroupDraft): DeviceGroup {
    if (this.#byId.size >= DEVICE_GROUPS) throw new AppError("too_many_groups", { limit: DEVICE_GROUPS });
    if (parentId !== null) this.#requireDepth(this.#lineOf(parentId).length + 1);
    const siblings = this.#children.get(parentId) ?? [];
    const last = siblings.reduce((most, group) => Math.max(most, group.order), -1);
    const row = { parentId, name, kind, notes, order: order ?? last + 1 };
    const group = { id: this.#write(name, () => this.#store.insert(row)), ...row };
    this.#byId.set(group.id, group);
    this.#sort();
    return group;
  }

  update(id: number, patch: GroupPatch): DeviceGroup {
    const before = this.get(id);
    const given = Object.entries(patch).filter(([, value]) => value !== undefined);
    const after: DeviceGroup = { ...before, ...Object.fromEntries(given) };
    if (after.parentId !== before.parentId && after.parentId !== null) {
      const line = this.#lineOf(after.parentId);
      if (line.some((group) => group.id === id)) throw new AppError("group_cycle", { name: before.name });
      this.#requireDepth(line.length + this.#heightOf(id));
    }
    this.#write(after.name, () => this.#store.update(after));
    this.#byId.set(id, after);
    this.#sort();
    return after;
  }

  remove(id: number, { isRehoming }: { readonly isRehoming: boolean }): number {
    const group = this.get(id);
    const children = this.#children.get(id) ?? [];
    const count = this.devices.countOf({ groupIds: [id] });
    if (!isRehoming && (children.length > 0 || count > 0)) {
      const by = [
        ...(count > 0 ? [`${count} device${count === 1 ? "" : "s"}`] : []),
        ...(children.length > 0 ? [`${children.length} group${children.length === 1 ? "" : "s"}`] : []),
      ].join(" and ");
      throw new AppError("in_use", { what: `group ${group.name}`, by });
    }
    const moved = children.map((child) => ({ ...child, parentId: group.parentId }));
    const rehoming = this.devices.stageRegroup(id, group.parentId);
    this.db.transaction(() => {
      for (const child of moved) this.#write(child.name, () => this.#store.update(child));
      rehoming.write();
      this.#store.remove(id);
    });
    rehoming.publish();
    for (const child of moved) this.#byId.set(child.id, child);
    this.#byId.delete(id);
    this.#sort();
    return count;
  }

  #write<T>(name: string, change: () => T): T {
    try {
      return change();
    } catch (cause) {
      if (isUniqueViolation(cause))
        throw new AppError("already_exists", { what: `group ${name}` }, { cause });
      throw cause;
    }
  }

  #requireDepth(depth: number): void {
    if (depth > GROUP_DEPTH) throw new AppError("group_too_deep", { limit: GROUP_DEPTH });
  }

  /** From the top down to the group itself. Throws `not_found`. */
  #lineOf(id: number): DeviceGroup[] {
    const line: DeviceGroup[] = [];
    for (let at: number | null = id; at !== null; at = line[0]?.parentId ?? null) line.unshift(this.get(at));
    return line;
  }

  #heightOf(id: number): number {
    const heights = (this.#children.get(id) ?? []).map((child) => this.#heightOf(child.id));
    return 1 + Math.max(0, ...heights);
  }

  #below(id: number | null): DeviceGroup[] {
    return (this.#children.get(id) ?? []).flatMap((group) => [group, ...this.#below(group.id)]);
  }

  #sort(): void {
    const byOrder = (a: DeviceGroup, b: DeviceGroup) => a.order - b.order || (a.name < b.name ? -1 : 1);
    this.#children = Map.groupBy([...this.#byId.values()].sort(byOrder), (group) => group.parentId);
  }
}
