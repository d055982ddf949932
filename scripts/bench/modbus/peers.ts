// Servers in a process of their own, and the clients that poll them beside us: pymodbus's, and our engine without the rest.

import { join } from "node:path";
import { readLines } from "../../../test/harness/lines.ts";
import { hasLibmodbus, startLibmodbus } from "../../../test/harness/modbus/libmodbus-server.ts";
import { PYTHON } from "../../../test/harness/modbus/pymodbus-server.ts";

export interface Servers extends AsyncDisposable {
  /** Who wrote them. */
  readonly name: string;
  readonly ports: readonly number[];
  /** Whether they answer for any unit. */
  readonly hasAllUnits: boolean;
}

/**
 * Servers with a hundred holding registers each: of libmodbus, the fastest that others wrote, in C; else of
 * modbus-serial.
 */
export async function startServers(count: number, folder: string): Promise<Servers> {
  if (hasLibmodbus) {
    const peer = await startLibmodbus(folder, { kind: "tcp", count });
    const stop = () => peer[Symbol.asyncDispose]();
    return { name: "libmodbus", ports: peer.ports, hasAllUnits: true, [Symbol.asyncDispose]: stop };
  }
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "serve.ts"), String(count)], {
    ...{ stdout: "pipe", stderr: "inherit", stdin: "ignore" },
  });
  const said = Promise.withResolvers<string>();
  void readLines(child.stdout, said.resolve).then(() => said.reject(new Error("the servers ended")));
  const ports = JSON.parse(await said.promise) as number[];
  return {
    ...{ name: "modbus-serial", ports, hasAllUnits: false },
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.exited;
    },
  };
}

const CLIENT = `
import asyncio, json, resource, sys, time
from pymodbus.client import AsyncModbusTcpClient
load = json.loads(sys.argv[1])
period, count = load["periodMs"] / 1000, load["registers"]
# Of several slaves behind each server one is always due: then it asks without a pause.
if load["slavesPerServer"] > 1: period = 0
points, gaps, begin = 0, [], 0
def cpu():
    use = resource.getrusage(resource.RUSAGE_SELF)
    return use.ru_utime + use.ru_stime
async def poll(port, index):
    global points
    client = AsyncModbusTcpClient("127.0.0.1", port=port)
    await client.connect()
    due = time.monotonic() + period * index / len(load["ports"])
    last = None
    while True:
        await asyncio.sleep(max(0, due - time.monotonic()))
        answer = await client.read_holding_registers(0, count, slave=1)
        now = time.monotonic()
        due = max(due + period, now)
        if begin == 0: continue
        if not answer.isError(): points += len(answer.registers)
        stamp = int(now * 1000)
        if last is not None: gaps.append(abs(stamp - last - round(period * 1000)))
        last = stamp
async def main():
    global begin
    tasks = [asyncio.create_task(poll(port, index)) for index, port in enumerate(load["ports"])]
    await asyncio.sleep(load["warmUpSec"])
    begin, before = time.monotonic(), cpu()
    await asyncio.sleep(load["seconds"])
    seconds, spent = time.monotonic() - begin, cpu() - before
    gaps.sort()
    at = gaps[min(len(gaps) - 1, int(len(gaps) * 0.99))] if gaps else 0
    print(json.dumps({"points": points, "seconds": seconds, "cpuSec": spent, "jitterMsP99": at}), flush=True)
    for task in tasks: task.cancel()
asyncio.run(main())
`;

/** What a client of a load did after it had warmed up. */
export interface ClientFigures {
  readonly points: number;
  readonly seconds: number;
  /** User and system time of its process. */
  readonly cpuSec: number;
  /** Of the time between two readings of a register, how far it is from the period; in whole ms, as readings are stamped. */
  readonly jitterMsP99: number;
}

export type LoadName = "all" | "fastest" | "few";

export interface Load {
  readonly name: LoadName;
  readonly ports: readonly number[];
  /** Of one, each server is polled at the period; of more, by turns, as fast as it answers. */
  readonly slavesPerServer: number;
  readonly seconds: number;
  readonly warmUpSec: number;
  readonly periodMs: number;
  readonly registers: number;
}

/** pymodbus's asyncio client; undefined where it is not installed. */
export async function runPymodbus(load: Load): Promise<ClientFigures | undefined> {
  return PYTHON === undefined ? undefined : await runClient([PYTHON, "-c", CLIENT, JSON.stringify(load)]);
}

/** The engine alone, from its sources: it polls and decodes, and counts what it reads. */
export async function runEngine(load: Load): Promise<ClientFigures | undefined> {
  return await runClient([process.execPath, join(import.meta.dir, "poll.ts"), JSON.stringify(load)]);
}

async function runClient(command: string[]): Promise<ClientFigures | undefined> {
  const child = Bun.spawn(command, { stdout: "pipe", stderr: "inherit" });
  const text = await new Response(child.stdout).text();
  return text.trim() === "" ? undefined : (JSON.parse(text) as ClientFigures);
}
