// A soak: the compiled executable under the simulator's load and random queries for a long time; does it stay flat?
//   bun scripts/bench.ts soak [--minutes 60] [--devices 300] [--rate 1] [--queries 2] [--limit 10] [--every 10]
//                             [--warm-up 15] [--samples FILE]
// Prints a line a minute on standard error and one JSON object at the end; fails when memory or open files grow.

import { appendFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { ApiClient } from "../harness/api-client.ts";
import { BINARY, type Gantry, PASSWORD, plainEnv, startGantry } from "../harness/gantry.ts";
import { readLines } from "../harness/lines.ts";
import { askSomething, findDevices } from "./queries.ts";
import { lows, slopePerHour } from "./slope.ts";
import { type Usage, usageOf } from "./usage.ts";

export interface SoakOptions {
  readonly minutes: number;
  readonly devices: number;
  /** Reports per second of each device. */
  readonly ratePerSec: number;
  readonly queriesPerSec: number;
  /** Most that resident memory may grow, MB an hour. */
  readonly limitMbPerHour: number;
  readonly everyMs: number;
  /** Memory grows to its working size in this part of the run, which is not judged. */
  readonly warmUpMinutes: number;
  /** Where each sample is written as a line of JSON. */
  readonly samplesFile: string | undefined;
}

export interface SoakSample extends Usage {
  readonly atMs: number;
  readonly seq: number;
  readonly memoryPoints: number;
}

export interface SoakResult {
  readonly minutes: number;
  readonly samples: number;
  readonly messages: number;
  readonly messagesPerSec: number;
  readonly queries: number;
  readonly failedQueries: number;
  readonly rssMb: { readonly first: number; readonly last: number; readonly max: number };
  /** Over the judged part: all samples, and the lows of spans of six minutes, which the judgement is by. */
  readonly rssMbPerHour: number;
  readonly rssLowsMbPerHour: number;
  readonly anonymousMbPerHour: number;
  readonly filesPerHour: number;
  readonly diskMbPerHour: number;
  readonly isFlat: boolean;
}

const MB = 1e6;
/** Longer than memory takes to fill up and be written into day files at the load that is usual here. */
const SPAN_MS = 6 * 60_000;
/** Open files that may come and go: readers of day files, connections of the queries. */
const FILES_PER_HOUR = 10;

/** Starts the simulator as a process of its own; its last status is what it says of itself. */
function startLoad(gantry: Gantry, { devices, ratePerSec }: SoakOptions) {
  const flags = ["--apply", gantry.origin, "--port", String(gantry.ready.mqttPort), "--json"];
  const child = Bun.spawn(
    [BINARY, "simulate", ...flags, "--devices", String(devices), "--rate", String(ratePerSec)],
    { env: { ...plainEnv(), GANTRY_PASSWORD: PASSWORD }, stdout: "pipe", stderr: "ignore" },
  );
  let sent = 0;
  void readLines(child.stdout, (line) => {
    if (line.startsWith("{")) sent = (JSON.parse(line) as { sent: number }).sent;
  });
  return {
    sent: () => sent,
    isRunning: () => child.exitCode === null,
    async stop() {
      child.kill("SIGTERM");
      await child.exited;
    },
  };
}

async function readFigures(gantry: Gantry): Promise<{ seq: number; memoryPoints: number }> {
  const text = await (await fetch(`${gantry.origin}/metrics`)).text();
  const value = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1] ?? Number.NaN);
  return { seq: value("gantry_log_last_seq"), memoryPoints: value("gantry_telemetry_memory_points") };
}

/** Asks at the wanted rate until stopped; a query that fails is counted, never thrown. */
function startQueries(api: ApiClient, perSec: number) {
  const counts = { asked: 0, failed: 0, lastFailure: "" };
  const stopped = new AbortController();
  const asking = (async () => {
    const devices = await findDevices(api);
    while (!stopped.signal.aborted) {
      const problem = await askSomething(api, devices).catch((error: unknown) => String(error));
      counts.asked++;
      if (problem !== undefined) {
        counts.failed++;
        counts.lastFailure = problem;
      }
      await Bun.sleep(1_000 / perSec);
    }
  })();
  return {
    counts,
    async stop() {
      stopped.abort();
      await asking;
    },
  };
}

function describe(sample: SoakSample, startMs: number): string {
  const minutes = ((sample.atMs - startMs) / 60_000).toFixed(1).padStart(6);
  const rss = (sample.rssBytes / MB).toFixed(1).padStart(6);
  const anonymous = (sample.anonymousBytes / MB).toFixed(1);
  const disk = (sample.diskBytes / MB).toFixed(1);
  return `${minutes} min  rss ${rss} MB (own ${anonymous})  files ${sample.files}  disk ${disk} MB  seq ${sample.seq}  in memory ${sample.memoryPoints}`;
}

function judge(
  samples: readonly SoakSample[],
  options: SoakOptions,
  queries: { asked: number; failed: number },
): SoakResult {
  const first = samples[0];
  const last = samples.at(-1);
  if (first === undefined || last === undefined) throw new Error("not one sample was taken");
  const judged = samples.filter(({ atMs }) => atMs - first.atMs >= options.warmUpMinutes * 60_000);
  const of = (pick: (sample: SoakSample) => number) =>
    judged.map((sample) => ({ atMs: sample.atMs, value: pick(sample) }));
  const perHour = (pick: (sample: SoakSample) => number) => slopePerHour(of(pick));
  const spanMs = Math.max(1, Math.min(SPAN_MS, (last.atMs - (judged[0]?.atMs ?? 0)) / 3));
  const round = (value: number) => Math.round(value * 100) / 100;
  const elapsedMs = last.atMs - first.atMs;
  const rssLowsMbPerHour = round(
    slopePerHour(
      lows(
        of(({ rssBytes }) => rssBytes),
        spanMs,
      ),
    ) / MB,
  );
  const filesPerHour = round(perHour(({ files }) => files));
  return {
    minutes: round(elapsedMs / 60_000),
    samples: samples.length,
    messages: last.seq - first.seq,
    messagesPerSec: round(((last.seq - first.seq) * 1_000) / Math.max(1, elapsedMs)),
    queries: queries.asked,
    failedQueries: queries.failed,
    rssMb: {
      first: round(first.rssBytes / MB),
      last: round(last.rssBytes / MB),
      max: round(Math.max(...samples.map(({ rssBytes }) => rssBytes)) / MB),
    },
    rssMbPerHour: round(perHour(({ rssBytes }) => rssBytes) / MB),
    rssLowsMbPerHour,
    anonymousMbPerHour: round(perHour(({ anonymousBytes }) => anonymousBytes) / MB),
    filesPerHour,
    diskMbPerHour: round(perHour(({ diskBytes }) => diskBytes) / MB),
    isFlat:
      rssLowsMbPerHour <= options.limitMbPerHour && filesPerHour <= FILES_PER_HOUR && queries.failed === 0,
  };
}

/** Runs a soak to its end on a new data folder. */
export async function soak(options: SoakOptions, report: (line: string) => void): Promise<SoakResult> {
  await using gantry = await startGantry();
  const api = await gantry.signIn();
  const load = startLoad(gantry, options);
  const queries = startQueries(api, options.queriesPerSec);
  const startMs = Date.now();
  const endMs = startMs + options.minutes * 60_000;
  const samples: SoakSample[] = [];
  let reportedMs = 0;
  for (let atMs = startMs; atMs < endMs; atMs = Date.now()) {
    await Bun.sleep(Math.min(options.everyMs, endMs - atMs));
    const sample = { atMs: Date.now(), ...usageOf(gantry), ...(await readFigures(gantry)) };
    samples.push(sample);
    if (options.samplesFile !== undefined) appendFileSync(options.samplesFile, `${JSON.stringify(sample)}\n`);
    if (!load.isRunning()) throw new Error("the simulator ended");
    if (sample.atMs - reportedMs < 60_000) continue;
    reportedMs = sample.atMs;
    report(describe(sample, startMs));
  }
  await queries.stop();
  await load.stop();
  if (queries.counts.failed > 0) report(`the last query that failed: ${queries.counts.lastFailure}`);
  return judge(samples, options, queries.counts);
}

/** The command; resolves to the exit code. */
export async function runSoak(args: readonly string[]): Promise<number> {
  const text = (fallback: string) => ({ type: "string", default: fallback }) as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: text("60"),
      devices: text("300"),
      rate: text("1"),
      queries: text("2"),
      limit: text("10"),
      every: text("10"),
      "warm-up": text("15"),
      samples: { type: "string" },
    },
  });
  const options: SoakOptions = {
    minutes: Number(values.minutes),
    devices: Number(values.devices),
    ratePerSec: Number(values.rate),
    queriesPerSec: Number(values.queries),
    limitMbPerHour: Number(values.limit),
    everyMs: Number(values.every) * 1_000,
    warmUpMinutes: Number(values["warm-up"]),
    samplesFile: values.samples,
  };
  const report = (line: string) => void process.stderr.write(`${line}\n`);
  const result = await soak(options, report);
  report(
    `${result.isFlat ? "flat" : "GROWS"}  rss ${result.rssMbPerHour} MB/h, its lows ${result.rssLowsMbPerHour} MB/h (limit ${options.limitMbPerHour}), open files ${result.filesPerHour}/h`,
  );
  console.log(JSON.stringify({ options, result }, null, 2));
  return result.isFlat ? 0 : 1;
}

if (import.meta.main) process.exit(await runSoak(process.argv.slice(2)));
