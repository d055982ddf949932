// What a person does in the tree of groups: opens, walks, chooses, moves.

import { useMutation } from "@tanstack/react-query";
import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { toastUndo } from "../../base/notice/toast-undo.tsx";
import { toastProblem } from "../../base/toast.ts";
import { type DeviceCounts, type DeviceGroup, groupCalls } from "../device-calls.ts";
import {
  type Direction,
  isChangeable,
  lineOf,
  type Move,
  movesFor,
  openAtFirst,
  type RowId,
  rowsOf,
} from "./tree.ts";
import { refreshGroups } from "./use-groups.ts";

const MOVE_KEYS: Readonly<Record<string, Direction>> = {
  ArrowUp: "up",
  ArrowDown: "down",
  ArrowLeft: "out",
  ArrowRight: "in",
};

export interface TreeOptions {
  readonly groups: readonly DeviceGroup[];
  readonly chosen: RowId;
  readonly mayWrite: boolean;
  /** False for who reaches only a part: what that begins with stays as it is, and nothing goes to the top. */
  readonly isWhole: boolean;
  /** Undefined: there is no row of them. */
  readonly ungrouped: DeviceCounts | undefined;
  readonly onChoose: (id: RowId) => void;
  readonly onEdit: (group: DeviceGroup) => void;
  readonly onRemove: (group: DeviceGroup) => void;
}

function useMoves(groups: readonly DeviceGroup[], isWhole: boolean) {
  const { t } = useTranslation();
  const run = useMutation({
    mutationFn: async (moves: readonly Move[]) => {
      for (const { id, change } of moves) await groupCalls.move(id, change);
    },
    onSettled: refreshGroups,
    onError: (error) => toastProblem(error, t),
  });
  const move = (id: number, direction: Direction) => {
    const moves = movesFor(groups, id, direction);
    const isLost = moves.some(({ change }) => change.parentId === null) && !isWhole;
    if (moves.length > 0 && !isLost && !run.isPending) run.mutate(moves);
  };
  /** Puts it into another group; with an undo, because a drag slips easily. */
  const put = (id: number, parentId: number | null) => {
    const group = groups.find((one) => one.id === id);
    if (group === undefined || group.parentId === parentId || group.id === parentId) return;
    const back = [{ id, change: { parentId: group.parentId } }];
    run.mutate([{ id, change: { parentId } }], {
      onSuccess: () => toastUndo(t("group.moved", { name: group.name }), () => run.mutate(back)),
    });
  };
  return { move, put };
}

export function useTree(options: TreeOptions) {
  const { groups, chosen, mayWrite, isWhole, onChoose } = options;
  const [opened, setOpened] = useState<ReadonlySet<number>>();
  const open = opened ?? openAtFirst(groups, typeof chosen === "number" ? chosen : undefined);
  const [focused, setFocused] = useState<RowId>();
  const rows = rowsOf(groups, open);
  const last: readonly RowId[] = options.ungrouped === undefined ? [] : ["none"];
  const ids: readonly RowId[] = ["all", ...rows.map(({ group }) => group.id), ...last];
  const moves = useMoves(groups, isWhole);
  const wanted = focused ?? chosen;
  const current: RowId = ids.includes(wanted) ? wanted : "all";
  const flip = (id: number, isOpen: boolean) => {
    const next = new Set(open);
    if (isOpen) next.add(id);
    else next.delete(id);
    setOpened(next);
  };
  /** True where the key meant something. */
  const act = (event: KeyboardEvent, id: RowId): boolean => {
    const row = rows.find(({ group }) => group.id === id);
    const changeable = mayWrite && row && isChangeable(row.group, isWhole) ? row.group : undefined;
    const at = ids.indexOf(id);
    const focus = (next: RowId | undefined) => next !== undefined && setFocused(next);
    const direction = MOVE_KEYS[event.key];
    if (event.altKey && direction !== undefined) {
      if (changeable) moves.move(changeable.id, direction);
      const into = changeable && movesFor(groups, changeable.id, direction)[0]?.change.parentId;
      // What it went into is open, so that it does not vanish.
      if (typeof into === "number") flip(into, true);
      return true;
    }
    switch (event.key) {
      case "ArrowDown":
        focus(ids[at + 1]);
        return true;
      case "ArrowUp":
        focus(ids[at - 1]);
        return true;
      case "Home":
        focus(ids[0]);
        return true;
      case "End":
        focus(ids.at(-1));
        return true;
      case "ArrowRight":
        if (row?.hasChildren && !row.isOpen) flip(row.group.id, true);
        else if (row?.hasChildren) focus(ids[at + 1]);
        return true;
      case "ArrowLeft":
        if (row?.isOpen) flip(row.group.id, false);
        else if (row) focus(lineOf(groups, row.group.id).at(-2)?.id);
        return true;
      case "Enter":
      case " ":
        onChoose(id);
        return true;
      case "F2":
        if (changeable) options.onEdit(changeable);
        return true;
      case "Delete":
        if (changeable) options.onRemove(changeable);
        return true;
      default:
        return false;
    }
  };
  return { rows, current, isFocused: focused !== undefined, setFocused, flip, act, moves };
}

export type Tree = ReturnType<typeof useTree>;
