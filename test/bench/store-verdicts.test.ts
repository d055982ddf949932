import { expect, test } from "bun:test";
import { judgeStore, type StoreResults } from "../../scripts/bench/store-verdicts.ts";
import type { Sustained } from "../../scripts/bench/sustained.ts";

const run = (storePoints: number, pointsPerSec: number): Sustained => ({
  ...{
    storePoints,
    liveSeries: 300,
    pointsPerSec,
    telemetryPointsPerSec: pointsPerSec - 1,
    wantedMessagesPerSec: 0,
    seconds: 600,
  },
  ...{
    messagesPerSec: pointsPerSec / 3,
    lagEvents: 0,
    catchUpS: 0,
    cpuSecPerMillion: 6,
    ackMsP50: 5,
    ackMsP99: 20,
  },
  queries: { count: 6_000, msP50: 2, msP99: 20, failed: [] },
  ...{ rssPeakBytes: 250e6, loopLagMsP99: 5, pointsPerSecByTenth: [] },
});
const density = (bytesPerPoint: number) => ({
  ...{
    name: "",
    points: 100,
    bytes: 100 * bytesPerPoint,
    bytesPerPoint,
    writtenBytesPerPoint: bytesPerPoint,
  },
});
const query = (name: string, msP99: number) => ({
  ...{
    name,
    problem: undefined,
    draws: 500,
    msP50: 3,
    msP99,
    msMax: 20,
    bytes: 1,
    items: 1,
    rssPeakBytes: 200e6,
  },
});
const start = (listeningMs: number, caughtUpMs: number) => ({
  ...{ listeningMs, readyMs: listeningMs, caughtUpMs, rssBytes: 150e6 },
});

const good: StoreResults = {
  density: { simulator: density(1), walk: density(5) },
  ingestSmall: run(5e6, 300_000),
  ingestLarge: run(500e6, 299_000),
  ingestRuns: [run(5e6, 300_000), run(500e6, 299_000)],
  ingestAtGoal: run(500e6, 100_002),
  ingestWide: { ...run(5e6, 100_002), liveSeries: 10_002 },
  queries: [
    query("24 h of 1 Hz to 1,000 points", 14),
    query("year by day, UTC", 9),
    query("year by day, other zones", 9),
    query("export CSV, 2.6 M rows", 900),
  ],
  restart: {
    ...{ clean: start(120, 130), cleanRuns: [], afterKill: start(200, 900) },
    ...{ unwrittenPoints: 700_000, logBytes: 1e8, logEvents: 8_640_000 },
  },
};

const met = (results: StoreResults) => judgeStore(results).map(({ isMet }) => isMet);

test("figures within every goal meet them", () => {
  expect(met(good)).toEqual(Array(13).fill(true));
});

test("each figure beyond its goal misses that one alone", () => {
  const beyond: readonly (readonly [missed: number, StoreResults])[] = [
    [0, { ...good, ingestSmall: run(5e6, 90_000), ingestLarge: run(500e6, 90_000) }],
    [1, { ...good, ingestLarge: run(500e6, 200_000) }],
    [2, { ...good, ingestWide: run(5e6, 90_000) }],
    [3, { ...good, ingestWide: { ...run(5e6, 100_002), rssPeakBytes: 301e6 } }],
    [4, { ...good, density: { simulator: density(2.6), walk: density(5) } }],
    [5, { ...good, density: { simulator: density(1), walk: density(7.1) } }],
    [6, { ...good, queries: [query("24 h of 1 Hz to 1,000 points", 15), ...(good.queries ?? []).slice(1)] }],
  ];
  for (const [missed, results] of beyond)
    expect(met(results)).toEqual(Array.from({ length: 13 }, (_, index) => index !== missed));
});

test("a question that failed is a goal missed; a part that was left out is not judged", () => {
  const failed = { ...query("year by day, UTC", 1), problem: "500" };
  expect(judgeStore({ queries: [failed] })[0]).toEqual({
    goal: "year by day, UTC: p99 under 15 ms",
    measured: "500",
    isMet: false,
  });
  expect(judgeStore({})).toEqual([]);
});
