// The history of one or more properties: choose, zoom, follow, read as a table, take away as CSV.

import { Button, Group, SegmentedControl, Switch, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconChartLine, IconDownload } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { download } from "../base/download.ts";
import { Panel } from "../base/panel.tsx";
import { formatCount, timeZoneName } from "../base/quantity.ts";
import { Empty, Failed, Waiting } from "../base/states.tsx";
import type { Device } from "../contract.ts";
import { PropertyChoice } from "./property-choice.tsx";
import { RangeChoice } from "./range-choice.tsx";
import { writeCsv } from "./shown-series.ts";
import { type ColoredSeries, TimeChart } from "./time-chart.tsx";
import { type ChartState, useChart } from "./use-chart.ts";
import { ValueTable } from "./value-table.tsx";

function Notes({ chart }: { chart: ChartState }) {
  const { t } = useTranslation();
  const points = chart.series.reduce(
    (sum, one) => sum + one.points.filter(([, value]) => value !== null).length,
    0,
  );
  const isReduced = chart.series.some((one) => one.isDownsampled);
  return (
    <Group justify="space-between" gap="xs" className="chart-notes">
      <Text size="xs" c="dimmed" role="status">
        {isReduced
          ? t("chart.reduced", { points: formatCount(points) })
          : t("chart.full", { points: formatCount(points) })}
      </Text>
      <Text size="xs" c="dimmed">
        {t("chart.zone", { zone: timeZoneName() })}
      </Text>
    </Group>
  );
}

/** One lane for each unit, one for each switch or state: no two scales are drawn over each other. */
function splitLanes(series: ChartState["series"]): ColoredSeries[][] {
  const lanes = new Map<string, ColoredSeries[]>();
  series.forEach((one, color) => {
    const key = one.isStepped ? `=${one.property}` : `u${one.unit}`;
    lanes.set(key, [...(lanes.get(key) ?? []), { ...one, color }]);
  });
  return [...lanes.values()];
}

function laneHeight(lane: readonly ColoredSeries[], count: number, isSmall: boolean): number {
  if (lane[0]?.isStepped) return count === 1 ? 220 : 130;
  const whole = isSmall ? 260 : 380;
  return count === 1 ? whole : isSmall ? 180 : 210;
}

function Shown({ chart, view }: { chart: ChartState; view: string }) {
  const { t } = useTranslation();
  const isSmall = useMediaQuery("(max-width: 36em)");
  const lanes = useMemo(() => splitLanes(chart.series), [chart.series]);
  if (chart.selected.length === 0) {
    return (
      <Empty icon={<IconChartLine size={24} />} title={t("chart.choose")} text={t("chart.chooseText")} />
    );
  }
  if (chart.isWaiting) return <Waiting rows={8} />;
  if (chart.error !== null && chart.series.every((one) => one.points.length === 0)) {
    return <Failed error={chart.error} onRetry={chart.retry} />;
  }
  if (view === "table") return <ValueTable series={chart.series} />;
  return (
    <div className="chart-box">
      <div>
        {lanes.map((lane, index) => (
          <TimeChart
            key={lane[0]?.property}
            series={lane}
            fromMs={chart.fromMs}
            toMs={chart.toMs}
            height={laneHeight(lane, lanes.length, isSmall ?? false)}
            isLowest={index === lanes.length - 1}
            onZoom={(fromMs, toMs) => chart.setRange({ kind: "fixed", fromMs, toMs })}
          />
        ))}
      </div>
      {chart.series.every((one) => one.points.length === 0) && (
        <Text c="dimmed" size="sm" ta="center" py="sm" role="status">
          {t("chart.noPoints")}
        </Text>
      )}
    </div>
  );
}

export function ChartTab({ device }: { device: Device }) {
  const { t } = useTranslation();
  const chart = useChart(device);
  const [view, setView] = useState("chart");
  const exportCsv = () => {
    const name = `${device.deviceName}-${chart.selected.join("-")}`.slice(0, 100);
    download(`${name}.csv`, writeCsv(chart.series), "text/csv");
  };
  return (
    <Panel isFlush>
      <div className="filters">
        <PropertyChoice device={device} selected={chart.selected} onChange={chart.select} />
        <RangeChoice range={chart.range} fromMs={chart.fromMs} toMs={chart.toMs} onChange={chart.setRange} />
      </div>
      <Group className="chart-tools" justify="space-between" gap="sm">
        <Switch
          size="sm"
          label={t("chart.follow")}
          checked={chart.isFollowing}
          onChange={(event) => chart.follow(event.currentTarget.checked)}
        />
        <Group gap="xs">
          <SegmentedControl
            size="xs"
            aria-label={t("chart.view")}
            value={view}
            onChange={setView}
            data={[
              { value: "chart", label: t("chart.asChart") },
              { value: "table", label: t("chart.asTable") },
            ]}
          />
          <Button
            size="xs"
            variant="default"
            leftSection={<IconDownload size={15} />}
            onClick={exportCsv}
            disabled={chart.series.every((one) => one.points.length === 0)}
          >
            CSV
          </Button>
        </Group>
      </Group>
      <Shown chart={chart} view={view} />
      {chart.selected.length > 0 && !chart.isWaiting && <Notes chart={chart} />}
    </Panel>
  );
}
