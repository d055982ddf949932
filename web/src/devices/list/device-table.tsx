// Devices with server paging, on their own page and on a product's: filtered, ordered, changed many at once.

import { IconCpu } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useAddressFilter } from "../../base/data-table/address-filter.ts";
import { queryOf } from "../../base/data-table/column.ts";
import { DataTable } from "../../base/data-table/table.tsx";
import { Panel } from "../../base/panel.tsx";
import { useMay } from "../../base/role.ts";
import type { Device } from "../../contract.ts";
import { BulkButtons } from "../bulk/bulk-buttons.tsx";
import { BulkDialog } from "../bulk/bulk-dialog.tsx";
import { useBulk } from "../bulk/use-bulk.ts";
import { deviceCalls } from "../device-calls.ts";
import { deviceHref } from "../device-href.ts";
import { useGroupPath, viewsQuery } from "../groups/use-groups.ts";
import { columnsOf } from "./columns.tsx";
import { FILTER_NAMES, queryFor } from "./device-filter.ts";
import { ExportMenu } from "./export-menu.tsx";
import { filtersOf } from "./filters.tsx";

const REFRESH_MS = 10_000;

const keyOf = ({ productKey, deviceName }: Device) => `${productKey}/${deviceName}`;

interface DeviceTableProps {
  /** Only this product's. */
  readonly productKey?: string;
  /** Further buttons of the toolbar. */
  readonly tools?: ReactNode;
  /** How the first one comes to be. */
  readonly firstAction?: ReactNode;
}

export function DeviceTable({ productKey, tools, firstAction }: DeviceTableProps) {
  const { t } = useTranslation();
  const mayOperate = useMay("devices", "command");
  const pathOf = useGroupPath();
  const { data: views } = useQuery(viewsQuery());
  const address = useAddressFilter("", FILTER_NAMES);
  const bulk = useBulk();
  const hasProduct = productKey === undefined;
  const fixed = useMemo(() => (productKey === undefined ? {} : { product: productKey }), [productKey]);
  const asked = { q: address.q, filters: { ...address.filters, ...fixed } };
  return (
    <Panel isFlush>
      <DataTable<Device>
        {...{ keyOf, fixed, name: "devices", label: t("device.title"), refreshMs: REFRESH_MS }}
        columns={columnsOf({ t, hasProduct, pathOf })}
        filters={filtersOf({ t, hasProduct, pathOf, views: views?.items ?? [] })}
        nameOf={(device) => device.name || device.deviceName}
        queryKey={["devices", "list", "table"]}
        load={(request) => {
          const { limit, cursor, sort } = queryOf(request);
          return deviceCalls.list({ ...queryFor(request), limit, cursor, sort });
        }}
        searchLabel={t("device.search")}
        hrefOf={deviceHref}
        empty={{
          icon: <IconCpu size={24} />,
          title: hasProduct ? t("fleet.empty") : t("fleet.emptyProduct"),
          text: t("fleet.emptyText"),
          action: firstAction,
        }}
        tools={
          <>
            {tools}
            <ExportMenu query={queryFor(asked)} />
          </>
        }
        {...(mayOperate && {
          bulk: (selection, clear) => (
            <BulkButtons onAct={(action) => bulk.ask({ action, selection, clear })} />
          ),
          canTakeAll: true,
        })}
      />
      <BulkDialog bulk={bulk} />
    </Panel>
  );
}
