// Where a chart's values are not good: a strip at the foot of the plot, for the table says what exactly it is.

import type uPlot from "uplot";
import type { ShownSeries } from "./shown-series.ts";

const BAD = 2;
const STRIP_PX = 4;
/** A single point must be seen too. */
const LEAST_PX = 3;

export interface MarkedSpan {
  readonly fromMs: number;
  readonly toMs: number;
  readonly isBad: boolean;
}

/** Spans from each point that is not good to the next point; neighbours alike are one. */
export function markedSpans({ points, marks, heldUntilMs }: ShownSeries): MarkedSpan[] {
  const spans: MarkedSpan[] = [];
  points.forEach(([ts, value], at) => {
    const quality = marks?.get(ts)?.quality ?? 0;
    if (value === null || quality === 0) return;
    const isBad = quality === BAD;
    const toMs = points[at + 1]?.[0] ?? heldUntilMs ?? ts;
    const before = spans.at(-1);
    if (before?.toMs === ts && before.isBad === isBad) spans[spans.length - 1] = { ...before, toMs };
    else spans.push({ fromMs: ts, toMs, isBad });
  });
  return spans;
}

/** True when a chart has anything to mark. */
export function hasMarks(list: readonly ShownSeries[]): boolean {
  return list.some(({ points, marks }) =>
    points.some(([ts, value]) => value !== null && (marks?.get(ts)?.quality ?? 0) !== 0),
  );
}

export function drawStrip(plot: uPlot, list: readonly ShownSeries[], scheme: "light" | "dark"): void {
  const { ctx, bbox } = plot;
  const ratio = window.devicePixelRatio || 1;
  const height = STRIP_PX * ratio;
  const [bad, doubtful] = scheme === "light" ? ["#c92a2a", "#b45309"] : ["#ff8787", "#fbbf24"];
  for (const { fromMs, toMs, isBad } of list.flatMap(markedSpans)) {
    const left = Math.max(bbox.left, plot.valToPos(fromMs, "x", true));
    const right = Math.min(bbox.left + bbox.width, plot.valToPos(toMs, "x", true));
    const width = Math.max(LEAST_PX * ratio, right - left);
    if (right < bbox.left || left + width > bbox.left + bbox.width + LEAST_PX * ratio) continue;
    ctx.fillStyle = (isBad ? bad : doubtful) ?? "#888";
    ctx.fillRect(left, bbox.top + bbox.height - height, width, height);
  }
}
