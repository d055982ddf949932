// Filters of a list of devices: what is chosen often stands open, the rest behind one button, the chosen as pills.

import { Button, Pill, Popover, Select, Stack, TagsInput } from "@mantine/core";
import { IconFilter } from "@tabler/icons-react";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { useAddressFilter } from "../../base/data-table/address-filter.ts";
import type { TableFilter } from "../../base/data-table/column.ts";
import { DEVICE_STATES } from "../../contract.ts";
import { ProductSelect } from "../../products/product-select.tsx";
import type { DeviceView } from "../device-calls.ts";
import { FILTER_NAMES, tagsOf, tagText } from "./device-filter.ts";

const SPANS = [
  ["h1", "3600"],
  ["d1", "86400"],
  ["d7", "604800"],
  ["d30", "2592000"],
  ["d90", "7776000"],
] as const;

function spanText(t: TFunction, seconds: string): string {
  const known = SPANS.find(([, value]) => value === seconds);
  return known ? t(`fleet.span.${known[0]}`) : `${seconds} s`;
}

function ProductFilter({ value, onChange }: { value: string; onChange: (productKey: string) => void }) {
  const { t } = useTranslation();
  return (
    <ProductSelect
      aria-label={t("device.byProduct")}
      placeholder={t("device.allProducts")}
      clearLabel={t("device.allProducts")}
      value={value === "" ? null : value}
      onChange={(productKey) => onChange(productKey ?? "")}
      className="filter"
      data-active={value !== "" || undefined}
    />
  );
}

interface SpanProps {
  readonly label: string;
  readonly anyLabel: string;
  readonly value: string;
  readonly onChange: (seconds: string) => void;
}

function SpanChoice({ label, anyLabel, value, onChange }: SpanProps) {
  const { t } = useTranslation();
  const isForeign = value !== "" && !SPANS.some(([, seconds]) => seconds === value);
  return (
    <Select
      label={label}
      value={value}
      onChange={(seconds) => onChange(seconds ?? "")}
      data={[
        { value: "", label: anyLabel },
        ...SPANS.map(([name, seconds]) => ({ value: seconds, label: t(`fleet.span.${name}`) })),
        ...(isForeign ? [{ value, label: spanText(t, value) }] : []),
      ]}
      comboboxProps={{ withinPortal: false }}
    />
  );
}

function MoreFilters() {
  const { t } = useTranslation();
  const address = useAddressFilter("", FILTER_NAMES);
  const { tag, notSeenForS = "", createdWithinS = "", enabled = "" } = address.filters;
  return (
    <Popover position="bottom-start" width={290} trapFocus withinPortal={false}>
      <Popover.Target>
        <Button variant="default" leftSection={<IconFilter size={15} />} title={t("fleet.moreHint")}>
          {t("fleet.more")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t("fleet.more")}>
        <Stack gap="sm">
          <TagsInput
            label={t("fleet.tagFilter")}
            description={t("fleet.tagFilterNote")}
            value={[...tagsOf(tag)]}
            onChange={(tags) => address.put({ tag: tagText(tags) })}
            maxTags={10}
          />
          <SpanChoice
            label={t("fleet.silent")}
            anyLabel={t("fleet.silentAny")}
            value={notSeenForS}
            onChange={(seconds) => address.put({ notSeenForS: seconds })}
          />
          <SpanChoice
            label={t("fleet.created")}
            anyLabel={t("fleet.createdAny")}
            value={createdWithinS}
            onChange={(seconds) => address.put({ createdWithinS: seconds })}
          />
          <Select
            label={t("fleet.enabling")}
            value={enabled}
            onChange={(value) => address.put({ enabled: value ?? "" })}
            data={[
              { value: "", label: t("fleet.enabledAny") },
              { value: "true", label: t("fleet.onlyEnabled") },
              { value: "false", label: t("fleet.onlyDisabled") },
            ]}
            comboboxProps={{ withinPortal: false }}
          />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function FilterPill({ text, onRemove }: { text: string; onRemove: () => void }) {
  const { t } = useTranslation();
  return (
    <Pill
      size="md"
      className="filter-pill"
      withRemoveButton
      removeButtonProps={{
        "aria-label": t("fleet.filterPill", { what: text }),
        "aria-hidden": false,
        tabIndex: 0,
      }}
      onRemove={onRemove}
    >
      {text}
    </Pill>
  );
}

/** A filter that is set elsewhere (a tree, a link) and can be taken away here. */
function pill(name: string, textOf: (value: string) => string): TableFilter {
  return {
    ...{ name, label: name },
    control: (value, put) =>
      value === "" ? null : <FilterPill text={textOf(value)} onRemove={() => put("")} />,
  };
}

function tagFilter(): TableFilter {
  return {
    ...{ name: "tag", label: "tag" },
    control: (value, put) =>
      tagsOf(value).map((tag) => (
        <FilterPill
          key={tag}
          text={tag}
          onRemove={() => put(tagText(tagsOf(value).filter((other) => other !== tag)))}
        />
      )),
  };
}

export interface FilterOptions {
  readonly t: TFunction;
  readonly hasProduct: boolean;
  readonly pathOf: (groupId: number | null | undefined) => string | undefined;
  readonly views: readonly DeviceView[];
}

export function filtersOf({ t, hasProduct, pathOf, views }: FilterOptions): readonly TableFilter[] {
  const product: TableFilter = {
    ...{ name: "product", label: t("device.allProducts") },
    control: (value, put) => <ProductFilter value={value} onChange={put} />,
  };
  return [
    ...(hasProduct ? [product] : []),
    {
      ...{ name: "state", label: t("device.allStates") },
      options: DEVICE_STATES.map((state) => ({ value: state, label: t(`state.${state}`) })),
    },
    { ...{ name: "more", label: t("fleet.more") }, control: () => <MoreFilters /> },
    pill("group", (id) =>
      id === "none" ? t("group.none") : (pathOf(Number(id)) ?? `${t("fleet.group")} ${id}`),
    ),
    pill("view", (id) => t("view.pill", { name: views.find((view) => String(view.id) === id)?.name ?? id })),
    pill("gateway", (gateway) => t("children.behind", { gateway })),
    tagFilter(),
    pill("notSeenForS", (seconds) => t("fleet.silentFor", { time: spanText(t, seconds) })),
    pill("createdWithinS", (seconds) => t("fleet.createdWithin", { time: spanText(t, seconds) })),
    pill("enabled", (value) => (value === "true" ? t("fleet.onlyEnabled") : t("fleet.onlyDisabled"))),
  ];
}
