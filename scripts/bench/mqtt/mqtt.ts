// The broker against others: relaying between clients, ten thousand connections, a flood of one.
//   bun scripts/bench.ts mqtt [--seconds 4] [--rounds 2] [--only "100 -> 1"] [--brokers gantry,mosquitto,aedes]
//     [--peers 10000] [--rest 8] [--skip-rows] [--skip-crowd]

import { parseArgs } from "node:util";
import type { Report, Verdict } from "../verdict.ts";
import { BROKERS, type BrokerName } from "./brokers.ts";
import { type CrowdResults, measureCrowd } from "./crowd.ts";
import { judgeMqtt } from "./mqtt-verdicts.ts";
import { measureRow, ROWS, type RowResult } from "./rows.ts";

export interface MqttResults {
  readonly rows: readonly RowResult[];
  readonly crowd: CrowdResults | undefined;
}

export interface MqttBenchOptions {
  readonly seconds: number;
  readonly rounds: number;
  /** Rows whose name begins so. */
  readonly only: string;
  readonly brokers: readonly BrokerName[];
  readonly peers: number;
  readonly restS: number;
  readonly hasRows: boolean;
  readonly hasCrowd: boolean;
}

export function parseMqttOptions(args: readonly string[]): MqttBenchOptions {
  const text = (fallback: string) => ({ type: "string", default: fallback }) as const;
  const flag = { type: "boolean", default: false } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: text("4"),
      rounds: text("2"),
      only: text(""),
      brokers: text(BROKERS.join(",")),
      peers: text("10000"),
      rest: text("8"),
      "skip-rows": flag,
      "skip-crowd": flag,
    },
  });
  const asked = values.brokers.split(",");
  const unknown = asked.filter((name) => !(BROKERS as readonly string[]).includes(name));
  if (unknown.length > 0)
    throw new Error(`--brokers: ${unknown.join(", ")} is not one of ${BROKERS.join(", ")}`);
  return {
    seconds: Number(values.seconds),
    rounds: Number(values.rounds),
    only: values.only,
    brokers: BROKERS.filter((name) => asked.includes(name)),
    peers: Number(values.peers),
    restS: Number(values.rest),
    hasRows: !values["skip-rows"],
    hasCrowd: !values["skip-crowd"],
  };
}

export async function runMqtt(
  options: MqttBenchOptions,
  report: Report,
): Promise<{ results: MqttResults; verdicts: readonly Verdict[] }> {
  const { brokers, rounds, seconds, peers, restS } = options;
  const rows: RowResult[] = [];
  for (const row of options.hasRows ? ROWS : []) {
    if (row.name.startsWith(options.only))
      rows.push(await measureRow(row, { brokers, rounds, seconds, report }));
  }
  const crowd = options.hasCrowd
    ? await measureCrowd({ brokers, peers, rounds, seconds, restS, report })
    : undefined;
  const results = { rows, crowd };
  return { results, verdicts: judgeMqtt(results) };
}
