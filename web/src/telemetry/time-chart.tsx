// uPlot in React: lines over time, a scale for each unit, drag to choose a span.

import { useComputedColorScheme } from "@mantine/core";
import type { TFunction } from "i18next";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import uPlot from "uplot";
import { shownZone } from "../base/person/time-zone.ts";
import { formatMeasure, formatTime } from "../base/quantity.ts";
import { valueText } from "../devices/value-text.ts";
import { drawStrip } from "./quality-strip.ts";
import { heldPoints, type ShownSeries } from "./shown-series.ts";

const PALETTE = {
  light: ["#0b6b7d", "#c2410c", "#6d28d9", "#15803d", "#be185d", "#1d4ed8", "#a16207", "#475569"],
  dark: ["#58bccf", "#fb923c", "#a78bfa", "#4ade80", "#f472b6", "#60a5fa", "#facc15", "#cbd5e1"],
};
const FONT =
  '11px -apple-system, "Segoe UI", Roboto, Arial, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

/** A series with its place in the palette, which is the same in every lane and list. */
export type ColoredSeries = ShownSeries & { readonly color: number };

function seriesColor(index: number, scheme: "light" | "dark"): string {
  const colors = PALETTE[scheme];
  return colors[index % colors.length] ?? "#888";
}

interface TimeChartProps {
  /** One lane: series of one unit, or one switch or state. */
  readonly series: readonly ColoredSeries[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly height: number;
  /** Lanes above others leave the times to the lowest. */
  readonly isLowest: boolean;
  readonly onZoom: (fromMs: number, toMs: number) => void;
}

const SCALE = "y";
/** Lanes stand below each other: their plots begin at the same place. */
const AXIS_PX = 76;
const SYNC_KEY = "gantry-lanes";

function makeAxes(
  { series: list, isLowest }: TimeChartProps,
  colors: { text: string; grid: string },
  t: TFunction,
): uPlot.Axis[] {
  const ink = { stroke: colors.text, font: FONT, ticks: { stroke: colors.grid, width: 1, size: 4 } };
  const grid = { stroke: colors.grid, width: 1 };
  const first = list[0];
  const isStepped = first?.isStepped ?? false;
  return [
    isLowest
      ? { ...ink, grid, space: 76, values: timeLabels }
      : { ...ink, grid, space: 76, size: 6, ticks: { show: false }, values: () => [] },
    {
      ...ink,
      grid,
      scale: SCALE,
      size: AXIS_PX,
      ...(isStepped && { incrs: [1], space: 12 }),
      values: (_, splits) =>
        splits.map((value) => (isStepped ? stepText(value, first, t) : formatMeasure(value))),
    },
  ];
}

/** The text of a switch's or state's value; nothing for values that it cannot have. */
function stepText(value: number, series: ShownSeries | undefined, t: TFunction): string {
  const dataType = series?.dataType;
  if (dataType?.type === "enum" && !Object.hasOwn(dataType.items, String(value))) return "";
  return valueText(value, dataType, t);
}

type AxisLabels = (plot: uPlot, splits: number[], axis: number, space: number, step: number) => string[];

/** 24-hour time; the date where it changes and at the left end. */
const timeLabels: AxisLabels = (_plot, splits, _axis, _space, stepMs) => {
  let lastDay = "";
  return splits.map((ts) => {
    const [day = "", time = ""] = formatTime(ts).split(" ");
    const isNewDay = day !== lastDay;
    lastDay = day;
    if (stepMs >= 86_400_000) return day.slice(5);
    const clock = stepMs >= 60_000 ? time.slice(0, 5) : time;
    return isNewDay ? `${clock}\n${day.slice(5)}` : clock;
  });
};

/** The newest value of a series: what the legend says while there is no cursor. */
function newest(plot: uPlot, series: number): number | null {
  const values = plot.data[series] as readonly (number | null | undefined)[] | undefined;
  return values?.findLast((value) => value !== null && value !== undefined) ?? null;
}

function makeScales(list: readonly ColoredSeries[]): uPlot.Scales {
  const isStepped = list[0]?.isStepped ?? false;
  const range: uPlot.Scale.Range = (_, low, high) => {
    if (low === null || high === null) return [0, 1];
    if (isStepped) return [Math.min(0, low) - 0.3, Math.max(1, high) + 0.3];
    const pad = (high - low || Math.abs(high) * 0.1 || 1) * 0.08;
    return [low - pad, high + pad];
  };
  return { x: { time: true, auto: false }, [SCALE]: { range } };
}

function makeSeries(list: readonly ColoredSeries[], scheme: "light" | "dark", t: TFunction): uPlot.Series[] {
  const stepped = uPlot.paths.stepped?.({ align: 1 });
  const lines = list.map((one): uPlot.Series => {
    const unit = one.unit === "" ? "" : ` ${one.unit}`;
    return {
      label: one.label,
      scale: SCALE,
      stroke: seriesColor(one.color, scheme),
      width: 1.6,
      ...((one.isStepped || one.heldUntilMs !== undefined) && stepped && { paths: stepped }),
      value: (plot, raw: number | null, series, at) => {
        const value = at === null ? newest(plot, series) : raw;
        return value === null || value === undefined ? "–" : `${valueText(value, one.dataType, t)}${unit}`;
      },
    };
  });
  return [
    {
      value: (plot, raw: number | null, series, at) => {
        const ts = at === null ? newest(plot, series) : raw;
        return ts ? formatTime(ts, { hasMs: true }) : "–";
      },
      label: t("word.time"),
    },
    ...lines,
  ];
}

function joinPoints(list: readonly ColoredSeries[]): uPlot.AlignedData {
  const tables = list
    .filter((one) => one.points.length > 0)
    .map((one): uPlot.AlignedData => {
      const points = heldPoints(one);
      return [points.map(([ts]) => ts), points.map(([, value]) => value)];
    });
  if (tables.length === 0) return [[], ...list.map(() => [])];
  const [times = [], ...joined] = uPlot.join(tables);
  let next = 0;
  const columns = list.map((one) => {
    if (one.points.length === 0) return new Array<null>(times.length).fill(null);
    const column = joined[next] ?? [];
    next += 1;
    return column;
  });
  return [times, ...columns] as uPlot.AlignedData;
}

interface Look {
  readonly width: number;
  readonly scheme: "light" | "dark";
  readonly t: TFunction;
  /** What is drawn now. */
  readonly shown: () => readonly ColoredSeries[];
}

function makeOptions(props: TimeChartProps, { width, scheme, t, shown }: Look): uPlot.Options {
  const colors =
    scheme === "light" ? { text: "#56616d", grid: "#e6eaee" } : { text: "#9aa5b1", grid: "#2b333d" };
  const zone = shownZone();
  return {
    width,
    height: props.height,
    ms: 1,
    tzDate: (ts) => uPlot.tzDate(new Date(ts), zone),
    fmtDate: (template) => uPlot.fmtDate(template),
    scales: makeScales(props.series),
    axes: makeAxes(props, colors, t),
    series: makeSeries(props.series, scheme, t),
    cursor: {
      drag: { x: true, y: false, setScale: false },
      points: { size: 7 },
      sync: { key: SYNC_KEY, setSeries: false, scales: ["x", null] },
    },
    legend: { live: true },
    hooks: {
      draw: [(plot) => drawStrip(plot, shown(), scheme)],
      setSelect: [
        (plot) => {
          if (plot.select.width < 6) return;
          const fromMs = plot.posToVal(plot.select.left, "x");
          const toMs = plot.posToVal(plot.select.left + plot.select.width, "x");
          plot.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
          props.onZoom(fromMs, toMs);
        },
      ],
    },
  };
}

export function TimeChart(props: TimeChartProps) {
  const { t, i18n } = useTranslation();
  const scheme = useComputedColorScheme("light");
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const latest = useRef(props);
  latest.current = props;
  const shape = props.series
    .map((one) => `${one.property}|${one.label}|${one.unit}|${one.color}|${one.heldUntilMs !== undefined}`)
    .join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: made anew only when what is drawn changes its form
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const current = latest.current;
    const onZoom: TimeChartProps["onZoom"] = (fromMs, toMs) => latest.current.onZoom(fromMs, toMs);
    const look = { scheme, t, shown: () => latest.current.series };
    const options = makeOptions({ ...current, onZoom }, { ...look, width: element.clientWidth });
    const made = new uPlot(options, joinPoints(current.series), element);
    made.setScale("x", { min: current.fromMs, max: current.toMs });
    plot.current = made;
    const observer = new ResizeObserver(() => {
      if (element.clientWidth > 0) made.setSize({ width: element.clientWidth, height: current.height });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [shape, scheme, i18n.language, props.height, props.isLowest]);
  useEffect(() => {
    const made = plot.current;
    if (made === undefined) return;
    made.batch(() => {
      made.setData(joinPoints(props.series), false);
      made.setScale("x", { min: props.fromMs, max: props.toMs });
    });
  }, [props.series, props.fromMs, props.toMs]);
  return <div ref={box} className="time-chart" />;
}
