// Polling: servers over TCP beside pymodbus's client, and how much of a serial line is used.
//   bun scripts/bench.ts modbus [--seconds 5] [--servers 50] [--registers 100] [--period 100] [--simulated 20000]
//     [--skip-tcp] [--skip-rtu]
// Over TCP there are three loads: all servers at that period; all as fast as it goes (four slaves behind each server and a
// period of 10 ms, which is more than there is time for); and ten servers at that period, for how even it is.

import { parseArgs } from "node:util";
import { makeTempFolder } from "../../../test/harness/temp-folder.ts";
import type { Report, Verdict } from "../verdict.ts";
import { judgeModbus } from "./modbus-verdicts.ts";
import { type Load, startServers } from "./peers.ts";
import { measureRtu, type RtuResult } from "./rtu.ts";
import { measureTcp, type TcpResult } from "./tcp.ts";

export interface ModbusBenchOptions {
  readonly seconds: number;
  readonly servers: number;
  readonly registers: number;
  readonly periodMs: number;
  readonly simulatedMs: number;
  readonly hasTcp: boolean;
  readonly hasRtu: boolean;
}

export function parseModbusOptions(args: readonly string[]): ModbusBenchOptions {
  const text = (fallback: string) => ({ type: "string", default: fallback }) as const;
  const flag = { type: "boolean", default: false } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...{ seconds: text("5"), servers: text("50"), registers: text("100"), period: text("100") },
      ...{ simulated: text("20000"), "skip-tcp": flag, "skip-rtu": flag },
    },
  });
  return {
    seconds: Number(values.seconds),
    servers: Number(values.servers),
    registers: Number(values.registers),
    periodMs: Number(values.period),
    simulatedMs: Number(values.simulated),
    hasTcp: !values["skip-tcp"],
    hasRtu: !values["skip-rtu"],
  };
}

const LINES = [
  [9_600, 10],
  [9_600, 100],
  [115_200, 10],
  [115_200, 100],
] as const;

export async function runModbus(
  options: ModbusBenchOptions,
  report: Report,
): Promise<{
  results: { rtu: readonly RtuResult[]; servers: string; tcp: readonly TcpResult[] };
  verdicts: readonly Verdict[];
}> {
  const rtu: RtuResult[] = [];
  for (const [baud, registers] of options.hasRtu ? LINES : []) {
    const result = await measureRtu(baud, registers, options.simulatedMs);
    report(`${baud} baud, ${registers} registers: busy ${result.busy}, ${result.requestsPerSec} requests/s`);
    rtu.push(result);
  }
  const over = options.hasTcp ? await overTcp(options, report) : { servers: "", tcp: [] };
  const results = { rtu, ...over };
  return { results, verdicts: judgeModbus(results) };
}

const FASTEST_MS = 10;
/** So many that one is due at any time. */
const MANY = 4;
const FEW = 10;
const WARM_UP_SEC = 2;

async function overTcp(
  { servers: count, seconds, registers, periodMs }: ModbusBenchOptions,
  report: Report,
): Promise<{ servers: string; tcp: readonly TcpResult[] }> {
  using folder = makeTempFolder("modbus");
  await using servers = await startServers(count, folder.path);
  const { name, ports, hasAllUnits } = servers;
  const load = { ports, slavesPerServer: 1, seconds, registers, periodMs, warmUpSec: WARM_UP_SEC };
  const loads: Load[] = [
    { ...load, name: "all" },
    { ...load, name: "fastest", periodMs: FASTEST_MS, slavesPerServer: hasAllUnits ? MANY : 1 },
    { ...load, name: "few", ports: ports.slice(0, FEW) },
  ];
  const tcp: TcpResult[] = [];
  for (const one of loads) tcp.push(await measureTcp(one, report));
  return { servers: name, tcp };
}
