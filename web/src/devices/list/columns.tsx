// What a list of devices shows of each.

import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { Ago } from "../../base/ago.tsx";
import type { Column } from "../../base/data-table/column.ts";
import { StateBadge } from "../../base/figure/state-badge.tsx";
import type { Device } from "../../contract.ts";
import { queries } from "../../queries.ts";
import { deviceHref } from "../device-href.ts";
import { coordinatesText } from "../page/coordinates.ts";
import { ReasonText } from "../reason.tsx";

/** More than these are counted. */
const TAGS_SHOWN = 3;
const PLAIN_REASONS = ["created", "connected", "device_disabled"];

function Name({ device, hasProduct }: { device: Device; hasProduct: boolean }) {
  return (
    <>
      <Link href={deviceHref(device)} className="row-link">
        {device.name || device.deviceName}
      </Link>
      <Text size="xs" c="dimmed" ff="monospace" className="break">
        {hasProduct ? `${device.productKey}/` : ""}
        {device.deviceName}
      </Text>
    </>
  );
}

function ProductName({ productKey }: { productKey: string }) {
  const { data } = useQuery({ ...queries.product(productKey), staleTime: 60_000 });
  return (
    <Link href={`/products/${encodeURIComponent(productKey)}`} className="row-link quiet">
      {data?.name ?? productKey}
    </Link>
  );
}

export function tagLabel([key, value]: readonly [string, string]): string {
  return value === "" ? key : `${key}=${value}`;
}

function Tags({ tags }: { tags: Device["tags"] }) {
  const { t } = useTranslation();
  const all = Object.entries(tags ?? {}).map(tagLabel);
  const rest = all.length - TAGS_SHOWN;
  if (all.length === 0) return <Nothing />;
  return (
    <span className="chips" title={all.join("\n")}>
      {all.slice(0, TAGS_SHOWN).map((tag) => (
        <span key={tag} className="chip">
          {tag}
        </span>
      ))}
      {rest > 0 && <span className="chip">{t("fleet.tagMore", { count: rest })}</span>}
    </span>
  );
}

const Nothing = () => (
  <Text span size="sm" c="dimmed" className="nothing">
    –
  </Text>
);

export function placeText({ place, latitude, longitude }: Device): string {
  return place || coordinatesText(latitude, longitude) || "";
}

export interface ColumnOptions {
  readonly t: TFunction;
  /** False on a product's own page. */
  readonly hasProduct: boolean;
  readonly pathOf: (groupId: number | null | undefined) => string | undefined;
}

export function columnsOf(options: ColumnOptions): readonly Column<Device>[] {
  const { hasProduct } = options;
  return [
    ...stateColumns(options),
    ...(hasProduct ? [productColumn(options)] : []),
    ...placeColumns(options),
  ];
}

function stateColumns({ t, hasProduct }: ColumnOptions): readonly Column<Device>[] {
  return [
    {
      ...{ key: "name", header: t("device.device"), sort: "name", isFixed: true, phone: "title" },
      cell: (device) => <Name device={device} hasProduct={hasProduct} />,
    },
    {
      ...{ key: "state", header: t("device.state"), sort: "state", phone: "aside", isFixed: true },
      cell: (device) => <StateBadge state={device.state} />,
    },
    {
      ...{ key: "reason", header: t("device.reason"), fromPx: 1000 },
      // That it was created, is connected or disabled says its state already.
      cell: (device) =>
        device.stateReason && !PLAIN_REASONS.includes(device.stateReason) ? (
          <Text size="xs" c="dimmed">
            <ReasonText reason={device.stateReason} />
          </Text>
        ) : (
          <Nothing />
        ),
    },
  ];
}

function productColumn({ t }: ColumnOptions): Column<Device> {
  return {
    ...{ key: "product", header: t("fleet.product"), sort: "product", fromPx: 1060, phone: "none" },
    cell: (device) => <ProductName productKey={device.productKey} />,
  };
}

function placeColumns({ t, pathOf }: ColumnOptions): readonly Column<Device>[] {
  return [
    {
      ...{ key: "group", header: t("fleet.group"), fromPx: 640 },
      cell: (device) => {
        const path = pathOf(device.groupId);
        return path === undefined ? <Nothing /> : <Text size="sm">{path}</Text>;
      },
    },
    {
      ...{ key: "tags", header: t("fleet.tags"), fromPx: 860 },
      cell: (device) => <Tags tags={device.tags} />,
    },
    {
      ...{ key: "lastSeen", header: t("device.lastSeen"), sort: "lastSeen", width: 110 },
      cell: (device) => <Ago ts={device.lastSeenAt} size="sm" />,
    },
    {
      ...{ key: "address", header: t("device.address"), fromPx: 1160, phone: "none" },
      cell: (device) => (
        <Text size="sm" ff="monospace" c="dimmed">
          {device.address || "–"}
        </Text>
      ),
    },
    {
      ...{ key: "place", header: t("fleet.place"), fromPx: 1500, phone: "none" },
      cell: (device) => <Text size="sm">{placeText(device) || "–"}</Text>,
    },
    {
      ...{ key: "created", header: t("word.created"), sort: "created", fromPx: 1400, phone: "none" },
      cell: (device) => <Ago ts={device.createdAt} size="sm" c="dimmed" />,
    },
  ];
}
