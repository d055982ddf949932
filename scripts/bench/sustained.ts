// Ingest at full speed while people look: what is acknowledged, what telemetry keeps up with, and what queries take.

import type { Dataset } from "./dataset.ts";
import type { Generator } from "./load.ts";
import { percentile, round, watchRss } from "./proc.ts";
import { type Asker, dashboardOf, makeAsker } from "./queries.ts";
import {
  CONNECTIONS,
  type GantryServer,
  metric,
  readMetrics,
  startGantryServer,
  writeLoadFiles,
} from "./servers.ts";

export interface SustainedOptions {
  readonly generator: Generator;
  readonly folder: string;
  readonly seconds: number;
  /** Each on a connection of its own, with three series; as in the ingest benchmark when absent. */
  readonly devices?: number;
  readonly queriesPerSec: number;
  /** 0: as fast as Gantry takes them. */
  readonly messagesPerSec: number;
}

export interface Sustained {
  readonly storePoints: number;
  /** Series that the load writes to. */
  readonly liveSeries: number;
  /** What was sent a second at most; 0 is as much as it takes. */
  readonly wantedMessagesPerSec: number;
  readonly seconds: number;
  /** Messages of three points, acknowledged (QoS 1, durable) a second, over the measured time. */
  readonly messagesPerSec: number;
  readonly pointsPerSec: number;
  /** What telemetry took in while the load ran: the smaller of the two is what can be sustained. */
  readonly telemetryPointsPerSec: number;
  /** Events that telemetry was behind when the load ended, and how long it took to catch up. */
  readonly lagEvents: number;
  readonly catchUpS: number;
  /** Of Gantry, all threads, per million messages: other programs on the machine disturb it less than a rate. */
  readonly cpuSecPerMillion: number;
  readonly ackMsP50: number;
  readonly ackMsP99: number;
  readonly queries: {
    readonly count: number;
    readonly msP50: number;
    readonly msP99: number;
    /** Questions that failed and were not asked again. */
    readonly failed: readonly string[];
  };
  readonly rssPeakBytes: number;
  readonly loopLagMsP99: number;
  /** Of each tenth of the run: a store that slows down shows here. */
  readonly pointsPerSecByTenth: readonly number[];
}

/** What is acknowledged and taken in. */
export function sustainedRate({ pointsPerSec, telemetryPointsPerSec }: Sustained): number {
  return Math.min(pointsPerSec, telemetryPointsPerSec);
}

export const POINTS_PER_MESSAGE = 3;
const WARM_UP_S = 2;

/** Asks a dashboard's questions at a fixed rate until it is stopped. */
function startQueries(asker: Asker, dataset: Dataset, perSec: number) {
  const took: number[] = [];
  const questions = dashboardOf(dataset);
  const failed = new Set<string>();
  let isOver = false;
  const asking = (async () => {
    const startMs = performance.now();
    for (let count = 0; !isOver; count++) {
      const question = questions[count % questions.length];
      const waitMs = startMs + (count * 1_000) / perSec - performance.now();
      if (waitMs > 0) await Bun.sleep(waitMs);
      if (question === undefined || failed.has(question.name)) continue;
      const askedMs = performance.now();
      try {
        await question.ask(asker);
        took.push(performance.now() - askedMs);
      } catch {
        // The part of the benchmark that is about questions says what is wrong with it.
        failed.add(question.name);
      }
    }
  })();
  return {
    took,
    failed,
    async stop() {
      isOver = true;
      await asking;
    },
  };
}

/** Points that telemetry has, four times a second. */
function watchPoints(server: GantryServer) {
  const seen: { readonly atMs: number; readonly points: number }[] = [];
  let isOver = false;
  const reading = (async () => {
    while (!isOver) {
      const points = metric(await readMetrics(server.gantry), "gantry_telemetry_points_total");
      seen.push({ atMs: performance.now(), points });
      await Bun.sleep(250);
    }
  })();
  return {
    seen,
    async stop() {
      isOver = true;
      await reading;
    },
  };
}

function ratesByTenth(seen: readonly { atMs: number; points: number }[]): number[] {
  const size = Math.max(1, Math.floor((seen.length - 1) / 10));
  const rates: number[] = [];
  for (let at = 0; at + size < seen.length; at += size) {
    const [from, to] = [seen[at], seen[at + size]];
    if (from && to) rates.push(Math.round(((to.points - from.points) * 1_000) / (to.atMs - from.atMs)));
  }
  return rates.slice(0, 10);
}

async function catchUp(server: GantryServer): Promise<{ lagEvents: number; seconds: number }> {
  const startMs = performance.now();
  const lag = async () => metric(await readMetrics(server.gantry), "gantry_telemetry_lag_events");
  const lagEvents = await lag();
  while ((await lag()) > 0) await Bun.sleep(20);
  return { lagEvents, seconds: (performance.now() - startMs) / 1_000 };
}

/** Runs the load against the dataset's folder, which has more points afterwards. */
export async function measureSustained(dataset: Dataset, options: SustainedOptions): Promise<Sustained> {
  const { devices = CONNECTIONS } = options;
  await using server = await startGantryServer(dataset.dataDir, devices);
  using rss = watchRss(server.pid);
  const files = await writeLoadFiles(options.folder, devices);
  const run = (seconds: number) =>
    options.generator.run({
      ...{
        port: server.port,
        qos: 1,
        ratePerSec: options.messagesPerSec,
        seconds,
        connections: devices,
        window: 20,
      },
      ...{ payloadFile: files.withoutReply, credentialsFile: files.credentials, serverPid: server.pid },
    });
  await run(WARM_UP_S);
  const queries = startQueries(await makeAsker(server.gantry.origin), dataset, options.queriesPerSec);
  const points = watchPoints(server);
  const result = await run(options.seconds);
  await points.stop();
  await queries.stop();
  const behind = await catchUp(server);
  const loopLagMs = await server.loopLagMs();
  const [first, last] = [points.seen[0], points.seen.at(-1)];
  if (first === undefined || last === undefined) throw new Error("the load was over at once");
  // A clean stop, so that the next run does not begin with this one's replay.
  await server.gantry.kill("SIGTERM");
  return {
    storePoints: dataset.points,
    liveSeries: devices * POINTS_PER_MESSAGE,
    wantedMessagesPerSec: options.messagesPerSec,
    seconds: round(result.secs),
    messagesPerSec: result.acked_per_s,
    pointsPerSec: result.acked_per_s * POINTS_PER_MESSAGE,
    telemetryPointsPerSec: Math.round(((last.points - first.points) * 1_000) / (last.atMs - first.atMs)),
    lagEvents: behind.lagEvents,
    catchUpS: round(behind.seconds, 2),
    cpuSecPerMillion: round(result.broker_cpu_s_per_M, 2),
    ackMsP50: round(result.ack_p50_us / 1_000, 2),
    ackMsP99: round(result.ack_p99_us / 1_000, 2),
    queries: {
      count: queries.took.length,
      failed: [...queries.failed],
      msP50: round(percentile(queries.took, 0.5), 2),
      msP99: round(percentile(queries.took, 0.99), 2),
    },
    rssPeakBytes: rss.peakBytes(),
    loopLagMsP99: round(loopLagMs ?? 0, 2),
    pointsPerSecByTenth: ratesByTenth(points.seen),
  };
}
