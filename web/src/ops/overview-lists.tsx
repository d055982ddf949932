// The lists of the overview: listeners, what was refused lately, and the alarm when nothing can be stored.

import { Anchor, Group, Text } from "@mantine/core";
import { IconAlertOctagon, IconShieldCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { Ago } from "../base/ago.tsx";
import { StateDot } from "../base/figure/state-badge.tsx";
import { Notice } from "../base/notice/notice.tsx";
import { Panel } from "../base/panel.tsx";
import { formatBytes, formatCount } from "../base/quantity.ts";
import { useMay } from "../base/role.ts";
import { Empty, Loaded } from "../base/states.tsx";
import type { JournalEntry, ListenerState, Overview } from "../contract.ts";
import { WhyRefused } from "../diagnosis/why-refused.tsx";
import { Origin } from "../journal/origin.tsx";
import { queries } from "../queries.ts";

export function LogAlarm({ overview }: { overview: Overview }) {
  const { t } = useTranslation();
  const reason = overview.log.unavailable;
  // A full disk has an alarm of its own, which says what helps.
  if (!reason || overview.disk.state === "full") return null;
  return (
    <Notice tone="bad" icon={<IconAlertOctagon size={20} />} title={t("overview.logDown")}>
      {t("overview.logDownText", { reason: String(reason) })}
    </Notice>
  );
}

/** Bytes that passed; a dash where messages did but nobody counts their bytes. */
export function bytesText(bytes: number, messages: number): string {
  return bytes === 0 && messages > 0 ? "–" : formatBytes(bytes);
}

export function OverviewListeners({ listeners }: { listeners: readonly ListenerState[] }) {
  const { t } = useTranslation();
  return (
    <Panel
      title={t("ops.listeners")}
      isFlush
      actions={
        <Anchor component={Link} href="/operations" size="sm">
          {t("overview.more")}
        </Anchor>
      }
    >
      <table className="mini-table">
        <thead>
          <tr>
            <th>{t("ops.listener")}</th>
            <th className="number">{t("ops.connections")}</th>
            <th className="number">{t("ops.messagesIn")}</th>
          </tr>
        </thead>
        <tbody>
          {listeners.map((listener) => (
            <OverviewListener key={listener.name} listener={listener} />
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function OverviewListener({ listener }: { listener: ListenerState }) {
  const { t } = useTranslation();
  const isUp = listener.status === "listening";
  return (
    <tr>
      <td>
        <Group gap={8} wrap="nowrap">
          <StateDot state={isUp ? "ok" : "failed"} />
          <div>
            <Text size="sm" fw={550} className="no-wrap">
              {listener.name}{" "}
              <Text span c="dimmed" size="sm">
                :{listener.port}
              </Text>
            </Text>
            {!isUp && (
              <Text size="xs" c="var(--bad)">
                {t("ops.failed")}: {listener.error}
              </Text>
            )}
          </div>
        </Group>
      </td>
      <td className="number">{formatCount(listener.connections)}</td>
      <td className="number">{formatCount(listener.messagesIn)}</td>
    </tr>
  );
}

function Refusal({ entry }: { entry: JournalEntry }) {
  return (
    <li className="feed-row">
      <div className="grow">
        <Text size="sm">{entry.text ?? entry.title}</Text>
        <Group gap={6}>
          <Origin entry={entry} />
          <Text size="xs" c="dimmed" ff="monospace">
            {entry.code}
          </Text>
          <WhyRefused entry={entry} />
        </Group>
      </div>
      <Ago ts={entry.ts} size="xs" c="dimmed" className="no-wrap" />
    </li>
  );
}

export function RecentRefusals() {
  const { t } = useTranslation();
  const mayRead = useMay("journal", "read");
  const refusals = useQuery({ ...queries.refusals(5), enabled: mayRead });
  if (!mayRead) return null;
  return (
    <Panel
      title={t("overview.refusals")}
      note={t("overview.refusalsNote")}
      isFlush
      actions={
        <Anchor component={Link} href="/operations/refused" size="sm">
          {t("word.all")}
        </Anchor>
      }
    >
      <Loaded query={refusals}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon={<IconShieldCheck size={22} />} title={t("overview.noRefusals")} />
          ) : (
            <ul className="feed">
              {items.map((entry) => (
                <Refusal key={entry.id} entry={entry} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Panel>
  );
}
