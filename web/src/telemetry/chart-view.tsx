// A chart with all that belongs to it: lanes or a table, what is shown of how much, and in which time zone.

import { Group, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { formatCount, timeZoneName } from "../base/quantity.ts";
import { Failed, Waiting } from "../base/states.tsx";
import { hasMarks } from "./quality-strip.ts";
import type { ShownSeries } from "./shown-series.ts";
import { daysText, useSite } from "./site.ts";
import { type ColoredSeries, TimeChart } from "./time-chart.tsx";
import type { IntervalKey, Treatment } from "./treatment.ts";
import { ValueTable } from "./value-table.tsx";

/** What any chart of stored values knows. */
export interface ChartContent {
  readonly series: readonly ShownSeries[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly treatment: Treatment;
  /** The interval that is shown, which is longer than the one asked for where that would be too many. */
  readonly interval: IntervalKey | undefined;
  readonly isWaiting: boolean;
  readonly error: unknown;
  readonly retry: () => void;
  readonly zoom: (fromMs: number, toMs: number) => void;
}

interface ChartViewProps {
  readonly chart: ChartContent;
  readonly view: string;
  /** Shown while nothing is chosen. */
  readonly empty: ReactNode;
}

function useSummary({ series, treatment, interval }: ChartContent): string {
  const { t } = useTranslation();
  if (interval !== undefined) {
    const words = { function: t(`fn.${treatment.fn}`), interval: t(`interval.${interval}`) };
    const text = t("interval.shown", words);
    if (interval === treatment.interval || treatment.interval === undefined) return text;
    const asked = t(`interval.${treatment.interval}`);
    return `${t("interval.widened", { asked, interval: words.interval })} ${text}`;
  }
  const points = series.reduce(
    (sum, one) => sum + one.points.filter(([, value]) => value !== null).length,
    0,
  );
  const isReduced = series.some((one) => one.isDownsampled);
  return t(isReduced ? "chart.reduced" : "chart.full", { points: formatCount(points) });
}

function Notes({ chart }: { chart: ChartContent }) {
  const { t } = useTranslation();
  const summary = useSummary(chart);
  const days = daysText(t, useSite(), chart.interval);
  const zone = t("chart.zone", { zone: timeZoneName() });
  const isMarked = useMemo(() => hasMarks(chart.series), [chart.series]);
  return (
    <Group justify="space-between" gap="xs" className="chart-notes">
      <Text size="xs" c="dimmed" role="status">
        {isMarked ? `${summary} ${t("chart.marked")}` : summary}
      </Text>
      <Text size="xs" c="dimmed">
        {days === undefined ? zone : `${days} · ${zone}`}
      </Text>
    </Group>
  );
}

/** One lane for each unit, one for each switch or state: no two scales are drawn over each other. */
function splitLanes(series: readonly ShownSeries[]): ColoredSeries[][] {
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

function Lanes({ chart }: { chart: ChartContent }) {
  const { t } = useTranslation();
  const isSmall = useMediaQuery("(max-width: 36em)");
  const lanes = useMemo(() => splitLanes(chart.series), [chart.series]);
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
            onZoom={chart.zoom}
          />
        ))}
      </div>
      {chart.series.every((one) => one.points.every(([, value]) => value === null)) && (
        <Text c="dimmed" size="sm" ta="center" py="sm" role="status">
          {t("chart.noPoints")}
        </Text>
      )}
    </div>
  );
}

export function ChartView({ chart, view, empty }: ChartViewProps) {
  if (chart.series.length === 0) return empty;
  if (chart.isWaiting) return <Waiting rows={8} />;
  if (chart.error !== null && chart.series.every((one) => one.points.length === 0)) {
    return <Failed error={chart.error} onRetry={chart.retry} />;
  }
  return (
    <>
      {view === "table" ? <ValueTable series={chart.series} /> : <Lanes chart={chart} />}
      <Notes chart={chart} />
    </>
  );
}
