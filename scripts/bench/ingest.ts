// Ingest: the same messages to Gantry and to Mosquitto, alternating, and a count of what was really stored.

import type { LoadResult } from "../../test/bench/generator.ts";
import type { Generator } from "./load.ts";
import { median, round, rssBytes } from "./proc.ts";
import {
  CONNECTIONS,
  type Counters,
  type Progress,
  type Server,
  startGantryServer,
  startMosquittoServer,
  writeLoadFiles,
} from "./servers.ts";

export interface Scenario {
  readonly name: string;
  readonly qos: 0 | 1;
  /** 0: as fast as the server takes them. */
  readonly ratePerSec: number;
  readonly isReplyWanted: boolean;
}

export const SCENARIOS: readonly Scenario[] = [
  { name: "qos1 max", qos: 1, ratePerSec: 0, isReplyWanted: false },
  { name: "qos1 max, replies", qos: 1, ratePerSec: 0, isReplyWanted: true },
  { name: "qos1 20k/s", qos: 1, ratePerSec: 20_000, isReplyWanted: false },
  { name: "qos1 20k/s, replies", qos: 1, ratePerSec: 20_000, isReplyWanted: true },
  { name: "qos0 max", qos: 0, ratePerSec: 0, isReplyWanted: false },
];

/** One run against one server. */
export interface Sample {
  readonly server: "gantry" | "mosquitto";
  /** Acknowledged (QoS 1) or received and accounted for (QoS 0) per second. */
  readonly perSec: number;
  readonly ackMsP50: number;
  readonly ackMsP99: number;
  readonly cpuSecPerMillion: number;
  readonly rssBytes: number;
  readonly loopLagMsP99: number | undefined;
  readonly stored: number;
  readonly dropped: number;
  /** Acknowledged by the server and not in its log: must be 0. */
  readonly ackedNotStored: number;
  readonly unacked: number;
}

export interface IngestResult {
  readonly scenario: string;
  readonly samples: readonly Sample[];
  readonly gantry: Omit<Sample, "server">;
  readonly mosquitto: Omit<Sample, "server">;
  /** Gantry's rate as a share of Mosquitto's. */
  readonly ratio: number;
}

export interface IngestOptions {
  readonly generator: Generator;
  readonly folder: string;
  readonly seconds: number;
  readonly rounds: number;
  readonly report: (line: string) => void;
}

interface Run {
  readonly result: LoadResult;
  readonly delta: Counters;
  readonly loopLagMs: number | undefined;
  readonly storedPerSec: number;
}

const WARM_UP_S = 2;

async function load(server: Server, scenario: Scenario, options: IngestOptions): Promise<Run> {
  const files = await writeLoadFiles(options.folder);
  const run = (seconds: number) =>
    options.generator.run({
      port: server.port,
      qos: scenario.qos,
      ratePerSec: scenario.ratePerSec,
      seconds,
      connections: CONNECTIONS,
      window: 20,
      payloadFile: scenario.isReplyWanted ? files.withReply : files.withoutReply,
      credentialsFile: files.credentials,
      serverPid: server.pid,
    });
  await run(WARM_UP_S);
  const before = await server.counters();
  const progress = server.watch();
  const result = await run(options.seconds);
  const endMs = performance.now();
  await progress[Symbol.asyncDispose]();
  const loopLagMs = await server.loopLagMs();
  const after = await server.counters();
  const delta = {
    received: after.received - before.received,
    stored: after.stored - before.stored,
    dropped: after.dropped - before.dropped,
  };
  return { result, delta, loopLagMs, storedPerSec: slope(progress, endMs) };
}

/** Messages per second that the server accounted for while the load ran: what still lay in sockets does not count. */
function slope(progress: Progress, endMs: number): number {
  const during = progress.points.filter(({ atMs }) => atMs <= endMs).slice(1);
  const [first, last] = [during[0], during.at(-1)];
  if (first === undefined || last === undefined || first === last) return 0;
  return ((last.count - first.count) * 1_000) / (last.atMs - first.atMs);
}

function judge(server: Server, scenario: Scenario, run: Run): Sample {
  const { result, delta, loopLagMs, storedPerSec } = run;
  // Each connection also logs that its device came online and went offline.
  const stored = server.name === "gantry" ? delta.stored - 2 * CONNECTIONS : delta.stored;
  const acked = Math.floor((result.acked_per_s - 0.5) * (result.secs - 0.005));
  return {
    server: server.name,
    perSec: scenario.qos === 1 ? result.acked_per_s : Math.round(storedPerSec),
    ackMsP50: round(result.ack_p50_us / 1_000, 2),
    ackMsP99: round(result.ack_p99_us / 1_000, 2),
    cpuSecPerMillion: round(
      scenario.qos === 1 ? result.broker_cpu_s_per_M : perMillion(result, storedPerSec),
      2,
    ),
    rssBytes: rssBytes(server.pid),
    loopLagMsP99: loopLagMs === undefined ? undefined : round(loopLagMs, 2),
    stored,
    dropped: delta.dropped,
    ackedNotStored: Math.max(0, scenario.qos === 1 ? Math.max(acked, delta.received) - stored : 0),
    unacked: result.unacked,
  };
}

/** At QoS 0 the generator counts what it sent; what the server did with it is what counts. */
function perMillion(result: LoadResult, perSec: number): number {
  return ((result.broker_cpu_pct / 100) * 1e6) / Math.max(1, perSec);
}

async function sample(
  start: () => Promise<Server>,
  scenario: Scenario,
  options: IngestOptions,
): Promise<Sample> {
  await using server = await start();
  const taken = judge(server, scenario, await load(server, scenario, options));
  options.report(
    `${scenario.name.padEnd(20)} ${taken.server.padEnd(10)} ${String(Math.round(taken.perSec)).padStart(8)}/s` +
      `  ack p50 ${taken.ackMsP50} p99 ${taken.ackMsP99} ms  ${taken.cpuSecPerMillion} CPU s/M` +
      `  ${Math.round(taken.rssBytes / 1e6)} MB  lag p99 ${taken.loopLagMsP99 ?? "-"} ms` +
      `  stored ${taken.stored} dropped ${taken.dropped} lost ${taken.ackedNotStored}`,
  );
  return taken;
}

function middle(samples: readonly Sample[], name: Sample["server"]): Omit<Sample, "server"> {
  const own = samples.filter((each) => each.server === name);
  const of = (pick: (each: Sample) => number) => round(median(own.map(pick)), 2);
  const lags = own.flatMap((each) => each.loopLagMsP99 ?? []);
  return {
    perSec: of((each) => each.perSec),
    ackMsP50: of((each) => each.ackMsP50),
    ackMsP99: of((each) => each.ackMsP99),
    cpuSecPerMillion: of((each) => each.cpuSecPerMillion),
    rssBytes: of((each) => each.rssBytes),
    loopLagMsP99: lags.length === 0 ? undefined : round(median(lags), 2),
    stored: of((each) => each.stored),
    dropped: of((each) => each.dropped),
    ackedNotStored: Math.max(...own.map((each) => each.ackedNotStored)),
    unacked: Math.max(...own.map((each) => each.unacked)),
  };
}

/** Runs one scenario in `rounds` rounds of Gantry, Mosquitto; every server is started afresh. */
export async function measureIngest(scenario: Scenario, options: IngestOptions): Promise<IngestResult> {
  const samples: Sample[] = [];
  for (let roundNumber = 0; roundNumber < options.rounds; roundNumber++) {
    samples.push(await sample(() => startGantryServer(), scenario, options));
    samples.push(await sample(startMosquittoServer, scenario, options));
  }
  const gantry = middle(samples, "gantry");
  const mosquitto = middle(samples, "mosquitto");
  return {
    scenario: scenario.name,
    samples,
    gantry,
    mosquitto,
    ratio: round(gantry.perSec / mosquitto.perSec, 3),
  };
}
