// What polling has to reach.

import type { Verdict } from "../verdict.ts";
import type { RtuResult } from "./rtu.ts";
import type { TcpResult } from "./tcp.ts";

/** Of what a line can carry with silences of 3.5 characters alone. */
const LINE_SHARE = 0.9;
/** Of the points that the periods ask for. */
const POINT_SHARE = 0.98;

export function judgeModbus({
  rtu,
  tcp,
}: {
  readonly rtu: readonly RtuResult[];
  readonly tcp: TcpResult | undefined;
}): Verdict[] {
  return [
    ...rtu.map(({ baud, registersPerRead, ofMaximum, collisions }) => ({
      goal: `${baud} baud, ${registersPerRead} registers a read: 90 % of what the line can carry`,
      measured: `${(ofMaximum * 100).toFixed(1)} %, ${collisions} collisions`,
      isMet: ofMaximum >= LINE_SHARE && collisions === 0,
    })),
    ...(tcp === undefined ? [] : judgeTcp(tcp)),
  ];
}

function judgeTcp({ gantry, pymodbus, wantedPerSec, servers, periodMs }: TcpResult): Verdict[] {
  const verdicts = [
    {
      goal: `every point of ${servers} servers each ${periodMs} ms`,
      measured: `${gantry.pointsPerSec} of ${wantedPerSec} points/s`,
      isMet: gantry.pointsPerSec >= wantedPerSec * POINT_SHARE,
    },
  ];
  if (pymodbus === undefined) return verdicts;
  const [ours, theirs] = [gantry.cpuMsPerThousandPoints, pymodbus.cpuMsPerThousandPoints];
  return [
    ...verdicts,
    {
      goal: "no more CPU a point than pymodbus's client, which stores nothing",
      measured: `${ours} ms per 1,000 points, pymodbus ${theirs}`,
      isMet: ours <= theirs,
    },
    {
      goal: "periods as even as pymodbus's (p99)",
      measured: `${gantry.jitterMsP99} ms, pymodbus ${pymodbus.jitterMsP99} ms`,
      isMet: gantry.jitterMsP99 <= pymodbus.jitterMsP99,
    },
  ];
}
