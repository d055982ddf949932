// Who changed what, from where, and when.

import { Anchor, Code, Text } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAddressFilter } from "../../base/data-table/address-filter.ts";
import type { Column } from "../../base/data-table/column.ts";
import { DataTable } from "../../base/data-table/table.tsx";
import { Panel } from "../../base/panel.tsx";
import { formatTime } from "../../base/quantity.ts";
import { get } from "../../call.ts";
import type { AuditEntry } from "../../contract.ts";
import { AuditExport } from "./audit-export.tsx";
import { FILTER_NAMES, filtersOf } from "./audit-filters.tsx";

function Change({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  if (entry.before === null && entry.after === null) return null;
  return (
    <div>
      <Anchor
        component="button"
        type="button"
        size="xs"
        onClick={() => setIsOpen(!isOpen)}
        aria-expanded={isOpen}
      >
        {isOpen ? t("audit.hide") : t("audit.show")}
      </Anchor>
      {isOpen && (
        <Code block className="wrap-code">
          {JSON.stringify({ before: entry.before, after: entry.after }, null, 2)}
        </Code>
      )}
    </div>
  );
}

/** What was done in words, and its name in the API, which filters and programs go by. */
function wordsOf({ action }: AuditEntry, t: TFunction) {
  const words = t(`auditWord.${action}`, { defaultValue: "" });
  return (
    <>
      {words !== "" && <Text size="sm">{words}</Text>}
      <Text {...(words === "" ? { size: "sm" } : { size: "xs", c: "dimmed" })} ff="monospace">
        {action}
      </Text>
    </>
  );
}

function columnsOf(t: TFunction): readonly Column<AuditEntry>[] {
  return [
    {
      ...{ key: "time", header: t("word.time"), isFixed: true, width: 170, phone: "title" },
      cell: (entry) => formatTime(entry.at),
    },
    {
      ...{ key: "actor", header: t("audit.actor"), width: 170, phone: "aside" },
      cell: (entry) => (
        <Text size="sm" fw={550}>
          {entry.actor || "–"}
        </Text>
      ),
    },
    {
      ...{ key: "address", header: t("broker.address"), fromPx: 900 },
      cell: (entry) => (
        <Text size="xs" c="dimmed" ff="monospace">
          {entry.address || "–"}
        </Text>
      ),
    },
    {
      ...{ key: "action", header: t("audit.action"), isFixed: true },
      cell: (entry) => (
        <>
          {wordsOf(entry, t)}
          <Change entry={entry} />
        </>
      ),
    },
    {
      ...{ key: "target", header: t("audit.target") },
      cell: (entry) => <Text size="sm">{entry.target}</Text>,
    },
  ];
}

export function AuditTrail() {
  const { t } = useTranslation();
  const { q, filters } = useAddressFilter("", FILTER_NAMES);
  return (
    <Panel isFlush>
      <DataTable
        {...{ name: "audit", label: t("audit.title"), columns: columnsOf(t), queryKey: ["audit"] }}
        keyOf={(entry) => String(entry.id)}
        load={({ q, filters, limit, cursor }) => get("/audit", { ...filters, q, limit, cursor })}
        searchLabel={t("audit.search")}
        filters={filtersOf(t)}
        tools={<AuditExport query={{ ...filters, q }} />}
        empty={{ icon: <IconHistory size={22} />, title: t("audit.empty"), text: t("audit.note") }}
      />
    </Panel>
  );
}
