// Servers over TCP, polled by the executable, by its engine alone, and by pymodbus: what arrives, what it costs, and how
// even the periods are.

import { readFileSync } from "node:fs";
import type { Answer, ApiClient } from "../../../test/harness/api-client.ts";
import { startGantry } from "../../../test/harness/gantry.ts";
import { percentile, round } from "../proc.ts";
import type { Report } from "../verdict.ts";
import { type ClientFigures, type Load, type LoadName, runEngine, runPymodbus } from "./peers.ts";

export interface TcpFigures {
  readonly pointsPerSec: number;
  readonly cpuMsPerThousandPoints: number;
  readonly jitterMsP99: number;
}

export interface TcpResult {
  readonly load: LoadName;
  readonly servers: number;
  readonly registers: number;
  readonly periodMs: number;
  /** What the periods ask for; with several slaves behind each server more than there is time for. */
  readonly wantedPerSec: number;
  readonly slavesPerServer: number;
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
  const { name, ports, registers, periodMs, slavesPerServer } = load;
  const tell = (who: string, figures: TcpFigures | undefined) => {
    if (figures === undefined) return;
    const { pointsPerSec, cpuMsPerThousandPoints, jitterMsP99 } = figures;
    const jitter = slavesPerServer > 1 ? "" : `, jitter p99 ${jitterMsP99} ms`;
    report(`${name}: ${who} ${pointsPerSec} points/s, ${cpuMsPerThousandPoints} ms CPU per 1,000${jitter}`);
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
    ...{ load: name, servers: ports.length, registers, periodMs, slavesPerServer },
    wantedPerSec: (ports.length * slavesPerServer * registers * 1_000) / periodMs,
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

async function runGantry(load: Load): Promise<ClientFigures> {
  const { seconds, warmUpSec, periodMs, registers } = load;
  await using gantry = await startGantry();
  const api = await gantry.signIn();
  const devices = await addDevices(api, load);
  await Bun.sleep(warmUpSec * 1_000);
  const [from, before] = [Date.now(), cpuSec(gantry.pid)];
  await Bun.sleep(seconds * 1_000);
  const [to, spent] = [Date.now(), cpuSec(gantry.pid) - before];
  const stamps: number[][] = [];
  for (const device of devices) stamps.push(await stampsOf(api, device, { from, to }));
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

/** The names of the devices. */
async function addDevices(
  api: ApiClient,
  { ports, slavesPerServer, periodMs, registers }: Load,
): Promise<string[]> {
  const ask = async (call: Promise<Answer>) => {
    const { status, body } = await call;
    if (status >= 300) throw new Error(`${status}: ${JSON.stringify(body)}`);
    return body;
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
  const names: string[] = [];
  for (const [at, port] of ports.entries()) {
    const transport = { kind: "tcp", host: "127.0.0.1", port };
    const { id } = await ask(api.post("/links", { name: `l${at}`, transport }));
    for (let unit = 1; unit <= slavesPerServer; unit++) {
      const deviceName = `d${at}-${unit}`;
      await ask(api.post("/devices", { productKey: "bench", deviceName }));
      await ask(api.put(`/devices/bench/${deviceName}/slave`, { linkId: id, unit }));
      names.push(deviceName);
    }
  }
  return names;
}

/** When a property was read, in order: its stored points tell it. */
async function stampsOf(
  api: ApiClient,
  device: string,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<number[]> {
  const range = `property=p0&from=${from}&to=${to}&maxPoints=5000`;
  const { body } = await api.get(`/devices/bench/${device}/history?${range}`);
  const points: readonly (readonly [ts: number])[] = body.series?.[0]?.points ?? [];
  return points.map(([ts]) => ts).sort((a, b) => a - b);
}
