// Listeners, the log, telemetry and the process in figures.

import { SimpleGrid, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { MqttClients } from "../access/client-list.tsx";
import { Panel } from "../base/panel.tsx";
import { formatBytes, formatCount, formatDuration, formatMeasure, formatMs } from "../base/quantity.ts";
import { Loaded } from "../base/states.tsx";
import type { EventLog, Overview } from "../contract.ts";
import { Attention } from "../diagnosis/attention.tsx";
import { JobList } from "../jobs/job-list.tsx";
import { JournalTab } from "../journal/journal-tab.tsx";
import { queries } from "../queries.ts";
import { SectionPage } from "../shell/section-page.tsx";
import { AllBans } from "./bans.tsx";
import { DiskAlarm } from "./disk-tile.tsx";
import { ListenerCard } from "./listener-card.tsx";
import { DeadLetterAlarm } from "./log/dead-letter-alarm.tsx";
import { DeadLettersTab } from "./log/dead-letters-tab.tsx";
import { LogPanels, logFacts } from "./log/log-panels.tsx";
import { LogAlarm } from "./overview-lists.tsx";

function Facts({
  title,
  note,
  rows,
}: {
  title: string;
  note?: string;
  rows: readonly (readonly [string, ReactNode])[];
}) {
  return (
    <Panel title={title} {...(note ? { note } : {})}>
      <dl className="facts">
        {rows.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

function Stores({ overview, eventLog }: { overview: Overview; eventLog: EventLog | undefined }) {
  const { t } = useTranslation();
  const { log, disk, process, rates, server } = overview;
  return (
    <SimpleGrid cols={{ base: 1, md: 3 }} spacing="md">
      <Facts
        title={t("ops.log")}
        note={t("ops.logNote")}
        rows={[
          [t("ops.logState"), log.unavailable ? String(log.unavailable) : t("ops.writable")],
          [t("ops.lastSeq"), formatCount(log.lastSeq)],
          [t("ops.commitP50"), formatMs(log.commitMsP50)],
          [t("ops.commitP99"), formatMs(log.commitMsP99)],
          [t("ops.onDisk"), formatBytes(disk.logBytes)],
          ...logFacts(eventLog, t),
        ]}
      />
      <Facts
        title={t("overview.telemetry")}
        note={t("ops.telemetryNote")}
        rows={[
          [t("overview.pointsPerSec"), formatCount(rates.pointsPerSec)],
          [t("ops.onDisk"), formatBytes(disk.telemetryBytes)],
          [t("ops.allData"), formatBytes(disk.dataBytes)],
          [t("overview.budget"), formatBytes(disk.budgetBytes)],
          [
            t("overview.grows"),
            disk.growthBytesPerDay === null
              ? t("overview.daysUnknown")
              : t("overview.perDay", { size: formatBytes(Math.max(0, disk.growthBytesPerDay)) }),
          ],
          [t("ops.diskFree"), `${formatBytes(disk.freeBytes)} / ${formatBytes(disk.totalBytes)}`],
        ]}
      />
      <Facts
        title={t("ops.process")}
        rows={[
          [t("ops.version"), process.version],
          [t("overview.uptime"), formatDuration(process.uptimeMs)],
          [t("overview.memory"), formatBytes(process.rssBytes)],
          ["CPU", `${formatMeasure(Math.round(process.cpuPercent * 10) / 10)} %`],
          [t("ops.addresses"), server.hosts.join(", ") || "–"],
        ]}
      />
    </SimpleGrid>
  );
}

function State() {
  const overview = useQuery(queries.overview());
  const listeners = useQuery(queries.listeners());
  const log = useQuery(queries.log());
  return (
    <Stack gap="md">
      <Loaded query={listeners}>
        {({ items }) => (
          <SimpleGrid cols={{ base: 1, md: 2, xl: 3 }} spacing="md">
            {items.map((listener) => (
              <ListenerCard key={listener.name} listener={listener} log={log.data} />
            ))}
          </SimpleGrid>
        )}
      </Loaded>
      <Loaded query={overview}>
        {(answer) => (
          <>
            <LogAlarm overview={answer} />
            <DiskAlarm overview={answer} />
            <DeadLetterAlarm overview={answer} />
            <Stores overview={answer} eventLog={log.data} />
          </>
        )}
      </Loaded>
      <Loaded query={log}>{(answer) => <LogPanels log={answer} />}</Loaded>
    </Stack>
  );
}

export function Operations() {
  const { t } = useTranslation();
  return (
    <SectionPage
      parts={[
        { path: "", lead: t("ops.lead"), content: () => <State /> },
        {
          path: "refused",
          lead: t("overview.refusalsNote"),
          content: () => (
            <Stack gap="md">
              <Attention />
              <JournalTab fixedKind="refused" />
            </Stack>
          ),
        },
        { path: "log", content: () => <JournalTab /> },
        { path: "mqtt", lead: t("broker.clientsNote"), content: () => <MqttClients /> },
        { path: "bans", lead: t("ban.note"), content: () => <AllBans /> },
        { path: "jobs", lead: t("job.lead"), content: () => <JobList /> },
        { path: "dead-letters", content: () => <DeadLettersTab /> },
      ]}
    />
  );
}
