import { expect, test } from "bun:test";
import { hasMarks, markedSpans } from "../../web/src/telemetry/quality-strip.ts";
import type { PointMark, ShownSeries } from "../../web/src/telemetry/shown-series.ts";

const mark = (quality: number): PointMark => ({ quality, recvTs: undefined });
const series = (change: Partial<ShownSeries>): ShownSeries => ({
  ...{ property: "t", label: "t", unit: "", dataType: undefined, isStepped: false, isDownsampled: false },
  points: [],
  ...change,
});

test("spans of values that are not good, neighbours alike as one, a gap never", () => {
  const points = [
    [0, 1],
    [10, 1],
    [20, 1],
    [30, 1],
    [40, null],
    [50, 1],
  ] as const;
  const marks = new Map([
    [10, mark(3)],
    [20, mark(1)],
    [30, mark(2)],
    [40, mark(2)],
    [50, mark(4)],
  ]);
  expect(markedSpans(series({ points, marks }))).toEqual([
    { fromMs: 10, toMs: 30, isBad: false },
    { fromMs: 30, toMs: 40, isBad: true },
    { fromMs: 50, toMs: 50, isBad: false },
  ]);
  expect(markedSpans(series({ points, marks, heldUntilMs: 60 })).at(-1)?.toMs).toBe(60);
  expect([
    markedSpans(series({ points })),
    hasMarks([series({ points }), series({ points, marks })]),
  ]).toEqual([[], true]);
  expect(hasMarks([series({ points, marks: new Map([[40, mark(2)]]) })])).toBe(false);
});
