// The first page: is everything well, and if not, where to look.

import { SimpleGrid, Skeleton, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Page } from "../base/page.tsx";
import { Loaded } from "../base/states.tsx";
import { noteServerTime } from "../call.ts";
import type { Overview as OverviewAnswer } from "../contract.ts";
import { ClockAlarm } from "../diagnosis/attention.tsx";
import { queries } from "../queries.ts";
import { Alarms } from "./alarms.tsx";
import { BusPanel } from "./bus-panel.tsx";
import { DiskAlarm, DiskTile } from "./disk-tile.tsx";
import { Noisiest } from "./noisiest.tsx";
import { LogAlarm, OverviewListeners, RecentRefusals } from "./overview-lists.tsx";
import { DeviceTile, MachineTile, TrafficPanel } from "./overview-tiles.tsx";
import { QuickStart } from "./quick-start.tsx";

function Waiting() {
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 4 }}>
        {["a", "b", "c", "d"].map((key) => (
          <Skeleton key={key} height={118} radius="md" />
        ))}
      </SimpleGrid>
      <Skeleton height={220} radius="md" />
      <Skeleton height={220} radius="md" />
    </Stack>
  );
}

function Content({ overview }: { overview: OverviewAnswer }) {
  const isNew = overview.devices.total === 0;
  return (
    <Stack gap="md">
      <LogAlarm overview={overview} />
      <DiskAlarm overview={overview} />
      <ClockAlarm />
      {isNew && <QuickStart hasProducts={overview.products > 0} />}
      <div className="tiles">
        <DeviceTile overview={overview} />
        <TrafficPanel overview={overview} />
        <DiskTile overview={overview} />
        <MachineTile overview={overview} />
      </div>
      <div className="home-columns">
        <Stack gap="md">
          <Alarms overview={overview} />
          <RecentRefusals />
        </Stack>
        <Stack gap="md">
          <BusPanel fieldbus={overview.fieldbus} />
          <Noisiest devices={overview.noisiest} />
        </Stack>
        <OverviewListeners listeners={overview.listeners} />
      </div>
    </Stack>
  );
}

export function Overview() {
  const { t } = useTranslation();
  const overview = useQuery(queries.overview());
  const serverTimeMs = overview.data?.server.timeMs;
  useEffect(() => {
    if (serverTimeMs !== undefined) noteServerTime(serverTimeMs);
  }, [serverTimeMs]);
  return (
    <Page title={t("overview.title")}>
      <Loaded query={overview} waiting={<Waiting />}>
        {(answer) => <Content overview={answer} />}
      </Loaded>
    </Page>
  );
}
