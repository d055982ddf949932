// What narrows the audit trail: area and person stand open, address and time behind one button, the chosen as pills.

import { Button, Group, Pill, Popover, Stack, TextInput } from "@mantine/core";
import { IconFilter } from "@tabler/icons-react";
import type { TFunction } from "i18next";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAddressFilter } from "../../base/data-table/address-filter.ts";
import type { TableFilter } from "../../base/data-table/column.ts";
import { readWall, wallText, zoneText } from "../../base/person/time-zone.ts";
import { formatTime } from "../../base/quantity.ts";

/** Of the address bar, which are those of the API too. */
export const FILTER_NAMES = ["action", "actor", "address", "from", "to"] as const;
/** The first words of actions: what they are about. */
const AREAS = [
  ...["session", "request", "user", "role", "key", "acl", "audit"],
  ...["product", "template", "device", "group", "view", "command", "job", "telemetry"],
  ...["link", "modbus-server", "mqtt", "ban", "dead-letter", "dead-letters"],
] as const;
const SPANS = [
  ["h1", 3_600_000],
  ["d1", 86_400_000],
  ["d7", 604_800_000],
] as const;

interface TextFilterProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  /** Its name above it, in a form. */
  readonly hasLabel?: boolean;
}

function TextFilter({ label, value, onChange, hasLabel = false }: TextFilterProps) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const put = () => onChange(text.trim());
  return (
    <TextInput
      {...(hasLabel ? { label } : { "aria-label": label, placeholder: label, className: "filter" })}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={put}
      onKeyDown={(event) => event.key === "Enter" && put()}
      maxLength={64}
    />
  );
}

interface MomentProps {
  readonly label: string;
  /** UTC ms as text, or "". */
  readonly value: string;
  /** A second is meant whole: ms of it that are added. */
  readonly withinMs?: number;
  readonly onChange: (value: string) => void;
}

function Moment({ label, value, withinMs = 0, onChange }: MomentProps) {
  return (
    <TextInput
      {...{ label, type: "datetime-local", step: 1 }}
      value={value === "" ? "" : wallText(Number(value)).slice(0, 19)}
      onChange={(event) => {
        const ts = readWall(event.currentTarget.value);
        onChange(Number.isFinite(ts) ? String(ts + withinMs) : "");
      }}
    />
  );
}

function MoreFilters() {
  const { t } = useTranslation();
  const address = useAddressFilter("", FILTER_NAMES);
  const { address: from = "", from: fromMs = "", to: toMs = "" } = address.filters;
  return (
    <Popover position="bottom-start" width={290} trapFocus withinPortal={false}>
      <Popover.Target>
        <Button variant="default" leftSection={<IconFilter size={15} />}>
          {t("audit.more")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t("audit.more")}>
        <Stack gap="sm">
          <Group gap={6} role="group" aria-label={t("audit.span")}>
            {SPANS.map(([name, spanMs]) => (
              <Button
                key={name}
                size="compact-xs"
                variant="default"
                onClick={() => address.put({ from: String(Date.now() - spanMs), to: "" })}
              >
                {t(`audit.last.${name}`)}
              </Button>
            ))}
          </Group>
          <Moment label={t("audit.from")} value={fromMs} onChange={(value) => address.put({ from: value })} />
          <Moment
            {...{ label: t("audit.to"), value: toMs, withinMs: 999 }}
            onChange={(value) => address.put({ to: value })}
          />
          <TextFilter
            {...{ label: t("audit.address"), value: from, hasLabel: true }}
            onChange={(text) => address.put({ address: text })}
          />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function pill(
  name: string,
  textOf: (value: string) => string,
  removal: (what: string) => string,
): TableFilter {
  return {
    ...{ name, label: name },
    control: (value, put) =>
      value === "" ? null : (
        <Pill
          {...{ size: "md", className: "filter-pill", withRemoveButton: true }}
          removeButtonProps={{ "aria-label": removal(textOf(value)), "aria-hidden": false, tabIndex: 0 }}
          onRemove={() => put("")}
        >
          {textOf(value)}
        </Pill>
      ),
  };
}

export function filtersOf(t: TFunction): readonly TableFilter[] {
  const removal = (what: string) => t("fleet.filterPill", { what });
  const timeText = (value: string) => `${formatTime(Number(value))} · ${zoneText()}`;
  return [
    {
      ...{ name: "action", label: t("audit.everything") },
      options: AREAS.map((area) => ({ value: area, label: t(`auditArea.${area}`) })),
    },
    {
      ...{ name: "actor", label: t("audit.actor") },
      control: (value, put) => <TextFilter label={t("audit.byActor")} value={value} onChange={put} />,
    },
    { ...{ name: "more", label: t("audit.more") }, control: () => <MoreFilters /> },
    pill("from", (value) => t("audit.since", { time: timeText(value) }), removal),
    pill("to", (value) => t("audit.until", { time: timeText(value) }), removal),
    pill("address", (value) => t("audit.fromAddress", { address: value }), removal),
  ];
}
