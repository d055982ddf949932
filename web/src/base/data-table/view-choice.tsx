// Which columns, how dense, how many rows: chosen once, remembered for the person.

import { ActionIcon, Checkbox, Popover, SegmentedControl, Select, Stack, Text, Tooltip } from "@mantine/core";
import { IconAdjustmentsHorizontal } from "@tabler/icons-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { usePreference } from "../person/preference.ts";
import type { Column } from "./column.ts";

interface TableChoice {
  readonly shown?: readonly string[];
  readonly hidden?: readonly string[];
  readonly density?: "compact" | "normal";
  readonly pageSize?: number;
}
const PAGE_SIZES = [50, 100, 200];

export interface TableView<T> {
  readonly columns: readonly Column<T>[];
  readonly isCompact: boolean;
  readonly pageSize: number;
  readonly isShown: (column: Column<T>) => boolean;
  put(change: TableChoice): void;
  flip(column: Column<T>): void;
}

/** `widthPx` is the room that the table has. */
export function useTableView<T>(name: string, all: readonly Column<T>[], widthPx: number): TableView<T> {
  const [choice, setChoice] = usePreference<TableChoice>(`table.${name}`, {});
  const shown = choice.shown ?? [];
  const hidden = choice.hidden ?? [];
  const isShown = (column: Column<T>) =>
    column.isFixed === true ||
    shown.includes(column.key) ||
    (!hidden.includes(column.key) && column.isHidden !== true && widthPx >= (column.fromPx ?? 0));
  return {
    columns: all.filter(isShown),
    isCompact: choice.density === "compact",
    pageSize: PAGE_SIZES.find((size) => size === choice.pageSize) ?? 50,
    isShown,
    put: (change) => setChoice({ ...choice, ...change }),
    flip(column) {
      const without = (keys: readonly string[]) => keys.filter((key) => key !== column.key);
      const isOn = isShown(column);
      setChoice({
        ...choice,
        shown: isOn ? without(shown) : [...without(shown), column.key],
        hidden: isOn ? [...without(hidden), column.key] : without(hidden),
      });
    },
  };
}

interface SortChoiceProps<T> {
  readonly columns: readonly Column<T>[];
  readonly sort: string;
  readonly onSort: (sort: string) => void;
}

/** The order, where there are no headings to click: on phones. */
function SortChoice<T>({ columns, sort, onSort }: SortChoiceProps<T>) {
  const { t } = useTranslation();
  const data = columns.flatMap(({ sort: name, header }) =>
    name === undefined
      ? []
      : [
          { value: name, label: t("table.ascending", { column: header }) },
          { value: `-${name}`, label: t("table.descending", { column: header }) },
        ],
  );
  if (data.length === 0) return null;
  return (
    <Select
      label={t("table.order")}
      size="xs"
      data={[{ value: "", label: t("table.ownOrder") }, ...data]}
      value={sort}
      onChange={(value) => onSort(value ?? "")}
      comboboxProps={{ withinPortal: false }}
    />
  );
}

interface ViewChoiceProps<T> extends SortChoiceProps<T> {
  readonly view: TableView<T>;
}

export function ViewChoice<T>({ view, columns, sort, onSort }: ViewChoiceProps<T>) {
  const { t } = useTranslation();
  const id = useId();
  const free = columns.filter((column) => column.isFixed !== true);
  return (
    <Popover position="bottom-end" width={236} withinPortal={false} trapFocus>
      <Popover.Target>
        <Tooltip label={t("table.view")}>
          <ActionIcon size="lg" variant="default" aria-label={t("table.view")}>
            <IconAdjustmentsHorizontal size={17} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown aria-label={t("table.view")}>
        <Stack gap="sm">
          {free.length > 0 && (
            <Checkbox.Group
              label={t("table.columns")}
              size="xs"
              value={free.filter(view.isShown).map((one) => one.key)}
            >
              <Stack gap={7} mt={6}>
                {free.map((column) => (
                  <Checkbox
                    key={column.key}
                    size="xs"
                    value={column.key}
                    label={column.header}
                    onChange={() => view.flip(column)}
                  />
                ))}
              </Stack>
            </Checkbox.Group>
          )}
          <SortChoice columns={columns} sort={sort} onSort={onSort} />
          <div>
            <Text size="xs" fw={500} mb={4} id={id}>
              {t("table.density")}
            </Text>
            <SegmentedControl
              aria-labelledby={id}
              fullWidth
              value={view.isCompact ? "compact" : "normal"}
              onChange={(density) => view.put({ density: density as "compact" | "normal" })}
              data={[
                { value: "normal", label: t("table.normal") },
                { value: "compact", label: t("table.compact") },
              ]}
            />
          </div>
          <Select
            label={t("table.pageSize")}
            size="xs"
            value={String(view.pageSize)}
            onChange={(size) => view.put({ pageSize: Number(size) })}
            data={PAGE_SIZES.map(String)}
            comboboxProps={{ withinPortal: false }}
          />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
