// A list from the server: paged by cursor, searched, filtered, ordered, selected, exported; cards on a phone.

import { useWindowEvent } from "@mantine/hooks";
import { IconSearchOff } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type ReactNode, type RefObject, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import type { Listing } from "../../contract.ts";
import { Pager, usePaging } from "../listing/paging.tsx";
import { Empty, Failed, Waiting } from "../states.tsx";
import { toastDone, toastProblem } from "../toast.ts";
import { type AddressFilter, useAddressFilter } from "./address-filter.ts";
import type { Column, Selection, TableFilter, TableRequest } from "./column.ts";
import { EXPORT_ROWS, exportRows } from "./export-rows.ts";
import { Rows } from "./rows.tsx";
import { BulkBar, type RowSelection, useRowSelection } from "./selection.tsx";
import { Toolbar } from "./toolbar.tsx";
import { useTableView } from "./view-choice.tsx";

export interface EmptyTable {
  readonly icon: ReactNode;
  readonly title: string;
  /** What these are and how the first one comes to be. */
  readonly text?: ReactNode;
  readonly action?: ReactNode;
}

export interface TableProps<T> {
  /** Names the table in preferences (`table.<name>`, `filters.<name>`) and the exported file. */
  readonly name: string;
  /** What it lists, for who cannot see it. */
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly keyOf: (row: T) => string;
  /** Default: the key. */
  readonly nameOf?: (row: T) => string;
  /** The cache's key; the request is added. Mutations invalidate it by its beginning. */
  readonly queryKey: readonly unknown[];
  readonly load: (request: TableRequest) => Promise<Listing<T>>;
  /** Asks anew this often while the page is open. */
  readonly refreshMs?: number;
  readonly empty: EmptyTable;
  /** Present: there is a search. */
  readonly searchLabel?: string;
  readonly filters?: readonly TableFilter[];
  /** Filters of the page itself, which nobody can clear: a product's own devices. */
  readonly fixed?: Readonly<Record<string, string>>;
  /** A second table of one page keeps its part of the address apart by this. */
  readonly scope?: string;
  readonly hrefOf?: (row: T) => string;
  readonly onOpen?: (row: T) => void;
  /** Buttons of one row; few, or a menu. */
  readonly rowActions?: (row: T) => ReactNode;
  /** Buttons for what is selected; present: rows can be selected. */
  readonly bulk?: (selection: Selection<T>, clear: () => void) => ReactNode;
  /** True where bulk actions also take "all that match". */
  readonly canTakeAll?: boolean;
  /** Further buttons of the toolbar. */
  readonly tools?: ReactNode;
  /** False: small lists without columns to choose or rows to export. */
  readonly hasTools?: boolean;
}

/** Below this the rows are cards. */
const NARROW_PX = 600;

function useWidth() {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(() =>
    window.innerWidth < 768 ? window.innerWidth : window.innerWidth - 260,
  );
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    setWidth(element.clientWidth);
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, width] as const;
}

function selectionOf<T>(
  picked: RowSelection<T>,
  request: TableRequest,
  total: number | undefined,
): Selection<T> {
  if (picked.isAll) return { kind: "all", q: request.q, filters: request.filters, total: total ?? 0 };
  return { kind: "rows", keys: [...picked.picked.keys()], rows: [...picked.picked.values()] };
}

function NoRows({ empty, address }: { empty: EmptyTable; address: AddressFilter }) {
  const { t } = useTranslation();
  if (!address.isActive) return <Empty {...empty} />;
  return (
    <Empty
      icon={<IconSearchOff size={22} />}
      title={address.q === "" ? t("table.noMatch") : t("word.noMatch", { q: address.q })}
      text={t("table.noMatchText")}
    />
  );
}

function useExport<T>(props: TableProps<T>, columns: readonly Column<T>[], request: TableRequest) {
  const { t } = useTranslation();
  const [isExporting, setIsExporting] = useState(false);
  const run = async () => {
    setIsExporting(true);
    try {
      const isWhole = await exportRows({ name: props.name, columns, request, load: props.load });
      if (!isWhole) toastDone(t("table.exportCut", { total: EXPORT_ROWS }));
    } catch (error) {
      toastProblem(error, t);
    }
    setIsExporting(false);
  };
  const canExport = columns.some((column) => column.text !== undefined);
  return { isExporting, onExport: canExport ? () => void run() : undefined };
}

function useRows<T>(props: TableProps<T>, address: AddressFilter, pageSize: number) {
  const filters = { ...address.filters, ...props.fixed };
  const scope = JSON.stringify([address.q, address.sort, filters, pageSize]);
  const paging = usePaging(scope);
  const request: TableRequest = {
    ...{ q: address.q, sort: address.sort, filters, limit: pageSize },
    ...(paging.cursor !== undefined && { cursor: paging.cursor }),
  };
  const query = useQuery({
    queryKey: [...props.queryKey, request],
    queryFn: () => props.load(request),
    placeholderData: keepPreviousData,
    ...(props.refreshMs !== undefined && { refetchInterval: props.refreshMs }),
  });
  // The order does not change what is selected; search and filters do.
  return { query, paging, request, scope: JSON.stringify([address.q, filters]) };
}

/** `/` goes to the search of the page's main table; by the sign, because its keys differ from layout to layout. */
function useSearchKey(input: RefObject<HTMLInputElement | null> | undefined): void {
  useWindowEvent("keydown", (event) => {
    const target = event.target instanceof HTMLElement ? event.target : document.body;
    const isElsewhere = target.closest("input, textarea, select, [contenteditable], [role=dialog]") !== null;
    if (event.key !== "/" || input === undefined || isElsewhere || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    input.current?.focus();
  });
}

export function DataTable<T>(props: TableProps<T>) {
  const { columns, searchLabel, filters = [], hasTools = true, keyOf, nameOf = keyOf, hrefOf } = props;
  const [box, width] = useWidth();
  const input = useRef<HTMLInputElement>(null);
  const [, navigate] = useLocation();
  const address = useAddressFilter(
    props.scope ?? "",
    filters.map((filter) => filter.name),
  );
  const isNarrow = width < NARROW_PX;
  // Cards have room for every line.
  const view = useTableView(props.name, columns, isNarrow ? Number.POSITIVE_INFINITY : width);
  const { query, paging, request, scope } = useRows(props, address, view.pageSize);
  const selection = useRowSelection<T>(scope);
  const exporting = useExport(props, view.columns, request);
  useSearchKey(searchLabel === undefined || props.scope ? undefined : input);
  const listing = query.data;
  const onOpen = props.onOpen ?? (hrefOf && ((row: T) => navigate(hrefOf(row))));
  return (
    <div ref={box} className="data-box">
      {hasTools && (
        <Toolbar
          {...{ name: props.name, searchLabel, filters, columns, address, view, input }}
          {...exporting}
          actions={props.tools}
        />
      )}
      {props.bulk && (
        <BulkBar
          selection={selection}
          total={listing?.total}
          canTakeAll={props.canTakeAll ?? false}
          chosen={selectionOf(selection, request, listing?.total)}
          actions={props.bulk}
        />
      )}
      {listing === undefined ? (
        query.isError ? (
          <Failed error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <Waiting rows={8} />
        )
      ) : listing.items.length === 0 ? (
        <NoRows empty={props.empty} address={address} />
      ) : (
        <>
          <Rows
            {...{
              label: props.label,
              rows: listing.items,
              keyOf,
              nameOf,
              columns: view.columns,
              onOpen,
              isNarrow,
            }}
            sort={address.sort}
            onSort={(sort) => address.put({ sort })}
            selection={props.bulk ? selection : undefined}
            actions={props.rowActions}
            isCompact={view.isCompact}
            isOld={query.isPlaceholderData}
          />
          <Pager paging={paging} listing={listing} limit={view.pageSize} />
        </>
      )}
    </div>
  );
}
