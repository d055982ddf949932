// What the broker has to reach.

import { round } from "../proc.ts";
import type { Verdict } from "../verdict.ts";
import type { CrowdResults } from "./crowd.ts";
import type { RowResult } from "./rows.ts";

/** Of Mosquitto's CPU for the same messages. */
const CPU_RATIO = 1;
const BYTES_PER_CONNECTION = 8 * 1_024;
const CONNECTIONS_PER_SEC = 5_000;
/** A moment that nobody notices; far above what a scheduler of a busy machine adds. */
const FLOOD_MS = 25;

function judgeRow({ row, ratePerSec, medians }: RowResult): Verdict[] {
  const { gantry, mosquitto } = medians;
  // At a fixed rate, latency is what is looked at.
  if (gantry === undefined || mosquitto === undefined || ratePerSec > 0) return [];
  const ratio = round(gantry.cpuSecPerMillion / mosquitto.cpuSecPerMillion, 2);
  return [
    {
      goal: `${row}: no more CPU per message than Mosquitto`,
      measured: `${gantry.cpuSecPerMillion} s/M, ${ratio} of Mosquitto's`,
      isMet: ratio <= CPU_RATIO,
    },
  ];
}

function judgeCrowd({ peers, medians }: CrowdResults): Verdict[] {
  const { gantry } = medians;
  if (gantry === undefined) return [];
  const { up, refused, connectionsPerSec, bytesPerConnection, othersUnderFloodMsP99 } = gantry;
  return [
    { goal: `${peers} clients are let in`, measured: `${up}, ${refused} refused`, isMet: up === peers },
    {
      goal: "5,000 logins a second or more",
      measured: `${connectionsPerSec}`,
      isMet: connectionsPerSec >= CONNECTIONS_PER_SEC,
    },
    {
      goal: "at most 8 KiB for an idle connection",
      measured: `${round(bytesPerConnection / 1_024)} KiB`,
      isMet: bytesPerConnection <= BYTES_PER_CONNECTION,
    },
    {
      goal: "a flood of one leaves the others' delivery under 25 ms (p99)",
      measured: `${othersUnderFloodMsP99} ms`,
      isMet: othersUnderFloodMsP99 < FLOOD_MS,
    },
  ];
}

export function judgeMqtt(results: {
  readonly rows: readonly RowResult[];
  readonly crowd: CrowdResults | undefined;
}): Verdict[] {
  return [...results.rows.flatMap(judgeRow), ...(results.crowd ? judgeCrowd(results.crowd) : [])];
}
