// Servers over TCP, polled by the executable, by its engine alone, and by pymodbus: what arrives, what it costs, and how
// even the periods are.

import { readFileSync } from "node:fs";
import { startGantry } from "../../../test/harness/gantry.ts";
import { percentile, round } from "../proc.ts";
import type { Report } from "../verdict.ts";
import { type ClientFigures, type Load, runEngine, runPymodbus } from "./peers.ts";

export interface TcpFigures {
  readonly pointsPerSec: number;
  readonly cpuMsPerThousandPoints: number;
  readonly jitterMsP99: number;
}

export interface TcpResult {
  readonly load: string;
  readonly servers: number;
  readonly registers: number;
  readonly periodMs: number;
  readonly wantedPerSec: number;
  /** The whole product: every reading is checked against its model, stored and kept as the newest. */
  readonly gantry: TcpFigures;
  readonly engine: TcpFigures | undefined;
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

/** One after the other on the same servers. */
export async function measureTcp(load: Load, report: Report): Promise<TcpResult> {
  const { name, ports, registers, periodMs } = load;
  const tell = (who: string, figures: TcpFigures | undefined) => {
    if (figures === undefined) return;
    const { pointsPerSec, cpuMsPerThousandPoints, jitterMsP99 } = figures;
    report(
      `${name}: ${who} ${pointsPerSec} points/s, ${cpuMsPerThousandPoints} ms CPU per 1,000, jitter p99 ${jitterMsP99} ms`,
    );
  };
  const peer = await runPymodbus(load);
  const pymodbus = peer && figuresOf(peer);
  tell("pymodbus", pymodbus);
  const alone = await runEngine(load);
  const engine = alone && figuresOf(alone);
  tell("engine", engine);
  const gantry = figuresOf(await runGantry(load));
  tell("gantry", gantry);
  return {
    ...{ load: name, servers: ports.length, registers, periodMs },
    wantedPerSec: (ports.length * registers * 1_000) / periodMs,
    ...{ gantry, engine, pymodbus },
  };
}

function figuresOf({ points, seconds, cpuSec: cpu, jitterMsP99 }: ClientFigures): TcpFigures {
  return {
    pointsPerSec: Math.round(points / seconds),
    cpuMsPerThousandPoints: round((cpu * 1e6) / Math.max(1, points), 2),
    jitterMsP99: round(jitterMsP99),
  };
}

async function runGantry({ ports, seconds, warmUpSec, periodMs, registers }: Load): Promise<ClientFigures> {
  await using gantry = await startGantry();
  const api = await gantry.signIn();
  const ask = async (call: Promise<{ status: number; body: unknown }>) => {
    const { status, body } = await call;
    if (status >= 300) throw new Error(`${status}: ${JSON.stringify(body)}`);
    return body as { id: number };
  };
  const identifiers = Array.from({ length: registers }, (_, at) => `p${at}`);
  const properties = identifiers.map((identifier) => ({
    ...{ identifier, name: identifier, dataType: { type: "int" } },
  }));
  await ask(api.post("/products", { productKey: "bench", name: "Bench" }));
  await ask(api.put("/products/bench/thing-model", { properties }));
  const points = identifiers.map((identifier, address) => ({
    ...{ identifier, area: "holding", address, type: "uint16", group: "g" },
  }));
  await ask(api.put("/products/bench/register-map", { points, groups: [{ name: "g", periodMs }] }));
  for (const [at, port] of ports.entries()) {
    const transport = { kind: "tcp", host: "127.0.0.1", port };
    const { id } = await ask(api.post("/links", { name: `l${at}`, transport }));
    await ask(api.post("/devices", { productKey: "bench", deviceName: `d${at}` }));
    await ask(api.put(`/devices/bench/d${at}/slave`, { linkId: id, unit: 1 }));
  }
  await Bun.sleep(warmUpSec * 1_000);
  const [from, before] = [Date.now(), cpuSec(gantry.pid)];
  await Bun.sleep(seconds * 1_000);
  const [to, spent] = [Date.now(), cpuSec(gantry.pid) - before];
  const stamps = await Promise.all(ports.map((_, at) => stampsOf(api, `d${at}`, { from, to })));
  const gaps = stamps.flatMap((list) =>
    list.slice(1).map((ts, at) => Math.abs(ts - (list[at] ?? ts) - periodMs)),
  );
  return {
    points: stamps.reduce((sum, list) => sum + list.length, 0) * registers,
    seconds: (to - from) / 1_000,
    cpuSec: spent,
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
