// What polling has to reach.

import type { Verdict } from "../verdict.ts";
import type { RtuResult } from "./rtu.ts";
import type { TcpFigures, TcpResult } from "./tcp.ts";

/** Of what a line can carry with silences of 3.5 characters alone. */
const LINE_SHARE = 0.9;
/** Of the points that the periods ask for. */
const POINT_SHARE = 0.98;
export function judgeModbus({
  rtu,
  tcp,
}: {
  readonly rtu: readonly RtuResult[];
  readonly tcp: readonly TcpResult[];
}): Verdict[] {
  return [
    ...rtu.map(({ baud, registersPerRead, ofMaximum, collisions }) => ({
      goal: `${baud} baud, ${registersPerRead} registers a read: 90 % of what the line can carry`,
      measured: `${(ofMaximum * 100).toFixed(1)} %, ${collisions} collisions`,
      isMet: ofMaximum >= LINE_SHARE && collisions === 0,
    })),
    ...tcp.flatMap((result) => (result.load === "fastest" ? judgeMost(result) : judgeKept(result))),
  ];
}

/** All servers are for what they cost; a few of them, which leave time enough, for how even the periods are. */
function judgeKept({ gantry, engine, pymodbus, ...result }: TcpResult): Verdict[] {
  const { load, wantedPerSec, servers, periodMs } = result;
  const place = `${servers} servers each ${periodMs} ms`;
  const verdicts = [
    {
      goal: `${place}: every point of them, stored`,
      measured: `${gantry.pointsPerSec} of ${wantedPerSec} points/s, ${gantry.cpuMsPerThousandPoints} ms CPU per 1,000`,
      isMet: gantry.pointsPerSec >= wantedPerSec * POINT_SHARE,
    },
  ];
  if (pymodbus === undefined) return verdicts;
  if (load !== "few") return [...verdicts, ...judgeCpu(place, engine, pymodbus)];
  return [
    ...verdicts,
    {
      goal: `${place}: periods as even as pymodbus's (p99)`,
      measured: `${gantry.jitterMsP99} ms, pymodbus ${pymodbus.jitterMsP99} ms`,
      isMet: gantry.jitterMsP99 <= pymodbus.jitterMsP99,
    },
  ];
}

function judgeMost({ gantry, engine, pymodbus, servers }: TcpResult): Verdict[] {
  if (pymodbus === undefined || engine === undefined) return [];
  const place = `${servers} servers as fast as it goes`;
  const ratio = (figures: TcpFigures) => (figures.pointsPerSec / pymodbus.pointsPerSec).toFixed(2);
  return [
    {
      goal: `${place}: as many points as pymodbus's client`,
      measured: `${engine.pointsPerSec} points/s, pymodbus ${pymodbus.pointsPerSec} (${ratio(engine)}; stored ${gantry.pointsPerSec}, ${ratio(gantry)})`,
      isMet: engine.pointsPerSec >= pymodbus.pointsPerSec,
    },
    ...judgeCpu(place, engine, pymodbus),
  ];
}

/** The engine against pymodbus: both read and decode, and neither stores. */
function judgeCpu(place: string, engine: TcpFigures | undefined, pymodbus: TcpFigures): Verdict[] {
  if (engine === undefined) return [];
  const [ours, theirs] = [engine.cpuMsPerThousandPoints, pymodbus.cpuMsPerThousandPoints];
  return [
    {
      goal: `${place}: no more CPU a point than pymodbus's client`,
      measured: `${ours} ms per 1,000 points, pymodbus ${theirs} (${(ours / theirs).toFixed(2)})`,
      isMet: ours <= theirs,
    },
  ];
}
