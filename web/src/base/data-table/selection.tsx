// Which rows are selected, of one page or of all that match, and the bar that says so.

import { Anchor, Button, Group, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatCount } from "../quantity.ts";
import type { Selection } from "./column.ts";

export interface RowSelection<T> {
  readonly picked: ReadonlyMap<string, T>;
  readonly isAll: boolean;
  has(key: string): boolean;
  flip(key: string, row: T): void;
  /** All rows of the page, or none of them. */
  flipPage(rows: readonly (readonly [string, T])[]): void;
  takeAll(): void;
  clear(): void;
}

/** `scope` names the filter: rows of another one are no longer selected. */
export function useRowSelection<T>(scope: string): RowSelection<T> {
  const none = { scope, picked: new Map<string, T>() as ReadonlyMap<string, T>, isAll: false };
  const [kept, setKept] = useState(none);
  const state = kept.scope === scope ? kept : none;
  const set = (picked: ReadonlyMap<string, T>) => setKept({ scope, picked, isAll: false });
  return {
    picked: state.picked,
    isAll: state.isAll,
    has: (key) => state.isAll || state.picked.has(key),
    flip(key, row) {
      const next = new Map(state.picked);
      if (!next.delete(key)) next.set(key, row);
      set(next);
    },
    flipPage(rows) {
      const next = new Map(state.picked);
      const areAll = rows.every(([key]) => next.has(key));
      for (const [key, row] of rows) {
        if (areAll) next.delete(key);
        else next.set(key, row);
      }
      set(next);
    },
    takeAll: () => setKept({ ...state, scope, isAll: true }),
    clear: () => setKept(none),
  };
}

interface BulkBarProps<T> {
  readonly selection: RowSelection<T>;
  /** How many match; undefined where the server does not count. */
  readonly total: number | undefined;
  /** True where actions take a filter, too. */
  readonly canTakeAll: boolean;
  readonly chosen: Selection<T>;
  readonly actions: (selection: Selection<T>, clear: () => void) => ReactNode;
}

export function BulkBar<T>({ selection, total, canTakeAll, chosen, actions }: BulkBarProps<T>) {
  const { t } = useTranslation();
  const count = selection.isAll ? (total ?? 0) : selection.picked.size;
  if (count === 0) return null;
  const more = canTakeAll && !selection.isAll && total !== undefined && total > count;
  return (
    <Group className="bulk-bar" gap="sm" role="region" aria-label={t("table.bulk")}>
      <Text size="sm" fw={600} role="status">
        {t("table.selected", { total: formatCount(count) })}
      </Text>
      {more && (
        <Anchor component="button" type="button" size="sm" onClick={selection.takeAll}>
          {t("table.takeAll", { total: formatCount(total) })}
        </Anchor>
      )}
      <Group gap={6} className="bulk-actions">
        {actions(chosen, selection.clear)}
      </Group>
      <Button size="compact-sm" variant="subtle" ml="auto" onClick={selection.clear}>
        {t("table.clearSelection")}
      </Button>
    </Group>
  );
}
