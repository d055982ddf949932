// Fifty servers in a process of their own, and pymodbus's client in another: what polls and is polled beside us.

import { join } from "node:path";
import { readLines } from "../../../test/harness/lines.ts";
import { PYTHON } from "../../../test/harness/modbus/pymodbus-server.ts";

export interface Servers extends Disposable {
  readonly ports: readonly number[];
}

/** Servers of modbus-serial with a hundred holding registers each. */
export async function startServers(count: number): Promise<Servers> {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "serve.ts"), String(count)], {
    ...{ stdout: "pipe", stderr: "inherit", stdin: "ignore" },
  });
  const said = Promise.withResolvers<string>();
  void readLines(child.stdout, said.resolve).then(() => said.reject(new Error("the servers ended")));
  const ports = JSON.parse(await said.promise) as number[];
  return { ports, [Symbol.dispose]: () => child.kill("SIGKILL") };
}

const CLIENT = `
import asyncio, json, resource, sys, time
from pymodbus.client import AsyncModbusTcpClient
ports, seconds, period, count = json.loads(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
points, gaps = 0, []
async def poll(port, end):
    global points
    client = AsyncModbusTcpClient("127.0.0.1", port=port)
    await client.connect()
    due, last = time.monotonic(), None
    while time.monotonic() < end:
        answer = await client.read_holding_registers(0, count, slave=1)
        now = time.monotonic()
        if not answer.isError(): points += len(answer.registers)
        if last is not None: gaps.append(abs(now - last - period) * 1000)
        last = now
        due += period
        await asyncio.sleep(max(0, due - time.monotonic()))
    client.close()
async def main():
    end = time.monotonic() + seconds
    await asyncio.gather(*(poll(port, end) for port in ports))
asyncio.run(main())
use = resource.getrusage(resource.RUSAGE_SELF)
gaps.sort()
print(json.dumps({"points": points, "cpuSec": use.ru_utime + use.ru_stime, "jitterMsP99": gaps[int(len(gaps) * 0.99)] if gaps else None}))
`;

export interface PeerFigures {
  readonly points: number;
  readonly cpuSec: number;
  readonly jitterMsP99: number;
}

export interface Load {
  readonly ports: readonly number[];
  readonly seconds: number;
  readonly periodMs: number;
  readonly registers: number;
}

/** Undefined where pymodbus is not installed. */
export async function runPymodbus({
  ports,
  seconds,
  periodMs,
  registers,
}: Load): Promise<PeerFigures | undefined> {
  if (PYTHON === undefined) return undefined;
  const args = [JSON.stringify(ports), String(seconds), String(periodMs / 1_000), String(registers)];
  const child = Bun.spawn([PYTHON, "-c", CLIENT, ...args], { stdout: "pipe", stderr: "ignore" });
  const text = await new Response(child.stdout).text();
  return text.trim() === "" ? undefined : (JSON.parse(text) as PeerFigures);
}
