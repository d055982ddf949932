// Relaying: who sends to whom, and what a broker needs for it.

import type { PeerPlan, RelayPlan, RelayResult } from "../../../test/bench/relay/plan.ts";
import { median, round } from "../proc.ts";
import type { Report } from "../verdict.ts";
import { type BrokerName, type BrokerUnderLoad, type Login, startBroker } from "./brokers.ts";
import { runRelayLoad } from "./load-process.ts";

type Shape = Pick<RelayPlan, "publishers" | "subscribers" | "fan" | "aheadMessages"> & {
  readonly publishTo: string;
  readonly subscribe: string;
};

export interface Row {
  readonly name: string;
  readonly shape: Shape;
  readonly qos: 0 | 1;
  readonly burst: number;
  /** Over all publishers; 0: as fast as the broker takes them. */
  readonly ratePerSec: number;
}

/** Within what every broker here keeps for one subscriber before it drops. */
const AHEAD_OF_ONE = 1_500;
const fanIn = (publishers: number): Shape => ({
  ...{ publishers, subscribers: 1, fan: 1, aheadMessages: AHEAD_OF_ONE },
  ...{ publishTo: "bench/in/{n}", subscribe: "bench/in/+" },
});
const FAN_OUT: Shape = {
  ...{ publishers: 1, subscribers: 500, fan: 500, aheadMessages: 50 },
  ...{ publishTo: "bench/out", subscribe: "bench/out" },
};
const PAIRS: Shape = {
  ...{ publishers: 500, subscribers: 500, fan: 1, aheadMessages: 8 },
  ...{ publishTo: "bench/pair/{n}", subscribe: "bench/pair/{n}" },
};

const bothQos = (name: string, shape: Shape, burst = 1): Row[] =>
  ([0, 1] as const).map((qos) => ({ name: `${name}, QoS ${qos}`, shape, qos, burst, ratePerSec: 0 }));

export const ROWS: readonly Row[] = [
  ...bothQos("100 -> 1", fanIn(100)),
  ...bothQos("1,000 -> 1", fanIn(1_000)),
  ...bothQos("100 -> 1, bursts of 32", fanIn(100), 32),
  ...bothQos("1 -> 500", FAN_OUT),
  ...bothQos("500 pairs", PAIRS),
  // Half of what the slowest of them takes: latency without a queue in front of the broker.
  { name: "100 -> 1, QoS 1, 5k/s", shape: fanIn(100), qos: 1, burst: 1, ratePerSec: 5_000 },
];

export interface RowResult {
  readonly row: string;
  readonly qos: 0 | 1;
  readonly ratePerSec: number;
  /** In the order in which they ran. */
  readonly runs: readonly (RelayResult & { readonly broker: BrokerName })[];
  /** Medians by broker. */
  readonly medians: Readonly<Partial<Record<BrokerName, RowFigures>>>;
}

export interface RowFigures {
  readonly perSec: number;
  readonly cpuSecPerMillion: number;
  /** Smallest and largest of the runs. */
  readonly cpuSpread: readonly [number, number];
  readonly deliveryMsP50: number;
  readonly deliveryMsP99: number;
  readonly ackMsP50: number;
  readonly ackMsP99: number;
  readonly lost: number;
}

export interface RowOptions {
  readonly brokers: readonly BrokerName[];
  readonly rounds: number;
  readonly seconds: number;
  readonly report: Report;
}

/** Servers that compile as they run do so in these; what they reach then is what lasts. */
const WARM_UP_S = 3;
const PAYLOAD_BYTES = 120;

function peer(role: string, topic: string, login: Login): PeerPlan {
  return { clientId: `${role}-{n}`, topic, ...login };
}

export function planOf(row: Row, broker: BrokerUnderLoad, seconds: number): RelayPlan {
  const { publishTo, subscribe, publishers, subscribers, fan, aheadMessages } = row.shape;
  const { qos, burst, ratePerSec } = row;
  return {
    kind: "relay",
    ...{ port: broker.port, serverPid: broker.pid },
    ...{ publishers, subscribers, fan, aheadMessages, qos, burst, ratePerSec, seconds },
    publisher: peer("pub", publishTo, broker.application),
    subscriber: peer("sub", subscribe, broker.application),
    ...{ window: Math.max(20, burst), payloadBytes: PAYLOAD_BYTES, warmUpS: WARM_UP_S },
  };
}

function figuresOf(runs: readonly RelayResult[]): RowFigures {
  const of = (pick: (run: RelayResult) => number) => round(median(runs.map(pick)), 2);
  const cpu = runs.map(({ cpuSecPerMillion }) => round(cpuSecPerMillion, 2));
  return {
    perSec: Math.round(of(({ receivedPerSec }) => receivedPerSec)),
    cpuSecPerMillion: of(({ cpuSecPerMillion }) => cpuSecPerMillion),
    cpuSpread: [Math.min(...cpu), Math.max(...cpu)],
    deliveryMsP50: of(({ deliveryMsP50 }) => deliveryMsP50),
    deliveryMsP99: of(({ deliveryMsP99 }) => deliveryMsP99),
    ackMsP50: of(({ ackMsP50 }) => ackMsP50),
    ackMsP99: of(({ ackMsP99 }) => ackMsP99),
    lost: Math.max(...runs.map(({ lost }) => lost)),
  };
}

function describe(row: Row, name: BrokerName, figures: RowFigures): string {
  const { perSec, cpuSecPerMillion, cpuSpread, deliveryMsP50, deliveryMsP99, ackMsP50, ackMsP99, lost } =
    figures;
  const acks = row.qos === 1 ? `  ack p50 ${ackMsP50} p99 ${ackMsP99} ms` : "";
  return (
    `${row.name.padEnd(30)} ${name.padEnd(10)} ${String(perSec).padStart(8)}/s` +
    `  ${cpuSecPerMillion.toFixed(2).padStart(6)} CPU s/M (${cpuSpread.join("-")})` +
    `  delivery p50 ${deliveryMsP50} p99 ${deliveryMsP99} ms${acks}${lost > 0 ? `  lost ${lost}` : ""}`
  );
}

/** The brokers in turn, `rounds` times; every one of them started afresh for each run. */
export async function measureRow(
  row: Row,
  { brokers, rounds, seconds, report }: RowOptions,
): Promise<RowResult> {
  const runs: RowResult["runs"][number][] = [];
  for (let turn = 0; turn < rounds; turn++) {
    for (const name of brokers) {
      await using broker = await startBroker(name, { devices: 0, hasApplication: true });
      runs.push({ broker: name, ...(await runRelayLoad(planOf(row, broker, seconds))) });
    }
  }
  const medians: Partial<Record<BrokerName, RowFigures>> = {};
  for (const name of brokers) {
    const figures = figuresOf(runs.filter(({ broker }) => broker === name));
    medians[name] = figures;
    report(describe(row, name, figures));
  }
  return { row: row.name, qos: row.qos, ratePerSec: row.ratePerSec, runs, medians };
}
