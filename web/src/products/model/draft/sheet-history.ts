// The sheet with what was before and after it, for undo and redo.

import { useCallback, useState } from "react";
import type { Sheet } from "./sheet.ts";

export interface SheetHistory {
  readonly past: readonly Sheet[];
  readonly now: Sheet;
  readonly future: readonly Sheet[];
}

const STEPS = 200;

export function changed(history: SheetHistory, now: Sheet): SheetHistory {
  if (now === history.now) return history;
  return { past: [...history.past, history.now].slice(-STEPS), now, future: [] };
}

export function undone({ past, now, future }: SheetHistory): SheetHistory {
  const before = past.at(-1);
  return before === undefined
    ? { past, now, future }
    : { past: past.slice(0, -1), now: before, future: [now, ...future] };
}

export function redone({ past, now, future }: SheetHistory): SheetHistory {
  const [after, ...rest] = future;
  return after === undefined ? { past, now, future } : { past: [...past, now], now: after, future: rest };
}

/** `change` is given the newest sheet, so that changes in one turn follow each other. */
export function useSheetHistory(first: Sheet) {
  const [history, setHistory] = useState<SheetHistory>({ past: [], now: first, future: [] });
  const change = useCallback(
    (make: (sheet: Sheet) => Sheet) => setHistory((before) => changed(before, make(before.now))),
    [],
  );
  const undo = useCallback(() => setHistory(undone), []);
  const redo = useCallback(() => setHistory(redone), []);
  return {
    ...{ sheet: history.now, change, undo, redo },
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
  };
}
