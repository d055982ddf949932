// Ten thousand clients: how fast they get in, what each costs while it is idle, and a flood of one beside them.

import type { CrowdResult, RelayPlan } from "../../../test/bench/relay/plan.ts";
import { median, round, rssBytes } from "../proc.ts";
import type { Report } from "../verdict.ts";
import { type BrokerName, type BrokerUnderLoad, startBroker } from "./brokers.ts";
import { openCrowd, runRelayLoad } from "./load-process.ts";

export interface CrowdRun extends CrowdResult {
  readonly broker: BrokerName;
  /** Resident memory of the server for each, after a rest. */
  readonly bytesPerConnection: number;
  /** Delivery among a few others, without and with one that publishes as fast as it is read. */
  readonly othersMsP99: number;
  readonly othersUnderFloodMsP99: number;
  readonly othersUnderFloodMsP50: number;
  readonly floodPerSec: number;
}

export interface CrowdOptions {
  readonly brokers: readonly BrokerName[];
  readonly peers: number;
  readonly rounds: number;
  readonly seconds: number;
  readonly restS: number;
  readonly report: Report;
}

const CONCURRENCY = 100;
const OTHERS = 20;
const OTHERS_PER_SEC = 200;
/** A few that come before anything is measured: code that has run once is no memory of a connection. */
const FIRST = 200;

function crowdPlan(broker: BrokerUnderLoad, role: string, peers: number) {
  const peer = { clientId: `${role}-{n}`, topic: "", ...broker.device };
  const { port, pid: serverPid } = broker;
  return { kind: "crowd" as const, port, serverPid, peers, peer, concurrency: CONCURRENCY };
}

function plainPlan(broker: BrokerUnderLoad, seconds: number): Omit<RelayPlan, "publisher" | "subscriber"> {
  return {
    kind: "relay",
    ...{ port: broker.port, serverPid: broker.pid, qos: 0, fan: 1, seconds, warmUpS: 1 },
    ...{ publishers: OTHERS, subscribers: OTHERS, aheadMessages: 100, ratePerSec: OTHERS_PER_SEC },
    ...{ burst: 1, window: 20, payloadBytes: 120 },
  };
}

/** A few clients that write to each other now and then. */
function othersPlan(broker: BrokerUnderLoad, seconds: number): RelayPlan {
  const topic = "bench/others/{n}";
  return {
    ...plainPlan(broker, seconds),
    publisher: { clientId: "other-pub-{n}", topic, ...broker.application },
    subscriber: { clientId: "other-sub-{n}", topic, ...broker.application },
  };
}

/** One client that publishes as much as the broker reads, to nobody. */
function floodPlan(broker: BrokerUnderLoad, seconds: number): RelayPlan {
  const peer = { clientId: "flood-{n}", topic: "bench/flood", ...broker.application };
  return {
    ...plainPlan(broker, seconds),
    ...{ publisher: peer, subscriber: peer, publishers: 1, subscribers: 0, fan: 0 },
    ...{ burst: 32, ratePerSec: 0 },
  };
}

async function measureOne(name: BrokerName, options: CrowdOptions): Promise<CrowdRun> {
  const { peers, seconds, restS } = options;
  await using broker = await startBroker(name, { devices: peers, hasApplication: true });
  await (await openCrowd(crowdPlan(broker, "first", FIRST)))[Symbol.asyncDispose]();
  await Bun.sleep(restS * 1_000);
  const before = rssBytes(broker.pid);
  await using crowd = await openCrowd(crowdPlan(broker, "idle", peers));
  await Bun.sleep(restS * 1_000);
  const grown = rssBytes(broker.pid) - before;
  const alone = await runRelayLoad(othersPlan(broker, seconds));
  const [flood, others] = await Promise.all([
    runRelayLoad(floodPlan(broker, seconds + 3)),
    Bun.sleep(1_000).then(() => runRelayLoad(othersPlan(broker, seconds))),
  ]);
  return {
    ...crowd.result,
    broker: name,
    bytesPerConnection: Math.round(grown / Math.max(1, crowd.result.up)),
    othersMsP99: alone.deliveryMsP99,
    othersUnderFloodMsP99: others.deliveryMsP99,
    othersUnderFloodMsP50: others.deliveryMsP50,
    floodPerSec: flood.sentPerSec,
  };
}

export type CrowdFigures = Omit<CrowdRun, "broker">;
export interface CrowdResults {
  readonly peers: number;
  readonly runs: readonly CrowdRun[];
  readonly medians: Readonly<Partial<Record<BrokerName, CrowdFigures>>>;
}

function figuresOf(runs: readonly CrowdRun[]): CrowdFigures {
  const of = (pick: (run: CrowdRun) => number) => round(median(runs.map(pick)), 2);
  return {
    up: of(({ up }) => up),
    refused: Math.max(...runs.map(({ refused }) => refused)),
    connectionsPerSec: of(({ connectionsPerSec }) => connectionsPerSec),
    loginMsP50: of(({ loginMsP50 }) => loginMsP50),
    loginMsP99: of(({ loginMsP99 }) => loginMsP99),
    serverCpuMsPerConnection: round(median(runs.map((run) => run.serverCpuMsPerConnection)), 4),
    bytesPerConnection: of(({ bytesPerConnection }) => bytesPerConnection),
    othersMsP99: of(({ othersMsP99 }) => othersMsP99),
    othersUnderFloodMsP99: of((run) => run.othersUnderFloodMsP99),
    othersUnderFloodMsP50: of((run) => run.othersUnderFloodMsP50),
    floodPerSec: of(({ floodPerSec }) => floodPerSec),
  };
}

export async function measureCrowd(options: CrowdOptions): Promise<CrowdResults> {
  const { brokers, peers, rounds, report } = options;
  const runs: CrowdRun[] = [];
  for (let turn = 0; turn < rounds; turn++) {
    for (const name of brokers) runs.push(await measureOne(name, options));
  }
  const medians: Partial<Record<BrokerName, CrowdFigures>> = {};
  for (const name of brokers) {
    const one = figuresOf(runs.filter(({ broker }) => broker === name));
    medians[name] = one;
    report(
      `${`${peers} clients`.padEnd(30)} ${name.padEnd(10)} ${one.connectionsPerSec} connections/s` +
        `  login p99 ${one.loginMsP99} ms  ${(one.bytesPerConnection / 1_024).toFixed(1)} KiB each` +
        `  others p99 ${one.othersMsP99} ms, under a flood of ${Math.round(one.floodPerSec)}/s ${one.othersUnderFloodMsP99} ms`,
    );
  }
  return { peers, runs, medians };
}
