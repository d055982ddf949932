// Devices with server paging, by product, state and words; on its own page and on a product's.

import { Pill, Select, Table, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconCpu, IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation, useSearch } from "wouter";
import type { DeviceFilter } from "../../api.ts";
import { Ago } from "../../base/ago.tsx";
import { Pager, usePaging } from "../../base/listing/paging.tsx";
import { Panel } from "../../base/panel.tsx";
import { StateBadge } from "../../base/figure/state-badge.tsx";
import { Empty, Loaded } from "../../base/states.tsx";
import { DEVICE_STATES, type Device, type Listing } from "../../contract.ts";
import { queries } from "../../queries.ts";
import { deviceHref } from "../device-href.ts";
import { ReasonText } from "../reason.tsx";

const LIMIT = 50;

function DeviceRow({ device, hasProduct }: { device: Device; hasProduct: boolean }) {
  return (
    <Table.Tr>
      <Table.Td>
        <Link href={deviceHref(device)} className="row-link">
          {device.name || device.deviceName}
        </Link>
        <Text size="xs" c="dimmed" ff="monospace" className="break">
          {hasProduct ? `${device.productKey}/` : ""}
          {device.deviceName}
        </Text>
      </Table.Td>
      <Table.Td>
        <StateBadge state={device.state} />
        <Text size="xs" c="dimmed" hiddenFrom="sm" mt={2}>
          <Ago ts={device.lastSeenAt} inherit />
        </Text>
      </Table.Td>
      <Table.Td visibleFrom="md">
        <Text size="xs" c="dimmed">
          <ReasonText reason={device.stateReason} />
        </Text>
      </Table.Td>
      <Table.Td visibleFrom="lg">
        <Text size="sm" ff="monospace" c="dimmed">
          {device.address ?? "–"}
        </Text>
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <Ago ts={device.lastSeenAt} size="sm" />
      </Table.Td>
    </Table.Tr>
  );
}

function Rows({ items, hasProduct }: { items: readonly Device[]; hasProduct: boolean }) {
  const { t } = useTranslation();
  return (
    <Table highlightOnHover>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("device.device")}</Table.Th>
          <Table.Th>{t("device.state")}</Table.Th>
          <Table.Th visibleFrom="md">{t("device.reason")}</Table.Th>
          <Table.Th visibleFrom="lg">{t("device.address")}</Table.Th>
          <Table.Th visibleFrom="sm">{t("device.lastSeen")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {items.map((device) => (
          <DeviceRow
            key={`${device.productKey}/${device.deviceName}`}
            device={device}
            hasProduct={hasProduct}
          />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function ProductFilter({ value, onChange }: { value: string; onChange: (productKey: string) => void }) {
  const { t } = useTranslation();
  const products = useQuery(queries.products({ limit: 200 }));
  return (
    <Select
      aria-label={t("device.byProduct")}
      value={value}
      onChange={(chosen) => onChange(chosen ?? "")}
      data={[
        { value: "", label: t("device.allProducts") },
        ...(products.data?.items ?? []).map((one) => ({ value: one.productKey, label: one.name })),
      ]}
      searchable
      className="filter"
    />
  );
}

function GatewayPill({ gateway, onRemove }: { gateway: string; onRemove: () => void }) {
  const { t } = useTranslation();
  if (gateway === "") return null;
  return (
    <Pill
      size="md"
      withRemoveButton
      removeButtonProps={{ "aria-label": t("children.showAll"), "aria-hidden": false, tabIndex: 0 }}
      onRemove={onRemove}
    >
      {t("children.behind", { gateway })}
    </Pill>
  );
}

/** The filter lives in the address, so that it survives a reload and can be linked to. */
function useDeviceFilter(fixedProduct: string | undefined) {
  const search = new URLSearchParams(useSearch());
  const [location, navigate] = useLocation();
  const put = (name: string, value: string) => {
    const next = new URLSearchParams(search);
    if (value === "") next.delete(name);
    else next.set(name, value);
    const text = next.toString();
    navigate(text === "" ? location : `${location}?${text}`, { replace: true });
  };
  return {
    productKey: fixedProduct ?? search.get("product") ?? "",
    state: search.get("state") ?? "",
    gateway: search.get("gateway") ?? "",
    put,
  };
}

export function DeviceTable({ productKey }: { productKey?: string }) {
  const { t } = useTranslation();
  const filter = useDeviceFilter(productKey);
  const [text, setText] = useState("");
  const [q] = useDebouncedValue(text.trim(), 250);
  const paging = usePaging(`${filter.productKey} ${filter.state} ${filter.gateway} ${q}`);
  const request: DeviceFilter = {
    limit: LIMIT,
    q,
    productKey: filter.productKey,
    state: filter.state,
    gateway: filter.gateway,
    ...(paging.cursor !== undefined && { cursor: paging.cursor }),
  };
  const devices = useQuery({
    ...queries.devices(request),
    placeholderData: (previous: Listing<Device> | undefined) => previous,
  });
  const isFiltered =
    q !== "" || filter.state !== "" || filter.gateway !== "" || filter.productKey !== (productKey ?? "");
  return (
    <Panel isFlush>
      <div className="filters">
        <TextInput
          type="search"
          aria-label={t("device.search")}
          placeholder={t("device.search")}
          leftSection={<IconSearch size={15} />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          className="filter-search"
        />
        {productKey === undefined && (
          <ProductFilter value={filter.productKey} onChange={(key) => filter.put("product", key)} />
        )}
        <Select
          aria-label={t("device.byState")}
          value={filter.state}
          onChange={(state) => filter.put("state", state ?? "")}
          data={[
            { value: "", label: t("device.allStates") },
            ...DEVICE_STATES.map((state) => ({ value: state, label: t(`state.${state}`) })),
          ]}
          className="filter"
        />
        <GatewayPill gateway={filter.gateway} onRemove={() => filter.put("gateway", "")} />
      </div>
      <Loaded query={devices}>
        {(listing) =>
          listing.items.length === 0 ? (
            <Empty
              icon={<IconCpu size={24} />}
              title={isFiltered ? t("device.noneMatch") : t("device.empty")}
              text={isFiltered ? undefined : t("device.emptyText")}
            />
          ) : (
            <>
              <Rows items={listing.items} hasProduct={productKey === undefined} />
              <Pager paging={paging} listing={listing} limit={LIMIT} />
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}
