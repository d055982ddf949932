// The rows: a table where there is room, cards in a table of one column where there is not.

import { Checkbox, Table, UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowsSort, IconArrowUp } from "@tabler/icons-react";
import type { KeyboardEvent, MouseEvent, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Column } from "./column.ts";
import type { RowSelection } from "./selection.tsx";

export interface RowsProps<T> {
  readonly label: string;
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
  /** Names a row for who cannot see it: the text of its checkbox. */
  readonly nameOf: (row: T) => string;
  readonly columns: readonly Column<T>[];
  readonly sort: string;
  readonly onSort: (sort: string) => void;
  /** Absent where nothing can be selected. */
  readonly selection: RowSelection<T> | undefined;
  readonly onOpen: ((row: T) => void) | undefined;
  readonly actions: ((row: T) => ReactNode) | undefined;
  readonly isNarrow: boolean;
  readonly isCompact: boolean;
  /** True while the rows are those of the request before. */
  readonly isOld: boolean;
}

/** Up and down walk the rows, Home and End jump, Enter opens, Space selects. */
function onRowKey<T>(event: KeyboardEvent<HTMLElement>, row: T, props: RowsProps<T>): void {
  if (event.target !== event.currentTarget) return;
  const here = event.currentTarget;
  const rows = [...(here.parentElement?.children ?? [])] as HTMLElement[];
  const at = rows.indexOf(here);
  const to: Record<string, HTMLElement | undefined> = {
    ArrowDown: rows[at + 1],
    ArrowUp: rows[at - 1],
    Home: rows[0],
    End: rows.at(-1),
  };
  if (event.key in to) to[event.key]?.focus();
  else if (event.key === "Enter" && props.onOpen) props.onOpen(row);
  else if (event.key === " " && props.selection) props.selection.flip(props.keyOf(row), row);
  else return;
  event.preventDefault();
}

/** A click beside links and buttons opens the row, unless text is being selected. */
function onRowClick<T>(event: MouseEvent<HTMLElement>, row: T, onOpen: (row: T) => void): void {
  const target = event.target as HTMLElement;
  // What a menu or dialog of the row draws elsewhere still bubbles here through React.
  if (!event.currentTarget.contains(target) || target.closest("a, button, input, label, summary, pre"))
    return;
  if (window.getSelection()?.toString()) return;
  onOpen(row);
}

function SortHead<T>({
  column,
  sort,
  onSort,
}: {
  column: Column<T>;
  sort: string;
  onSort: (sort: string) => void;
}) {
  const name = column.sort;
  const isUp = name !== undefined && sort === name;
  const isDown = name !== undefined && sort === `-${name}`;
  const Icon = isUp ? IconArrowUp : isDown ? IconArrowDown : IconArrowsSort;
  return (
    <Table.Th
      {...(column.width !== undefined && { w: column.width })}
      {...(column.align && { ta: column.align })}
      {...(name !== undefined && { "aria-sort": isUp ? "ascending" : isDown ? "descending" : "none" })}
    >
      {name === undefined ? (
        column.header
      ) : (
        <UnstyledButton
          className="sort-head"
          data-active={isUp || isDown}
          onClick={() => onSort(isUp ? `-${name}` : isDown ? "" : name)}
        >
          {column.header}
          <Icon size={13} aria-hidden="true" />
        </UnstyledButton>
      )}
    </Table.Th>
  );
}

function PageCheckbox<T>({ props }: { props: RowsProps<T> }) {
  const { t } = useTranslation();
  const { selection, rows, keyOf } = props;
  if (!selection) return null;
  const taken = rows.filter((row) => selection.has(keyOf(row))).length;
  return (
    <Table.Th className="cell-check">
      <Checkbox
        size="xs"
        aria-label={t("table.selectPage")}
        checked={taken > 0 && taken === rows.length}
        indeterminate={taken > 0 && taken < rows.length}
        onChange={() => selection.flipPage(rows.map((row) => [keyOf(row), row] as const))}
      />
    </Table.Th>
  );
}

function Head<T>({ props }: { props: RowsProps<T> }) {
  const { t } = useTranslation();
  if (props.isNarrow) {
    return (
      <Table.Thead>
        <Table.Tr>
          <PageCheckbox props={props} />
          <Table.Th>{props.selection ? t("table.selectPage") : props.label}</Table.Th>
        </Table.Tr>
      </Table.Thead>
    );
  }
  return (
    <Table.Thead>
      <Table.Tr>
        <PageCheckbox props={props} />
        {props.columns.map((column) => (
          <SortHead key={column.key} column={column} sort={props.sort} onSort={props.onSort} />
        ))}
        {props.actions && (
          <Table.Th className="cell-actions">
            <span className="visually-hidden">{t("word.actions")}</span>
          </Table.Th>
        )}
      </Table.Tr>
    </Table.Thead>
  );
}

function Card<T>({ row, props }: { row: T; props: RowsProps<T> }) {
  const placed = (place: Column<T>["phone"]) =>
    props.columns.filter((column) => (column.phone ?? "line") === place);
  const lines = placed("line");
  return (
    <Table.Td className="card-cell">
      <div className="card-head">
        <div className="grow">
          {placed("title").map((column) => (
            <div key={column.key}>{column.cell(row)}</div>
          ))}
        </div>
        {placed("aside").map((column) => (
          <div key={column.key}>{column.cell(row)}</div>
        ))}
      </div>
      {lines.length > 0 && (
        <dl className="card-lines">
          {lines.map((column) => (
            <div key={column.key}>
              <dt>{column.header}</dt>
              <dd>{column.cell(row)}</dd>
            </div>
          ))}
        </dl>
      )}
      {props.actions && <div className="card-actions">{props.actions(row)}</div>}
    </Table.Td>
  );
}

function Cells<T>({ row, props }: { row: T; props: RowsProps<T> }) {
  return (
    <>
      {props.columns.map((column) => (
        <Table.Td key={column.key} {...(column.align && { ta: column.align })}>
          {column.cell(row)}
        </Table.Td>
      ))}
      {props.actions && (
        <Table.Td className="cell-actions">
          <div className="row-actions">{props.actions(row)}</div>
        </Table.Td>
      )}
    </>
  );
}

function Row<T>({ row, isFirst, props }: { row: T; isFirst: boolean; props: RowsProps<T> }) {
  const { t } = useTranslation();
  const { selection, onOpen } = props;
  const key = props.keyOf(row);
  const isSelected = selection?.has(key) ?? false;
  const isActive = onOpen !== undefined || selection !== undefined;
  return (
    <Table.Tr
      className="data-row"
      data-selected={isSelected}
      {...(isActive && {
        tabIndex: isFirst ? 0 : -1,
        onKeyDown: (event: KeyboardEvent<HTMLElement>) => onRowKey(event, row, props),
      })}
      {...(onOpen && {
        onClick: (event: MouseEvent<HTMLElement>) => onRowClick(event, row, onOpen),
        "data-opens": true,
      })}
    >
      {selection && (
        <Table.Td className="cell-check">
          <Checkbox
            size="xs"
            aria-label={t("table.select", { name: props.nameOf(row) })}
            checked={isSelected}
            onChange={() => selection.flip(key, row)}
          />
        </Table.Td>
      )}
      {props.isNarrow ? <Card row={row} props={props} /> : <Cells row={row} props={props} />}
    </Table.Tr>
  );
}

export function Rows<T>(props: RowsProps<T>) {
  return (
    <Table
      className="data-table"
      aria-label={props.label}
      stickyHeader
      stickyHeaderOffset="var(--header-offset)"
      verticalSpacing={props.isCompact ? 3 : 8}
      data-narrow={props.isNarrow}
      data-old={props.isOld}
    >
      <Head props={props} />
      <Table.Tbody>
        {props.rows.map((row, at) => (
          <Row key={props.keyOf(row)} row={row} isFirst={at === 0} props={props} />
        ))}
      </Table.Tbody>
    </Table>
  );
}
