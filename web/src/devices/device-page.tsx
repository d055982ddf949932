// One device: how it is, what it says now and said before, how to connect it.

import { Anchor, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import type { DeviceKey } from "../api.ts";
import { Ago } from "../base/ago.tsx";
import { CopyIcon } from "../base/copy.tsx";
import { StateBadge } from "../base/figure/state-badge.tsx";
import { PageTabs } from "../base/page/page-tabs.tsx";
import { Page } from "../base/page.tsx";
import { Panel } from "../base/panel.tsx";
import { useMay } from "../base/role.ts";
import { Loaded, Waiting } from "../base/states.tsx";
import type { Device } from "../contract.ts";
import { DeviceAttention } from "../diagnosis/attention.tsx";
import { queries } from "../queries.ts";
import { deviceHref } from "./device-href.ts";
import { DeviceSettings } from "./page/device-settings.tsx";
import { LiveTab } from "./page/live-tab.tsx";
import { StaleNotice, useGroupCrumbs } from "./page/place-line.tsx";
import { CoordinatesLine } from "./page/place-panel.tsx";
import { ReasonText } from "./reason.tsx";

const ChartTab = lazy(async () => ({ default: (await import("../telemetry/chart-tab.tsx")).ChartTab }));
const JournalTab = lazy(async () => ({ default: (await import("../journal/journal-tab.tsx")).JournalTab }));
const ChildrenTab = lazy(async () => ({ default: (await import("./page/children-tab.tsx")).ChildrenTab }));
const RegistersTab = lazy(async () => ({
  default: (await import("../fieldbus/device/registers-tab.tsx")).RegistersTab,
}));
const ControlTab = lazy(async () => ({ default: (await import("./control/control-tab.tsx")).ControlTab }));
const TimelineTab = lazy(async () => ({ default: (await import("./page/timeline-tab.tsx")).TimelineTab }));
const ConnectTab = lazy(async () => ({ default: (await import("./connect/connect-tab.tsx")).ConnectTab }));

function Facts({ device }: { device: Device }) {
  const { t } = useTranslation();
  const product = useQuery(queries.product(device.productKey));
  return (
    <dl className="head-facts">
      <div>
        <dt>{t("product.product")}</dt>
        <dd>
          <Anchor component={Link} href={`/products/${encodeURIComponent(device.productKey)}`} size="sm">
            {product.data?.name ?? device.productKey}
          </Anchor>
        </dd>
      </div>
      {device.gateway && (
        <div>
          <dt>{t("children.gateway")}</dt>
          <dd>
            <Anchor component={Link} href={deviceHref(device.gateway, "children")} size="sm">
              {device.gateway.deviceName}
            </Anchor>
          </dd>
        </div>
      )}
      <div>
        <dt>{t("device.since")}</dt>
        <dd>
          <Ago ts={device.stateSince} size="sm" />
        </dd>
      </div>
      <div>
        <dt>{t("device.reason")}</dt>
        <dd>
          {/* That it was created is no reason for a state. */}
          <ReasonText reason={device.stateReason === "created" ? null : device.stateReason} />
        </dd>
      </div>
      <div>
        <dt>{t("device.address")}</dt>
        <dd className="mono">{device.address || "–"}</dd>
      </div>
      <div>
        <dt>{t("device.lastSeen")}</dt>
        <dd>
          <Ago ts={device.lastSeenAt} size="sm" />
        </dd>
      </div>
      {device.place && (
        <div>
          <dt>{t("fleet.place")}</dt>
          <dd>{device.place}</dd>
        </div>
      )}
      {typeof device.latitude === "number" && (
        <div>
          <dt>{t("place.coordinates")}</dt>
          <dd>
            <CoordinatesLine device={device} />
          </dd>
        </div>
      )}
    </dl>
  );
}

function Content({ device, tab }: { device: Device; tab: string | undefined }) {
  const { t } = useTranslation();
  const mayOperate = useMay("devices", "command");
  const shown = tab ?? (device.state === "inactive" ? "connect" : undefined);
  return (
    <>
      <Facts device={device} />
      <Stack gap="sm" mb="sm" className="head-notes">
        <StaleNotice device={device} />
        <DeviceAttention device={device} isConnecting={shown === "connect"} />
      </Stack>
      <PageTabs
        root={deviceHref(device)}
        tab={shown}
        tabs={[
          { value: "live", label: t("live.title"), content: () => <LiveTab device={device} /> },
          { value: "chart", label: t("chart.title"), content: () => <ChartTab device={device} /> },
          { value: "control", label: t("control.title"), content: () => <ControlTab device={device} /> },
          { value: "log", label: t("journal.title"), content: () => <JournalTab device={device} /> },
          {
            value: "children",
            label: t("children.title"),
            isHidden: device.nodeType !== "gateway",
            content: () => <ChildrenTab gateway={device} />,
          },
          { value: "registers", label: t("register.tab"), content: () => <RegistersTab device={device} /> },
          { value: "connect", label: t("connect.tab"), content: () => <ConnectTab device={device} /> },
          { value: "history", label: t("timeline.tab"), content: () => <TimelineTab device={device} /> },
          {
            value: "settings",
            label: t("device.settings"),
            isHidden: !mayOperate,
            content: () => <DeviceSettings device={device} />,
          },
        ]}
      />
    </>
  );
}

export function DevicePage({ deviceKey, tab }: { deviceKey: DeviceKey; tab: string | undefined }) {
  const { t } = useTranslation();
  const device = useQuery(queries.device(deviceKey));
  const groups = useGroupCrumbs(device.data);
  const key = `${deviceKey.productKey}/${deviceKey.deviceName}`;
  return (
    <Page
      title={device.data?.name || deviceKey.deviceName}
      crumbs={[{ label: t("device.title"), to: "/devices" }, ...groups]}
      aside={
        <Group gap="xs">
          {device.data && <StateBadge state={device.data.state} />}
          <Text size="sm" c="dimmed" ff="monospace" className="break">
            {key}
          </Text>
          <CopyIcon text={deviceKey.deviceName} label={t("device.deviceName")} />
        </Group>
      }
    >
      <Loaded
        query={device}
        waiting={
          <Panel>
            <Waiting />
          </Panel>
        }
      >
        {(answer) => <Content device={answer} tab={tab} />}
      </Loaded>
    </Page>
  );
}
