import { describe, expect, test } from "bun:test";
import {
  heldPoints,
  marksOf,
  mergePoints,
  receivedAt,
  type ShownSeries,
  tabulate,
  withGaps,
  writeCsv,
} from "../../web/src/telemetry/shown-series.ts";

const series = (change: Partial<ShownSeries>): ShownSeries => ({
  property: "t",
  label: "Temperature",
  unit: "°C",
  dataType: { type: "float" },
  isStepped: false,
  isDownsampled: false,
  points: [],
  ...change,
});

describe("what a chart shows", () => {
  test("a long silence breaks the line, the usual interval does not", () => {
    const regular = [0, 1, 2, 3].map((i): [number, number] => [i * 1_000, i]);
    expect(withGaps(regular)).toEqual(regular);
    expect(withGaps([...regular, [60_000, 9], [61_000, 9]])).toEqual([
      ...regular,
      [3_001, null],
      [60_000, 9],
      [61_000, 9],
    ]);
    expect(withGaps([])).toEqual([]);
  });

  test("a value of an interval is held to its end, before a gap and at the last", () => {
    const points = [
      [0, 1],
      [10, 2],
      [20, null],
      [30, 3],
    ] as const;
    expect(heldPoints(series({ points, heldUntilMs: 40 }))).toEqual([
      [0, 1],
      [10, 2],
      [19, 2],
      [20, null],
      [30, 3],
      [40, 3],
    ]);
    expect(heldPoints(series({ points }))).toEqual([...points]);
    expect(heldPoints(series({ points: points.slice(0, 3), heldUntilMs: 30 })).at(-1)).toEqual([20, null]);
  });

  test("the stream continues the history without repeating it", () => {
    const history = {
      property: "t",
      isDownsampled: false,
      points: [
        [10, 1],
        [20, true],
        [30, "x"],
        [40, "7"],
      ],
    };
    expect(
      mergePoints(
        history as never,
        [
          [40, 7],
          [50, 8],
        ],
        0,
      ),
    ).toEqual([
      [10, 1],
      [20, 1],
      [40, 7],
      [50, 8],
    ]);
    expect(
      mergePoints(
        undefined,
        [
          [5, 1],
          [15, 2],
        ],
        10,
      ),
    ).toEqual([[15, 2]]);
  });

  test("what is known beside the values, and when a row was received", () => {
    const marks = marksOf({
      points: [
        [1, 10, 2, null],
        [2, 20, 0, 9],
        [3, 30],
      ],
    });
    expect([...marks]).toEqual([
      [1, { quality: 2, recvTs: undefined }],
      [2, { quality: 0, recvTs: 9 }],
    ]);
    const other = series({ marks: new Map([[2, { quality: 0, recvTs: 7 }]]) });
    const list = [series({ marks }), other, series({})];
    expect([1, 2, 3].map((ts) => receivedAt(list, ts))).toEqual([undefined, 9, undefined]);
    expect(marksOf(undefined).size).toBe(0);
  });

  test("rows: one a time, newest first, gaps left out", () => {
    const a = series({
      points: [
        [1, 10],
        [2, null],
        [3, 30],
      ],
    });
    const b = series({ property: "u", points: [[3, 5]] });
    expect(tabulate([a, b])).toEqual([
      { ts: 3, values: [30, 5] },
      { ts: 1, values: [10, undefined] },
    ]);
  });

  test("CSV: oldest first, quoted where needed, readable by Excel", () => {
    const a = series({
      unit: 'm"s,',
      points: [
        [1_000, 1.5],
        [2_000, 2],
      ],
    });
    const b = series({ property: "u", unit: "", points: [[2_000, 0]] });
    expect(writeCsv([a, b])).toBe(
      '\uFEFFts_utc_ms,time_iso,"t (m""s,)",u\r\n' +
        "1000,1970-01-01T00:00:01.000Z,1.5,\r\n" +
        "2000,1970-01-01T00:00:02.000Z,2,0\r\n",
    );
  });
});
