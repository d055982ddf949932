import { describe, expect, test } from "bun:test";
import type { DeviceGroup } from "../../../web/src/devices/device-calls.ts";
import {
  isChangeable,
  lineOf,
  movesFor,
  openAtFirst,
  rootedTree,
  rowsOf,
  subtreeOf,
} from "../../../web/src/devices/groups/tree.ts";

const NONE = { total: 0, online: 0, stale: 0, offline: 0, inactive: 0, disabled: 0 };
const group = (id: number, parentId: number | null, order: number): DeviceGroup => ({
  ...{ id, parentId, order, name: `g${id}`, kind: "other", notes: "" },
  ...{ depth: 1, path: `g${id}`, counts: NONE },
});
/** 1 (2 (3), 4), 5 */
const GROUPS = [group(1, null, 0), group(2, 1, 0), group(3, 2, 0), group(4, 1, 1), group(5, null, 1)];
const shown = (open: readonly number[]) =>
  rowsOf(GROUPS, new Set(open)).map(({ group: { id }, hasChildren, isOpen }) => [id, hasChildren, isOpen]);

describe("the tree of groups", () => {
  test("shows what stands in open groups only", () => {
    expect(shown([])).toEqual([
      [1, true, false],
      [5, false, false],
    ]);
    // 2 is open, but what it stands in is not.
    expect(shown([2])).toEqual(shown([]));
    expect(shown([1, 2]).map(([id]) => id)).toEqual([1, 2, 3, 4, 5]);
  });

  test("begins where the reach begins, and that is not changed", () => {
    const reached = rootedTree([group(2, 1, 0), group(3, 2, 0), group(9, 7, 0)]);
    expect(reached.map(({ id, parentId, depth }) => [id, parentId, depth])).toEqual([
      [2, null, 1],
      [3, 2, 2],
      [9, null, 1],
    ]);
    expect(rowsOf(reached, new Set([2])).map((row) => row.group.id)).toEqual([2, 3, 9]);
    expect(reached.map((one) => [isChangeable(one, false), isChangeable(one, true)])).toEqual([
      [false, true],
      [true, true],
      [false, true],
    ]);
    expect(rootedTree(GROUPS).map(({ parentId, depth }) => [parentId, depth])).toEqual([
      [null, 1],
      [1, 2],
      [2, 3],
      [1, 2],
      [null, 1],
    ]);
  });

  test("knows the way to a group and all below one", () => {
    expect(lineOf(GROUPS, 3).map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(lineOf(GROUPS, 99)).toEqual([]);
    expect([...subtreeOf(GROUPS, 1)]).toEqual([1, 2, 3, 4]);
  });

  test("is open at first where it is small, else down to what is chosen", () => {
    expect([...openAtFirst(GROUPS, undefined)]).toEqual([1, 2, 3, 4, 5]);
    const many = [...GROUPS, ...Array.from({ length: 40 }, (_, at) => group(100 + at, null, at + 2))];
    expect([...openAtFirst(many, undefined)]).toEqual([]);
    expect([...openAtFirst(many, 3)]).toEqual([1, 2, 3]);
  });

  test("moves a group among its siblings, out and in; where there is no way, not at all", () => {
    expect(movesFor(GROUPS, 4, "up")).toEqual([
      { id: 4, change: { order: 0 } },
      { id: 2, change: { order: 1 } },
    ]);
    expect(movesFor(GROUPS, 4, "in")).toEqual([{ id: 4, change: { parentId: 2 } }]);
    expect(movesFor(GROUPS, 3, "out")).toEqual([{ id: 3, change: { parentId: 1 } }]);
    expect(movesFor(GROUPS, 2, "out")).toEqual([{ id: 2, change: { parentId: null } }]);
    expect([
      movesFor(GROUPS, 1, "up"),
      movesFor(GROUPS, 5, "down"),
      movesFor(GROUPS, 1, "out"),
      movesFor(GROUPS, 1, "in"),
      movesFor(GROUPS, 99, "up"),
    ]).toEqual([[], [], [], [], []]);
  });

  test("gives siblings of one order a place each when one moves", () => {
    const same = [group(1, null, 0), group(2, null, 0), group(3, null, 0)];
    expect(movesFor(same, 1, "down")).toEqual([
      { id: 1, change: { order: 1 } },
      { id: 3, change: { order: 2 } },
    ]);
  });
});
