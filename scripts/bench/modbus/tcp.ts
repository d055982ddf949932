// The executable polls servers over TCP: what arrives, what it costs, and how even the periods are.

import { readFileSync } from "node:fs";
import { startGantry } from "../../../test/harness/gantry.ts";
import { percentile, round } from "../proc.ts";
import { type Load, type PeerFigures, runPymodbus } from "./peers.ts";

export interface TcpFigures {
  readonly pointsPerSec: number;
  readonly cpuMsPerThousandPoints: number;
  readonly jitterMsP99: number;
}

export interface TcpResult {
  readonly servers: number;
  readonly registers: number;
  readonly periodMs: number;
  readonly wantedPerSec: number;
  readonly gantry: TcpFigures;
  readonly pymodbus: TcpFigures | undefined;
}

const TICKS_PER_SEC = 100;

/** User and system time of a process, s (proc(5)). */
function cpuSec(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SEC;
}

export async function measureTcp(load: Load): Promise<TcpResult> {
  const { ports, registers, periodMs } = load;
  const peer = await runPymodbus(load);
  const gantry = await measureGantry(load);
  return {
    ...{ servers: ports.length, registers, periodMs, gantry },
    wantedPerSec: (ports.length * registers * 1_000) / periodMs,
    pymodbus: peer && peerFigures(peer, load.seconds),
  };
}

function peerFigures({ points, cpuSec: cpu, jitterMsP99 }: PeerFigures, seconds: number): TcpFigures {
  return {
    pointsPerSec: round(points / seconds),
    cpuMsPerThousandPoints: round((cpu * 1e6) / Math.max(1, points), 2),
    jitterMsP99: round(jitterMsP99),
  };
}

async function measureGantry({ ports, seconds, periodMs, registers }: Load): Promise<TcpFigures> {
  await using gantry = await startGantry();
  const api = await gantry.signIn();
  const identifiers = Array.from({ length: registers }, (_, at) => `p${at}`);
  const properties = identifiers.map((identifier) => ({
    identifier,
    name: identifier,
    dataType: { type: "int" },
  }));
  await api.post("/products", { productKey: "bench", name: "Bench" });
  await api.put("/products/bench/thing-model", { properties });
  const points = identifiers.map((identifier, address) => ({
    ...{ identifier, area: "holding", address, type: "uint16", group: "g" },
  }));
  await api.put("/products/bench/register-map", { points, groups: [{ name: "g", periodMs }] });
  for (const [at, port] of ports.entries()) {
    const transport = { kind: "tcp", host: "127.0.0.1", port };
    const link = await api.post("/links", { name: `l${at}`, transport });
    await api.post("/devices", { productKey: "bench", deviceName: `d${at}` });
    await api.put(`/devices/bench/d${at}/slave`, { linkId: link.body.id, unit: 1 });
  }
  await Bun.sleep(2_000);
  const from = Date.now();
  const before = cpuSec(gantry.pid);
  await Bun.sleep(seconds * 1_000);
  const spent = cpuSec(gantry.pid) - before;
  const to = Date.now();
  const stamps = await Promise.all(ports.map((_, at) => stampsOf(api, `d${at}`, { from, to })));
  const rounds = stamps.reduce((sum, list) => sum + list.length, 0);
  const count = rounds * registers;
  const gaps = stamps.flatMap((list) =>
    list.slice(1).map((ts, at) => Math.abs(ts - (list[at] ?? ts) - periodMs)),
  );
  return {
    pointsPerSec: round((count * 1_000) / (to - from)),
    cpuMsPerThousandPoints: round((spent * 1e6) / Math.max(1, count), 2),
    jitterMsP99: percentile(gaps, 0.99),
  };
}

interface HistoryClient {
  get(
    path: string,
  ): Promise<{ body: { series?: readonly { points: readonly (readonly [ts: number])[] }[] } }>;
}

/** When a property was read, in order: its stored points tell it. */
async function stampsOf(
  api: HistoryClient,
  device: string,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<number[]> {
  const range = `property=p0&from=${from}&to=${to}&maxPoints=5000`;
  const { body } = await api.get(`/devices/bench/${device}/history?${range}`);
  return (body.series?.[0]?.points ?? []).map(([ts]) => ts).sort((a, b) => a - b);
}
