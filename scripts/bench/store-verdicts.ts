// The goals of the store, each with what was measured.

import type { BulkResult } from "./bulk.ts";
import type { Density } from "./density.ts";
import type { QueryResult } from "./queries.ts";
import type { Restart } from "./restart.ts";
import type { RivalResult } from "./rival.ts";
import { type Sustained, sustainedRate } from "./sustained.ts";
import type { Verdict } from "./verdict.ts";

export interface StoreResults {
  readonly density?: { readonly simulator: Density; readonly walk: Density };
  /** The large store as it was made. */
  readonly dataset?: BulkResult & {
    readonly series: number;
    readonly telemetryBytes: number;
    readonly logEvents: number;
  };
  readonly ingestSmall?: Sustained;
  readonly ingestLarge?: Sustained;
  /** On the large store, at the rate that is the goal. */
  readonly ingestAtGoal?: Sustained;
  /** At the rate that is the goal, written to ten thousand series. */
  readonly ingestWide?: Sustained;
  /** Every run of both, in their order. */
  readonly ingestRuns?: readonly Sustained[];
  readonly queries?: readonly QueryResult[];
  readonly restart?: Restart;
  readonly rivals?: readonly RivalResult[];
}

export const GOAL_POINTS_PER_SEC = 100_000;
const RSS_BYTES = 300e6;
const QUERY_MS = 15;
const SIMULATOR_BYTES = 2.5;
const WALK_BYTES = 7;
/** Two runs of the same differ by about this much. */
const NOISE = 0.05;

const mega = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;

/** Every goal that the results say something about. */
export function judgeStore(results: StoreResults): Verdict[] {
  return [
    ...judgeIngest(results),
    ...judgeWide(results),
    ...judgeDensity(results),
    ...judgeQueries(results),
    ...judgeMemory(results),
    ...judgeRestart(results),
  ];
}

function judgeIngest({ ingestSmall, ingestLarge, dataset }: StoreResults): Verdict[] {
  if (ingestSmall === undefined || ingestLarge === undefined) return [];
  const sustained = sustainedRate(ingestLarge);
  const small = sustainedRate(ingestSmall);
  const { queries } = ingestLarge;
  return [
    {
      goal: `${GOAL_POINTS_PER_SEC} points/s sustained with queries running`,
      measured: `${sustained} points/s for ${ingestLarge.seconds} s, ${queries.count} queries meanwhile (p99 ${queries.msP99} ms)`,
      isMet: sustained >= GOAL_POINTS_PER_SEC && queries.failed.length === 0,
    },
    {
      goal: "no slower on the large store than on the small one",
      measured:
        `${sustained} points/s at ${dataset?.points} points, ${small} at ${ingestSmall.storePoints};` +
        ` CPU s per million messages ${ingestLarge.cpuSecPerMillion} and ${ingestSmall.cpuSecPerMillion}`,
      isMet: sustained >= small * (1 - NOISE),
    },
  ];
}

/** A little less than what is sent may be acknowledged when the run ends. */
const PACED_SHARE = 0.98;

function judgeWide({ ingestWide }: StoreResults): Verdict[] {
  if (ingestWide === undefined) return [];
  const { liveSeries, queries, rssPeakBytes } = ingestWide;
  const rate = sustainedRate(ingestWide);
  return [
    {
      goal: `${GOAL_POINTS_PER_SEC} points/s to ${liveSeries} live series with queries running`,
      measured: `${rate} points/s, ${queries.count} queries meanwhile (p99 ${queries.msP99} ms)`,
      isMet: rate >= GOAL_POINTS_PER_SEC * PACED_SHARE && queries.failed.length === 0,
    },
    ...judgePeaks(`${liveSeries} live series`, [[`${rate} points/s`, rssPeakBytes]]),
  ];
}

function judgeDensity({ density }: StoreResults): Verdict[] {
  if (density === undefined) return [];
  const { simulator, walk } = density;
  return [
    {
      goal: `at most ${SIMULATOR_BYTES} bytes a point of the simulator`,
      measured: `${simulator.bytesPerPoint} (${simulator.writtenBytesPerPoint} while the day lasts) over ${simulator.points} points`,
      isMet: Math.max(simulator.bytesPerPoint, simulator.writtenBytesPerPoint) <= SIMULATOR_BYTES,
    },
    {
      goal: `at most ${WALK_BYTES} bytes a point of a random walk of doubles`,
      measured: `${walk.bytesPerPoint} (${walk.writtenBytesPerPoint} while the day lasts) over ${walk.points} points`,
      isMet: Math.max(walk.bytesPerPoint, walk.writtenBytesPerPoint) <= WALK_BYTES,
    },
  ];
}

const JUDGED = [
  "24 h of 1 Hz to 1,000 points",
  "year by day, UTC",
  "year by day, other zones",
  "year by day, zones between hours",
];

function judgeQueries({ queries }: StoreResults): Verdict[] {
  return (queries ?? [])
    .filter(({ name }) => JUDGED.includes(name))
    .map(({ name, problem, draws, msP50, msP99 }) => ({
      goal: `${name}: p99 under ${QUERY_MS} ms`,
      measured: problem ?? `p50 ${msP50}, p99 ${msP99} ms over ${draws} draws`,
      isMet: problem === undefined && msP99 < QUERY_MS,
    }));
}

function judgeMemory({ ingestRuns, ingestAtGoal, queries, restart, dataset }: StoreResults): Verdict[] {
  const calm: [string, number][] = [
    ...(ingestAtGoal ? [["ingest", ingestAtGoal.rssPeakBytes] as [string, number]] : []),
    ...(queries ?? []).map(({ name, rssPeakBytes }): [string, number] => [name, rssPeakBytes]),
    ...(restart ? [["after a kill", restart.afterKill.rssBytes] as [string, number]] : []),
  ];
  const flatOut = (ingestRuns ?? []).map((run): [string, number] => [
    `${run.pointsPerSec} points/s at ${run.storePoints}`,
    run.rssPeakBytes,
  ]);
  const series = `${dataset?.series ?? 0} series`;
  return [
    ...judgePeaks(`questions, restart and ${GOAL_POINTS_PER_SEC} points/s, ${series}`, calm),
    ...judgePeaks(`ingest at full speed, ${series}`, flatOut),
  ];
}

function judgePeaks(what: string, peaks: readonly [string, number][]): Verdict[] {
  const [first, ...others] = peaks;
  if (first === undefined) return [];
  const [name, bytes] = others.reduce((a, b) => (b[1] > a[1] ? b : a), first);
  return [
    {
      goal: `resident memory under ${mega(RSS_BYTES)}: ${what}`,
      measured: `at most ${mega(bytes)} (${name})`,
      isMet: bytes < RSS_BYTES,
    },
  ];
}

function judgeRestart({ restart }: StoreResults): Verdict[] {
  if (restart === undefined) return [];
  const { clean, afterKill, logEvents, logBytes, unwrittenPoints } = restart;
  const of = (which: string, ms: number) => `${ms} ms ${which}`;
  return [
    {
      goal: "listening in under 1 s with 24 h of log",
      measured: `${of("after a stop", clean.listeningMs)}, ${of("after a kill", afterKill.listeningMs)} (${logEvents} events, ${mega(logBytes)})`,
      isMet: Math.max(clean.listeningMs, afterKill.listeningMs) < 1_000,
    },
    {
      goal: "back in under 5 s with 24 h of log: ready, and everything acknowledged can be queried",
      measured: `${of("after a stop", clean.caughtUpMs)}, ${of(`after a kill with ${unwrittenPoints} points unwritten`, afterKill.caughtUpMs)}`,
      isMet: Math.max(clean.caughtUpMs, afterKill.caughtUpMs) < 5_000,
    },
  ];
}
