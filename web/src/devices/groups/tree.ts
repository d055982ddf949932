// The tree of groups as a person walks and changes it.

import type { DeviceGroup, GroupChange } from "../device-calls.ts";

/** A row of the tree: `all`, `none`, or the id of a group. */
export type RowId = "all" | "none" | number;

export interface TreeRow {
  readonly group: DeviceGroup;
  readonly hasChildren: boolean;
  readonly isOpen: boolean;
}

/** So many are all shown open at first. */
const OPEN_AT_FIRST = 30;

type Groups = readonly DeviceGroup[];

const childrenOf = (groups: Groups, parentId: number | null) =>
  groups.filter((group) => group.parentId === parentId);

/**
 * The tree as far as it is reached: what stands in a group that is not told of is at the top of it. Its path tells
 * where it stands in the whole.
 */
export function rootedTree(groups: Groups): readonly DeviceGroup[] {
  const depths = new Map<number, number>();
  // Each comes after the one that it stands in.
  return groups.map((group) => {
    const above = group.parentId === null ? undefined : depths.get(group.parentId);
    const depth = (above ?? 0) + 1;
    depths.set(group.id, depth);
    return { ...group, depth, parentId: above === undefined ? null : group.parentId };
  });
}

/** From the top down to the group itself; empty where it is not there. */
export function lineOf(groups: Groups, id: number): readonly DeviceGroup[] {
  const byId = new Map(groups.map((group) => [group.id, group]));
  const line: DeviceGroup[] = [];
  for (let at = byId.get(id); at !== undefined; at = at.parentId === null ? undefined : byId.get(at.parentId))
    line.unshift(at);
  return line;
}

/** The group and all below it. */
export function subtreeOf(groups: Groups, id: number): ReadonlySet<number> {
  const found = new Set([id]);
  // Each comes after the one that it stands in.
  for (const group of groups) if (group.parentId !== null && found.has(group.parentId)) found.add(group.id);
  return found;
}

/** What is open before anybody opened anything: a small tree whole, else the way to what is chosen. */
export function openAtFirst(groups: Groups, chosen: number | undefined): ReadonlySet<number> {
  if (groups.length <= OPEN_AT_FIRST) return new Set(groups.map((group) => group.id));
  return new Set(chosen === undefined ? [] : lineOf(groups, chosen).map((group) => group.id));
}

/** The groups whose parents are all open. */
export function rowsOf(groups: Groups, open: ReadonlySet<number>): readonly TreeRow[] {
  const parents = new Set(groups.map((group) => group.parentId));
  const shown = new Set<number>();
  return groups.flatMap((group) => {
    const { parentId, id } = group;
    if (parentId !== null && !(shown.has(parentId) && open.has(parentId))) return [];
    shown.add(id);
    const hasChildren = parents.has(id);
    return [{ group, hasChildren, isOpen: hasChildren && open.has(id) }];
  });
}

export interface Move {
  readonly id: number;
  readonly change: GroupChange;
}
export type Direction = "up" | "down" | "out" | "in";

/** What a person may change of it: not what his reach begins with, nor to where it does not reach. */
export function isChangeable({ parentId }: Pick<DeviceGroup, "parentId">, isWhole: boolean): boolean {
  return isWhole || parentId !== null;
}

/** Puts a group one place up or down among its siblings, out of its parent, or into the sibling above it. */
export function movesFor(groups: Groups, id: number, direction: Direction): readonly Move[] {
  const group = groups.find((one) => one.id === id);
  if (group === undefined) return [];
  const siblings = childrenOf(groups, group.parentId);
  const at = siblings.indexOf(group);
  if (direction === "in") {
    const above = siblings[at - 1];
    return above === undefined ? [] : [{ id, change: { parentId: above.id } }];
  }
  if (direction === "out") {
    const parent = groups.find((one) => one.id === group.parentId);
    return parent === undefined ? [] : [{ id, change: { parentId: parent.parentId } }];
  }
  const to = direction === "up" ? at - 1 : at + 1;
  const other = siblings[to];
  if (other === undefined) return [];
  const next = siblings.with(at, other).with(to, group);
  return next.flatMap((one, order) => (one.order === order ? [] : [{ id: one.id, change: { order } }]));
}
