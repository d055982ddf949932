// The event log in particular: who reads it and how far, and what was missed or is damaged.

import { SimpleGrid, Table, Text } from "@mantine/core";
import { IconShieldCheck } from "@tabler/icons-react";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { Ago } from "../../base/ago.tsx";
import { StateDot } from "../../base/figure/state-badge.tsx";
import { Panel } from "../../base/panel.tsx";
import { formatCount, formatMeasure, formatMs } from "../../base/quantity.ts";
import { Empty } from "../../base/states.tsx";
import type { CommitCadence, EventLog } from "../../contract.ts";

/** What an operator chose, in words. */
export function cadenceText(cadence: CommitCadence, gapMs: number, t: TFunction): string {
  return t(`eventLog.cadenceOf.${cadence}`, { gap: formatMs(gapMs) });
}

/** Rows about the log for a list of facts; none until it is known. */
export function logFacts(log: EventLog | undefined, t: TFunction): (readonly [string, string])[] {
  if (log === undefined) return [];
  const perCommit = log.batches === 0 ? 0 : log.events / log.batches;
  return [
    [t("eventLog.span"), `${formatCount(log.firstSeq)} – ${formatCount(log.lastSeq)}`],
    [t("eventLog.files"), formatCount(log.generations)],
    [t("eventLog.waiting"), formatCount(log.pendingEvents)],
    [t("eventLog.perCommit"), formatMeasure(Math.round(perCommit * 10) / 10)],
    [t("eventLog.dropped"), formatCount(log.droppedRelaxed)],
  ];
}

/** More than this is being behind, not the way of things. */
const LAG_SHOWN = 10_000;

function Reader({ reader }: { reader: EventLog["readers"][number] }) {
  const { t } = useTranslation();
  const isBehind = reader.lag > LAG_SHOWN;
  const state = reader.failure !== null ? "failed" : isBehind ? "offline" : "ok";
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm" fw={550}>
          {reader.name}
        </Text>
      </Table.Td>
      <Table.Td>
        <StateDot state={state} />{" "}
        <Text span size="sm">
          {reader.failure ?? (isBehind ? t("eventLog.behind") : t("eventLog.keepsUp"))}
        </Text>
      </Table.Td>
      <Table.Td ta="right">{formatCount(reader.lag)}</Table.Td>
      <Table.Td ta="right">{formatCount(reader.lostEvents)}</Table.Td>
    </Table.Tr>
  );
}

function Readers({ log }: { log: EventLog }) {
  const { t } = useTranslation();
  return (
    <Panel title={t("eventLog.readers")} note={t("eventLog.readersNote")} isFlush>
      <Table.ScrollContainer type="native" minWidth={0}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("eventLog.reader")}</Table.Th>
              <Table.Th>{t("eventLog.stands")}</Table.Th>
              <Table.Th ta="right">{t("eventLog.lag")}</Table.Th>
              <Table.Th ta="right">{t("eventLog.lost")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {log.readers.map((reader) => (
              <Reader key={reader.name} reader={reader} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Panel>
  );
}

function Gap({ gap }: { gap: EventLog["gaps"][number] }) {
  const { t } = useTranslation();
  const [from, to] = [formatCount(gap.fromSeq), formatCount(gap.toSeq)];
  return (
    <li className="feed-row">
      <div className="grow">
        <Text size="sm">
          {t("eventLog.gap", { reader: gap.reader, n: formatCount(gap.missed), from, to })}
        </Text>
        <Text size="xs" c="dimmed">
          {t("eventLog.gapWhy")}
        </Text>
      </div>
      <Ago ts={gap.at} size="xs" c="dimmed" className="no-wrap" />
    </li>
  );
}

function Damaged({ damage: { file, seq, reason } }: { damage: EventLog["damage"][number] }) {
  const { t } = useTranslation();
  return (
    <li className="feed-row">
      <div className="grow">
        <Text size="sm" c="var(--bad)">
          {seq === null
            ? t("eventLog.damaged", { file })
            : t("eventLog.damagedAt", { file, seq: formatCount(seq) })}
        </Text>
        <Text size="xs" c="dimmed">
          {reason}
        </Text>
      </div>
    </li>
  );
}

function Health({ log }: { log: EventLog }) {
  const { t } = useTranslation();
  const isWhole = log.gaps.length === 0 && log.damage.length === 0;
  return (
    <Panel title={t("eventLog.health")} note={t("eventLog.healthNote")} isFlush>
      {isWhole ? (
        <Empty
          icon={<IconShieldCheck size={22} />}
          title={t("eventLog.whole")}
          text={t("eventLog.wholeText")}
        />
      ) : (
        <ul className="feed">
          {log.damage.map((damage) => (
            <Damaged key={`${damage.file} ${damage.seq}`} damage={damage} />
          ))}
          {log.gaps.map((gap) => (
            <Gap key={`${gap.reader} ${gap.fromSeq} ${gap.at}`} gap={gap} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

export function LogPanels({ log }: { log: EventLog }) {
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
      <Readers log={log} />
      <Health log={log} />
    </SimpleGrid>
  );
}
