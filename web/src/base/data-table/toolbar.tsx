// Above the rows: search, filters, saved filters, columns, export.

import { ActionIcon, Button, Group, Select, TextInput, Tooltip } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconDownload, IconSearch, IconX } from "@tabler/icons-react";
import { type ReactNode, type RefObject, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AddressFilter } from "./address-filter.ts";
import type { Column, TableFilter } from "./column.ts";
import { SavedFilters } from "./saved-filters.tsx";
import { type TableView, ViewChoice } from "./view-choice.tsx";

const TYPING_MS = 250;

interface SearchProps {
  readonly label: string;
  readonly address: AddressFilter;
  readonly input: RefObject<HTMLInputElement | null>;
}

/** What is typed shows at once and is asked for when typing pauses. */
function Search({ label, address, input }: SearchProps) {
  const [text, setText] = useState(address.q);
  const sent = useRef(address.q);
  const send = useDebouncedCallback((q: string) => {
    sent.current = q.trim();
    address.put({ q: q.trim() });
  }, TYPING_MS);
  useEffect(() => {
    if (address.q === sent.current) return;
    sent.current = address.q;
    setText(address.q);
  }, [address.q]);
  return (
    <TextInput
      ref={input}
      type="search"
      aria-label={label}
      aria-keyshortcuts="/"
      placeholder={label}
      leftSection={<IconSearch size={15} />}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        send(event.currentTarget.value);
      }}
      className="filter-search"
    />
  );
}

function Filter({ filter, address }: { filter: TableFilter; address: AddressFilter }) {
  const value = address.filters[filter.name] ?? "";
  const put = (next: string) => address.put({ [filter.name]: next });
  if (filter.control) return <>{filter.control(value, put)}</>;
  const options = filter.options ?? [];
  // One that came with a link and is in no list is shown as it is, not silently lost.
  const isForeign = value !== "" && !options.some((one) => one.value === value);
  return (
    <Select
      aria-label={filter.label}
      value={value}
      onChange={(next) => put(next ?? "")}
      data={[{ value: "", label: filter.label }, ...options, ...(isForeign ? [{ value, label: value }] : [])]}
      searchable={options.length > 12}
      className="filter"
      {...(value !== "" && { "data-active": true })}
    />
  );
}

export interface ToolbarProps<T> {
  readonly name: string;
  readonly searchLabel: string | undefined;
  readonly filters: readonly TableFilter[];
  readonly columns: readonly Column<T>[];
  readonly address: AddressFilter;
  readonly view: TableView<T>;
  readonly input: RefObject<HTMLInputElement | null>;
  readonly actions: ReactNode;
  /** Absent: nothing to export. */
  readonly onExport: (() => void) | undefined;
  readonly isExporting: boolean;
}

export function Toolbar<T>(props: ToolbarProps<T>) {
  const { t } = useTranslation();
  const { address, filters, searchLabel } = props;
  const hasFilters = searchLabel !== undefined || filters.length > 0;
  return (
    <div className="filters table-tools">
      {searchLabel !== undefined && <Search label={searchLabel} address={address} input={props.input} />}
      {filters.map((filter) => (
        <Filter key={filter.name} filter={filter} address={address} />
      ))}
      {address.isActive && (
        <Button
          variant="subtle"
          size="compact-sm"
          className="filter-clear"
          leftSection={<IconX size={14} />}
          onClick={() => address.replace("")}
        >
          {t("table.clear")}
        </Button>
      )}
      <Group gap={6} wrap="nowrap" className="filters-end">
        {props.actions}
        {hasFilters && <SavedFilters name={props.name} address={address} />}
        {props.onExport && (
          <Tooltip label={t("table.export")}>
            <ActionIcon
              size="lg"
              variant="default"
              aria-label={t("table.export")}
              loading={props.isExporting}
              onClick={props.onExport}
            >
              <IconDownload size={17} />
            </ActionIcon>
          </Tooltip>
        )}
        <ViewChoice
          view={props.view}
          columns={props.columns}
          sort={address.sort}
          onSort={(sort) => address.put({ sort })}
        />
      </Group>
    </div>
  );
}
