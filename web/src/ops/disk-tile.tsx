// The disk: what is free, what the data takes of its budget, how long it lasts; and the alarm when it gets tight.

import { Group, Text } from "@mantine/core";
import { IconDatabaseExclamation } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Meter } from "../base/figure/meter.tsx";
import { Notice } from "../base/notice/notice.tsx";
import { Panel } from "../base/panel.tsx";
import { formatBytes, formatDuration } from "../base/quantity.ts";
import type { DiskState, Overview } from "../contract.ts";
import { Figures } from "./overview-tiles.tsx";

const DAY_MS = 86_400_000;
const MANY_DAYS = 365;
const COLORS: Record<DiskState, string | undefined> = {
  ok: undefined,
  warn: "var(--warn)",
  critical: "var(--bad)",
  full: "var(--bad)",
};

function useDaysLeft(daysLeft: number | null): string {
  const { t } = useTranslation();
  if (daysLeft === null) return t("overview.daysUnknown");
  return daysLeft > MANY_DAYS ? t("overview.daysMany") : formatDuration(daysLeft * DAY_MS);
}

export function DiskTile({ overview }: { overview: Overview }) {
  const { t } = useTranslation();
  const { disk } = overview;
  const daysLeft = useDaysLeft(disk.daysLeft);
  const others = Math.max(0, disk.totalBytes - disk.freeBytes - disk.dataBytes);
  const rest = disk.dataBytes - disk.logBytes - disk.telemetryBytes;
  const color = COLORS[disk.state];
  const used = formatBytes(disk.dataBytes);
  return (
    <Panel title={t("overview.disk")} {...(color ? { note: t(`overview.diskState.${disk.state}`) } : {})}>
      <Group align="baseline" gap={6}>
        <Text className="figure" {...(color ? { c: color } : {})}>
          {formatBytes(disk.freeBytes)}
        </Text>
        <Text c="dimmed" size="sm">
          {t("overview.freeOf", { total: formatBytes(disk.totalBytes) })}
        </Text>
      </Group>
      <Meter
        label={t("overview.diskUse")}
        total={Math.max(1, disk.totalBytes)}
        parts={[
          { value: disk.dataBytes, color: color ?? "var(--accent)" },
          { value: others, color: "var(--idle)" },
        ]}
      />
      <Figures
        rows={[
          [t("overview.budget"), t("overview.budgetOf", { used, budget: formatBytes(disk.budgetBytes) })],
          [t("overview.daysLeft"), daysLeft],
          [t("overview.telemetry"), formatBytes(disk.telemetryBytes)],
          [t("overview.log"), formatBytes(disk.logBytes)],
          [t("overview.otherData"), formatBytes(Math.max(0, rest))],
        ]}
      />
    </Panel>
  );
}

/** Why it is tight, in words that say what helps. */
function useWarning({ disk }: Overview): string {
  const { t } = useTranslation();
  const days = useDaysLeft(disk.daysLeft);
  if (disk.reason === "days") return t("overview.diskWarnDays", { days });
  const free = formatBytes(disk.freeBytes);
  if (disk.reason === "free")
    return t("overview.diskWarnFree", { free, total: formatBytes(disk.totalBytes) });
  const used = formatBytes(disk.dataBytes);
  return t("overview.diskWarnBudget", { used, budget: formatBytes(disk.budgetBytes) });
}

export function DiskAlarm({ overview }: { overview: Overview }) {
  const { t } = useTranslation();
  const warning = useWarning(overview);
  const { state, reason, freeBytes, reserveBytes } = overview.disk;
  if (state === "ok") return null;
  const icon = <IconDatabaseExclamation size={20} />;
  if (state === "full") {
    return (
      <Notice tone="bad" isUrgent icon={icon} title={t("overview.diskFull")}>
        {t("overview.diskFullText")}
      </Notice>
    );
  }
  if (state === "critical") {
    const isBudget = reason === "budget";
    const sizes = { free: formatBytes(freeBytes), reserve: formatBytes(reserveBytes) };
    return (
      <Notice tone="bad" icon={icon} title={t("overview.diskCritical")}>
        {isBudget ? warning : t("overview.diskCriticalText", sizes)}
      </Notice>
    );
  }
  return (
    <Notice tone="warn" icon={icon} title={t("overview.diskWarn")}>
      {warning}
    </Notice>
  );
}
