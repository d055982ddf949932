// The figures of the overview: devices, traffic, machine.

import { Anchor, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { Meter } from "../base/figure/meter.tsx";
import { StateDot } from "../base/figure/state-badge.tsx";
import { Panel } from "../base/panel.tsx";
import { formatBytes, formatCount, formatDuration, formatMeasure, formatMs } from "../base/quantity.ts";
import { DEVICE_STATES, type Overview } from "../contract.ts";
import { useByteRate } from "./byte-rate.ts";
import { RateChart } from "./rate-chart.tsx";

const STATE_COLORS = {
  online: "var(--ok)",
  stale: "var(--warn)",
  offline: "var(--bad)",
  inactive: "var(--idle)",
  disabled: "var(--line)",
};
export function DeviceTile({ overview }: { overview: Overview }) {
  const { t } = useTranslation();
  const { devices } = overview;
  return (
    <Panel
      title={t("overview.devices")}
      actions={
        <Anchor component={Link} href="/devices" size="sm">
          {t("word.all")}
        </Anchor>
      }
    >
      <Group align="baseline" gap={6}>
        <Text className="figure">{formatCount(devices.online)}</Text>
        <Text c="dimmed" size="sm">
          {t("overview.onlineOf", { total: formatCount(devices.total) })}
        </Text>
      </Group>
      <Meter
        label={t("overview.byState")}
        parts={DEVICE_STATES.map((state) => ({ value: devices[state], color: STATE_COLORS[state] }))}
        total={Math.max(1, devices.total)}
      />
      <dl className="legend">
        {DEVICE_STATES.map((state) => (
          <div key={state}>
            <dt>
              <StateDot state={state} />
              <Anchor component={Link} href={`/devices?state=${state}`} size="xs" c="dimmed">
                {t(`state.${state}`)}
              </Anchor>
            </dt>
            <dd>{formatCount(devices[state])}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

export function TrafficPanel({ overview }: { overview: Overview }) {
  const { t } = useTranslation();
  const { rates } = overview;
  const bytesPerSec = useByteRate(overview);
  return (
    <Panel title={t("overview.traffic")} note={t("overview.lastTen")}>
      <Group gap="lg" align="baseline">
        <Rate text={formatCount(rates.messagesPerSec)} label={t("overview.messagesPerSec")} />
        <Rate text={formatCount(rates.pointsPerSec)} label={t("overview.pointsPerSec")} />
        <Rate
          text={bytesPerSec === undefined ? "–" : `${formatBytes(bytesPerSec)}/s`}
          label={t("overview.bytesPerSec")}
        />
        <Rate
          text={formatCount(rates.refusedPerSec)}
          label={t("overview.refusedPerSec")}
          isBad={rates.refusedPerSec > 0}
        />
      </Group>
      <RateChart history={rates.history} />
    </Panel>
  );
}

function Rate({ text, label, isBad = false }: { text: string; label: string; isBad?: boolean }) {
  return (
    <div>
      <Text className="figure" {...(isBad ? { c: "var(--warn)" } : {})}>
        {text}
      </Text>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
    </div>
  );
}

export function MachineTile({ overview }: { overview: Overview }) {
  const { t } = useTranslation();
  const { process, log } = overview;
  return (
    <Panel
      title={t("overview.machine")}
      actions={
        <Anchor component={Link} href="/operations" size="sm">
          {t("overview.more")}
        </Anchor>
      }
    >
      <Group align="baseline" gap={6}>
        <Text className="figure">{formatMeasure(Math.round(process.cpuPercent * 10) / 10)} %</Text>
        <Text c="dimmed" size="sm">
          CPU
        </Text>
      </Group>
      <Figures
        rows={[
          [t("overview.memory"), formatBytes(process.rssBytes)],
          [t("overview.uptime"), formatDuration(process.uptimeMs)],
          [
            t("overview.commit"),
            `${formatMs(log.commitMsP50).replace(" ms", "")} / ${formatMs(log.commitMsP99)}`,
          ],
        ]}
      />
    </Panel>
  );
}

export function Figures({ rows }: { rows: readonly (readonly [string, string])[] }) {
  return (
    <dl className="legend">
      {rows.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
