// Who changed what, from where, and when.

import { Anchor, Code, Text, TextInput } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import type { TFunction } from "i18next";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Column } from "../base/data-table/column.ts";
import { DataTable } from "../base/data-table/table.tsx";
import { Panel } from "../base/panel.tsx";
import { formatTime } from "../base/quantity.ts";
import { get } from "../call.ts";
import type { AuditEntry, Listing } from "../contract.ts";

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

function ActorFilter({ value, onChange }: { value: string; onChange: (actor: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  return (
    <TextInput
      aria-label={t("audit.byActor")}
      placeholder={t("audit.byActor")}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={() => onChange(text.trim())}
      onKeyDown={(event) => event.key === "Enter" && onChange(text.trim())}
      className="filter"
    />
  );
}

function columnsOf(t: TFunction): readonly Column<AuditEntry>[] {
  return [
    {
      ...{ key: "time", header: t("word.time"), isFixed: true, width: 170, phone: "title" },
      text: (entry) => formatTime(entry.at),
      cell: (entry) => formatTime(entry.at),
    },
    {
      ...{ key: "actor", header: t("audit.actor"), width: 170, phone: "aside" },
      text: (entry) => entry.actor,
      cell: (entry) => (
        <Text size="sm" fw={550}>
          {entry.actor || "–"}
        </Text>
      ),
    },
    {
      ...{ key: "address", header: t("broker.address"), fromPx: 900 },
      text: (entry) => entry.address,
      cell: (entry) => (
        <Text size="xs" c="dimmed" ff="monospace">
          {entry.address || "–"}
        </Text>
      ),
    },
    {
      ...{ key: "action", header: t("audit.action"), isFixed: true },
      text: (entry) => entry.action,
      cell: (entry) => (
        <>
          <Text size="sm" ff="monospace">
            {entry.action}
          </Text>
          <Change entry={entry} />
        </>
      ),
    },
    {
      ...{ key: "target", header: t("audit.target") },
      text: (entry) => entry.target,
      cell: (entry) => <Text size="sm">{entry.target}</Text>,
    },
  ];
}

/** The first words of actions: what they are about. */
const AREAS = [
  "user",
  "session",
  "key",
  "acl",
  "product",
  "device",
  "job",
  "mqtt",
  "ban",
  "dead-letter",
  "telemetry",
];

export function AuditTrail() {
  const { t } = useTranslation();
  return (
    <Panel isFlush>
      <DataTable
        {...{ name: "audit", label: t("audit.title"), columns: columnsOf(t), queryKey: ["audit"] }}
        keyOf={(entry) => String(entry.id)}
        load={({ filters, limit, cursor }) =>
          get<Listing<AuditEntry>>("/audit", { ...filters, limit, cursor })
        }
        filters={[
          {
            name: "action",
            label: t("audit.everything"),
            options: AREAS.map((area) => ({
              value: area,
              label: t(`auditArea.${area}`, { defaultValue: area }),
            })),
          },
          {
            name: "actor",
            label: t("audit.actor"),
            control: (value, put) => <ActorFilter value={value} onChange={put} />,
          },
        ]}
        empty={{ icon: <IconHistory size={22} />, title: t("audit.empty"), text: t("audit.note") }}
      />
    </Panel>
  );
}
