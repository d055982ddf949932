// The benchmark of the log and the telemetry store: years of points, questions about them, and what others make of it.
//   bun scripts/bench.ts store [--seconds 600] [--points 500000000] [--only density,ingest,queries,restart,rivals]
//                              [--store FOLDER] ...
// Every part runs on data folders of its own; needs dist/gantry, and influxdb (Debian) for that comparison.

import { parseArgs } from "node:util";
import { makeTempFolder } from "../../test/harness/temp-folder.ts";
import { telemetryDir } from "./bulk.ts";
import { type Dataset, keepDataset, makeDataset } from "./dataset.ts";
import { fileBytes, measureDensity } from "./density.ts";
import { hasInflux, openInflux } from "./influx.ts";
import { makeGenerator } from "./load.ts";
import { measureQueries } from "./queries.ts";
import { measureRestart } from "./restart.ts";
import { measureRival, type RivalResult } from "./rival.ts";
import { openSqlite } from "./sqlite.ts";
import { GOAL_POINTS_PER_SEC, judgeStore, type StoreResults } from "./store-verdicts.ts";
import { measureSustained, POINTS_PER_MESSAGE, type Sustained, sustainedRate } from "./sustained.ts";
import type { Report, Verdict } from "./verdict.ts";

/** Memory at the rate that is the goal is looked at for this long. */
const PACED_S = 60;
/** With three series each: ten thousand that are all written to. */
const WIDE_DEVICES = 3_334;
const GOAL_MESSAGES_PER_SEC = Math.ceil(GOAL_POINTS_PER_SEC / POINTS_PER_MESSAGE);

const PARTS = ["density", "ingest", "queries", "restart", "rivals"] as const;
type Part = (typeof PARTS)[number];

export interface StoreOptions {
  readonly parts: ReadonlySet<Part>;
  readonly seconds: number;
  /** Of ingest, each on the small and on the large store. */
  readonly rounds: number;
  readonly points: number;
  readonly smallPoints: number;
  readonly logEvents: number;
  /** Folder in which the large store is made and kept for the next run; a temporary one when absent. */
  readonly store: string | undefined;
  readonly hours: number;
  readonly queryMs: number;
  readonly queriesPerSec: number;
  readonly rivalSeconds: number;
  readonly rivalDays: number;
  readonly threads: number;
}

export function parseStoreOptions(args: readonly string[]): StoreOptions {
  const text = (fallback: string) => ({ type: "string", default: fallback }) as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: text(PARTS.join(",")),
      /** Ingest, each on the small and on the large store. */
      seconds: text("600"),
      rounds: text("1"),
      points: text("500000000"),
      store: { type: "string" },
      "small-points": text("5000000"),
      /** Messages of the last 24 h in the log; 8.64 million are 100 a second. */
      "log-events": text("8640000"),
      /** Of the day whose bytes are counted. */
      hours: text("24"),
      /** Most that a question is asked for. */
      "query-seconds": text("20"),
      "queries-per-sec": text("10"),
      "rival-seconds": text("60"),
      "rival-days": text("30"),
      threads: text("2"),
    },
  });
  const asked = values.only.split(",");
  const unknown = asked.filter((name) => !(PARTS as readonly string[]).includes(name));
  if (unknown.length > 0) throw new Error(`--only: ${unknown.join(", ")} is not one of ${PARTS.join(", ")}`);
  return {
    parts: new Set(PARTS.filter((part) => asked.includes(part))),
    seconds: Number(values.seconds),
    rounds: Number(values.rounds),
    points: Number(values.points),
    smallPoints: Number(values["small-points"]),
    logEvents: Number(values["log-events"]),
    store: values.store,
    hours: Number(values.hours),
    queryMs: Number(values["query-seconds"]) * 1_000,
    queriesPerSec: Number(values["queries-per-sec"]),
    rivalSeconds: Number(values["rival-seconds"]),
    rivalDays: Number(values["rival-days"]),
    threads: Number(values.threads),
  };
}

async function measureRivals(options: StoreOptions, report: Report): Promise<RivalResult[]> {
  const { rivalSeconds: seconds, rivalDays: days } = options;
  const sqlite = await measureRival({
    name: "SQLite, a row per point",
    note: "in the benchmark's process: no socket and no decoding; commits of 3,000 points, synchronous=FULL",
    ...{ open: openSqlite, seconds, days, report },
  });
  if (!hasInflux) {
    report("  InfluxDB: skipped, influxd is not installed (Debian: apt-get install influxdb)");
    return [sqlite];
  }
  const influx = await measureRival({
    name: "InfluxDB 1.x",
    note: "over HTTP on loopback, two requests of 3,000 points at a time, each fsynced; no devices, no acknowledgement each",
    ...{ open: openInflux, seconds, days, report },
  });
  return [sqlite, influx];
}

function reportIngest(run: Sustained, report: Report): void {
  report(
    `  ingest at ${run.storePoints} points, ${run.liveSeries} live series: ${run.pointsPerSec} points/s acknowledged, ${run.telemetryPointsPerSec} taken in,` +
      ` ${run.cpuSecPerMillion} CPU s/M, ack p99 ${run.ackMsP99} ms, queries p99 ${run.queries.msP99} ms, rss ${Math.round(run.rssPeakBytes / 1e6)} MB`,
  );
}

/** Small and large store in turn, so that what else the machine does meets both; the better run of each counts. */
async function measureIngest(
  stores: { readonly small: Dataset; readonly large: Dataset },
  options: Parameters<typeof measureSustained>[1] & { readonly rounds: number },
  report: Report,
): Promise<Pick<StoreResults, "ingestSmall" | "ingestLarge" | "ingestRuns">> {
  const runs: Sustained[] = [];
  for (let round = 0; round < options.rounds; round++) {
    for (const store of [stores.small, stores.large]) {
      const run = await measureSustained(store, options);
      runs.push(run);
      reportIngest(run, report);
    }
  }
  const best = (store: Dataset) =>
    runs
      .filter(({ storePoints }) => storePoints === store.points)
      .reduce((a, b) => (sustainedRate(b) > sustainedRate(a) ? b : a));
  return { ingestSmall: best(stores.small), ingestLarge: best(stores.large), ingestRuns: runs };
}

/** The parts that need a large store, on one that is made for them. */
async function measureLarge(options: StoreOptions, folder: string, report: Report): Promise<StoreResults> {
  const { parts, logEvents, threads } = options;
  if (!parts.has("ingest") && !parts.has("queries") && !parts.has("restart")) return {};
  const load = { generator: await makeGenerator(folder), folder };
  report("a large store");
  using temporary = makeTempFolder("large");
  const kept = options.store ?? temporary.path;
  const large = await keepDataset(kept, { points: options.points, logEvents, threads, report });
  const telemetryBytes = fileBytes(telemetryDir(large.dataDir));
  const dataset = { ...large.bulk, series: large.series, telemetryBytes, logEvents };
  // Questions first: ingest adds a day that the questions are not about.
  const queries = parts.has("queries") ? await measureQueries(large, options.queryMs, report) : undefined;
  const restart = parts.has("restart") ? await measureRestart(large, load) : undefined;
  if (restart !== undefined) {
    const { clean, afterKill } = restart;
    report(
      `  start: listening ${clean.listeningMs}, ready ${clean.readyMs}, caught up ${clean.caughtUpMs} ms`,
    );
    report(
      `  after a kill: listening ${afterKill.listeningMs}, ready ${afterKill.readyMs}, caught up ${afterKill.caughtUpMs} ms`,
    );
  }
  const results = { dataset, ...(queries && { queries }), ...(restart && { restart }) };
  if (!parts.has("ingest")) return results;
  report("a small store");
  using smallData = makeTempFolder("small");
  const small = await makeDataset({
    ...{ dataDir: smallData.path, points: options.smallPoints, logEvents: 0, threads, report },
  });
  const { seconds, queriesPerSec, rounds } = options;
  const paced = { ...load, seconds: Math.min(seconds, PACED_S), queriesPerSec };
  const ingestAtGoal = await measureSustained(large, { ...paced, messagesPerSec: GOAL_MESSAGES_PER_SEC });
  reportIngest(ingestAtGoal, report);
  const toMany = { ...paced, devices: WIDE_DEVICES, messagesPerSec: GOAL_MESSAGES_PER_SEC };
  const ingestWide = await measureSustained(small, toMany);
  reportIngest(ingestWide, report);
  const full = { ...load, seconds, queriesPerSec, rounds, messagesPerSec: 0 };
  return { ...results, ingestAtGoal, ingestWide, ...(await measureIngest({ small, large }, full, report)) };
}

/** Measures what was asked for; figures on the way go to `report`. */
export async function runStore(
  options: StoreOptions,
  report: Report,
): Promise<{ results: StoreResults; verdicts: readonly Verdict[] }> {
  using folder = makeTempFolder("bench");
  const density = options.parts.has("density") ? await measureDensity(options.hours) : undefined;
  if (density !== undefined) {
    for (const { name, points, bytesPerPoint, writtenBytesPerPoint } of Object.values(density))
      report(
        `  ${name}: ${bytesPerPoint} bytes a point, ${writtenBytesPerPoint} while the day lasts (${points} points)`,
      );
  }
  const large = await measureLarge(options, folder.path, report);
  const rivals = options.parts.has("rivals") ? await measureRivals(options, report) : undefined;
  const results: StoreResults = {
    ...large,
    ...(density !== undefined && { density }),
    ...(rivals !== undefined && { rivals }),
  };
  return { results, verdicts: judgeStore(results) };
}
