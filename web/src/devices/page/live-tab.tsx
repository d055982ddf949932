// All properties with their values as they come.

import { Anchor, Button, Group, SegmentedControl, Table, Text } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { IconBroadcastOff, IconWaveSine } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { STREAMS_PER_DEVICE } from "../../../../src/spine/limits.ts";
import { Ago } from "../../base/ago.tsx";
import { useNow } from "../../base/figure/clock.ts";
import { Sparkline } from "../../base/figure/sparkline.tsx";
import { StateDot } from "../../base/figure/state-badge.tsx";
import { Panel } from "../../base/panel.tsx";
import { Empty } from "../../base/states.tsx";
import type { DataType, Device, ThingModel } from "../../contract.ts";
import { queries } from "../../queries.ts";
import { deviceHref } from "../device-href.ts";
import {
  type Live,
  type LiveStatus,
  type LiveValue,
  TRAIL_MS,
  type Trail,
  toDrawable,
  useLive,
} from "../live.ts";
import { QUALITIES, Quality } from "../quality.tsx";
import { isDrawable, isStepped, unitOf, valueText } from "../value-text.ts";

/** More are shown when they are asked for: each is drawn anew with every report. */
const READINGS = 100;

export interface Reading {
  readonly identifier: string;
  readonly name: string;
  readonly dataType: DataType | undefined;
  readonly live: LiveValue | undefined;
  readonly trail: Trail;
}

/** The model's properties in its order, then what came that the model does not know. */
function listReadings(model: ThingModel | undefined, live: Live): Reading[] {
  const known = (model?.properties ?? []).map((property) => ({
    identifier: property.identifier,
    name: property.name,
    dataType: property.dataType as DataType | undefined,
  }));
  const names = new Set(known.map((one) => one.identifier));
  const others = [...live.values.keys()]
    .filter((identifier) => !names.has(identifier))
    .map((identifier) => ({ identifier, name: identifier, dataType: undefined }));
  return [...known, ...others].map((one) => ({
    ...one,
    live: live.values.get(one.identifier),
    trail: live.trails.get(one.identifier) ?? [],
  }));
}

function Value({ reading, isBig = false }: { reading: Reading; isBig?: boolean }) {
  const { t } = useTranslation();
  if (reading.live === undefined) {
    return (
      <Text size="sm" c="dimmed">
        {t("live.noValue")}
      </Text>
    );
  }
  const text = valueText(reading.live.value, reading.dataType, t);
  const unit = unitOf(reading.dataType);
  return (
    <div className={isBig ? "live-value" : "live-value small"} data-long={text.length > 14}>
      <span>{text}</span>
      {unit !== "" && <small>{unit}</small>}
    </div>
  );
}

/** What the model does not know is drawn where its values can be. */
function canBeDrawn({ dataType, live }: Reading): boolean {
  if (dataType !== undefined) return isDrawable(dataType);
  return live !== undefined && toDrawable(live.value) !== undefined;
}

function Spark({ reading }: { reading: Reading }) {
  const now = useNow();
  if (!canBeDrawn(reading)) return null;
  return (
    <Sparkline
      points={reading.trail}
      fromMs={now - TRAIL_MS}
      toMs={now}
      height={30}
      isStepped={isStepped(reading.dataType)}
    />
  );
}

/** A link to the chart, where there can be one. */
function NameOf({ reading, device, className }: { reading: Reading; device: Device; className: string }) {
  if (!canBeDrawn(reading)) return <span className={className}>{reading.name}</span>;
  const href = `${deviceHref(device, "chart")}?p=${encodeURIComponent(reading.identifier)}`;
  return (
    <Link href={href} className={className}>
      {reading.name}
    </Link>
  );
}

/** How many data streams there are, and the way to make properties of them. */
function StreamCount({ count, device }: { count: number; device: Device }) {
  const { t } = useTranslation();
  if (count === 0) return null;
  return (
    <Group gap="xs" px="md" py="sm" className="live-streams">
      <Text size="sm" fw={600}>
        {t("stream.ofDevice")}
      </Text>
      <Text size="sm" c="dimmed">
        {t("stream.ofDeviceNote", { count, limit: STREAMS_PER_DEVICE })}
      </Text>
      <Anchor component={Link} href={`/products/${encodeURIComponent(device.productKey)}/streams`} size="sm">
        {t("stream.toModel")}
      </Anchor>
    </Group>
  );
}

function ShowAll({ count, onShow }: { count: number; onShow: () => void }) {
  const { t } = useTranslation();
  return (
    <Group justify="center" p="sm">
      <Button variant="default" size="xs" onClick={onShow}>
        {t("stream.showAll", { count })}
      </Button>
    </Group>
  );
}

function Card({ reading, device }: { reading: Reading; device: Device }) {
  return (
    <li className="live-card" data-quality={QUALITIES[reading.live?.quality ?? 0]}>
      <Group justify="space-between" gap={4} wrap="nowrap" align="flex-start">
        <div className="grow">
          <NameOf reading={reading} device={device} className="live-name" />
          {reading.name !== reading.identifier && (
            <Text size="xs" c="dimmed" ff="monospace" truncate>
              {reading.identifier}
            </Text>
          )}
        </div>
        {reading.live && <Quality quality={reading.live.quality} />}
      </Group>
      <Value reading={reading} isBig />
      {reading.live && (
        <>
          <Spark reading={reading} />
          <Ago ts={reading.live.ts} size="xs" c="dimmed" />
        </>
      )}
    </li>
  );
}

function Rows({ readings, device }: { readings: readonly Reading[]; device: Device }) {
  const { t } = useTranslation();
  return (
    <Table.ScrollContainer type="native" minWidth={0}>
      <Table highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("live.property")}</Table.Th>
            <Table.Th>{t("live.value")}</Table.Th>
            <Table.Th visibleFrom="sm">{t("live.trend")}</Table.Th>
            <Table.Th>{t("live.age")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {readings.map((reading) => (
            <Table.Tr key={reading.identifier}>
              <Table.Td>
                <NameOf reading={reading} device={device} className="row-link" />
                {reading.name !== reading.identifier && (
                  <Text size="xs" c="dimmed" ff="monospace" className="break">
                    {reading.identifier}
                  </Text>
                )}
              </Table.Td>
              <Table.Td>
                <Value reading={reading} />
                {reading.live && <Quality quality={reading.live.quality} />}
              </Table.Td>
              <Table.Td visibleFrom="sm" w={160}>
                <Spark reading={reading} />
              </Table.Td>
              <Table.Td>
                <Ago ts={reading.live?.ts} size="xs" c="dimmed" />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function StreamStatus({ status }: { status: LiveStatus }) {
  const { t } = useTranslation();
  return (
    <Group gap={6} role="status">
      {status === "lost" ? (
        <IconBroadcastOff size={15} color="var(--bad)" />
      ) : (
        <StateDot state={status === "open" ? "ok" : "inactive"} />
      )}
      <Text size="xs" c="dimmed">
        {t(`live.${status}`)}
      </Text>
    </Group>
  );
}

export function LiveTab({ device }: { device: Device }) {
  const { t } = useTranslation();
  const model = useQuery(queries.model(device.productKey));
  const live = useLive(device);
  const [view, setView] = useLocalStorage<string>({ key: "gantry-live-view", defaultValue: "cards" });
  const [isAll, setAll] = useState(false);
  const all = listReadings(model.data, live);
  const readings = isAll ? all : all.slice(0, READINGS);
  const streams = model.data ? all.filter((one) => one.dataType === undefined).length : 0;
  return (
    <Panel
      title={t("live.values")}
      isFlush
      actions={
        <>
          <StreamStatus status={live.status} />
          <SegmentedControl
            size="xs"
            aria-label={t("live.view")}
            value={view}
            onChange={setView}
            data={[
              { value: "cards", label: t("live.cards") },
              { value: "table", label: t("live.table") },
            ]}
          />
        </>
      }
    >
      {readings.length === 0 && (
        <Empty icon={<IconWaveSine size={24} />} title={t("live.empty")} text={t("live.emptyText")} />
      )}
      {readings.length > 0 && view === "table" && <Rows readings={readings} device={device} />}
      {readings.length > 0 && view !== "table" && (
        <ul className="live-cards">
          {readings.map((reading) => (
            <Card key={reading.identifier} reading={reading} device={device} />
          ))}
        </ul>
      )}
      {readings.length < all.length && <ShowAll count={all.length} onShow={() => setAll(true)} />}
      <StreamCount count={streams} device={device} />
    </Panel>
  );
}
