// pymodbus's servers: slaves that others wrote, on a line of pseudo-terminals, over TCP, and as RTU frames over TCP.

import { rmSync, symlinkSync } from "node:fs";
import { basename } from "node:path";
import { readLines } from "../lines.ts";
import { until } from "../until.ts";

export const PYTHON = ["python3", "/usr/bin/python3"].find(
  (python) => Bun.which(python) !== null && Bun.spawnSync([python, "-c", "import pymodbus, serial"]).success,
);
export const SOCAT = Bun.which("socat");

/**
 * Units 1 and 17, each with 40 holding registers: of unit 1 they hold their address, of unit 17 a hundred more. Input
 * registers are 41BC 0000 again and again, coils are off, and every second discrete input is on, the first one too. Over
 * TCP they say that they are Acme's PM5310, revision 2.1.
 */
const SCRIPT = `
import asyncio, sys
from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext
from pymodbus.device import ModbusDeviceIdentification
from pymodbus.server import StartSerialServer
from pymodbus.server.async_io import ModbusTcpServer
from pymodbus.transaction import ModbusRtuFramer, ModbusSocketFramer
def slave(base):
    return ModbusSlaveContext(
        di=ModbusSequentialDataBlock(0, [1, 0] * 50), co=ModbusSequentialDataBlock(0, [0] * 100),
        hr=ModbusSequentialDataBlock(0, [base + i for i in range(40)]),
        ir=ModbusSequentialDataBlock(0, [0x41bc, 0] * 20), zero_mode=True)
context = ModbusServerContext(slaves={1: slave(0), 17: slave(100)}, single=False)
identity = ModbusDeviceIdentification(info_name={
    "VendorName": "Acme", "ProductCode": "PM5310", "MajorMinorRevision": "2.1"})
async def listen(framer):
    server = ModbusTcpServer(context, framer, identity=identity, address=("127.0.0.1", 0))
    task = asyncio.ensure_future(server.serve_forever())
    await server.serving
    print(server.server.sockets[0].getsockname()[1], flush=True)
    await task
if sys.argv[1] == "serial":
    StartSerialServer(context=context, framer=ModbusRtuFramer, port=sys.argv[2], baudrate=19200, timeout=0.01)
else:
    asyncio.run(listen(ModbusRtuFramer if sys.argv[2] == "rtu" else ModbusSocketFramer))
`;

/**
 * Where the executable under test is that of Windows: the link by which Wine has a COM port, as
 * `~/.wine/dosdevices/com40`. It then leads to the line, and COM40 is what the product opens.
 */
const COM_LINK = process.env.COM_UNDER_TEST;

/** What the product under test calls the port that lies at `path`. */
export function nameOfPort(path: string): string {
  if (COM_LINK === undefined) return path;
  rmSync(COM_LINK, { force: true });
  symlinkSync(path, COM_LINK);
  return basename(COM_LINK).toUpperCase();
}

export interface TcpPeer extends AsyncDisposable {
  readonly port: number;
}

/** `framing` as in the settings of a link: frames of Modbus TCP, or those of a serial line. */
export async function startTcpPeer(framing: "tcp" | "rtu"): Promise<TcpPeer> {
  const child = Bun.spawn([PYTHON ?? "", "-c", SCRIPT, "tcp", framing], {
    ...{ stdout: "pipe", stderr: "ignore", stdin: "ignore" },
  });
  const said = Promise.withResolvers<string>();
  void readLines(child.stdout, said.resolve).then(() => said.reject(new Error("pymodbus ended")));
  const port = Number(await said.promise);
  return {
    port,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.exited;
    },
  };
}

export interface Line extends AsyncDisposable {
  /** The end for the product under test, as it calls it. */
  readonly path: string;
  /** The end for its slaves. */
  readonly far: string;
  /** Pulls the cable: both ends are gone. */
  unplug(): Promise<void>;
  /** Plugs it in again. */
  plug(): Promise<void>;
}

/** A line of pseudo-terminals, whose ends `folder` holds. */
export async function startLine(folder: string): Promise<Line> {
  const [path, far] = [`${folder}/line`, `${folder}/far`];
  let child: Bun.Subprocess | undefined;
  const isThere = async (file: string) =>
    await Bun.file(file)
      .stat()
      .then(() => true)
      .catch(() => false);
  const plug = async () => {
    const command = [SOCAT ?? "", `pty,raw,echo=0,link=${path}`, `pty,raw,echo=0,link=${far}`];
    child = Bun.spawn(command, { stderr: "ignore" });
    await until(async () => (await isThere(path)) && (await isThere(far)), "the line");
  };
  const unplug = async () => {
    child?.kill("SIGKILL");
    await child?.exited;
  };
  await plug();
  return {
    path: nameOfPort(path),
    far,
    plug,
    unplug,
    [Symbol.asyncDispose]: unplug,
  };
}

/** Units 1 and 17 on the far end of `line`, with even parity and 19,200 baud; pulled and plugged in with it. */
export async function startSerialPeer(folder: string): Promise<Line> {
  const line = await startLine(folder);
  let child: Bun.Subprocess | undefined;
  const start = () => {
    child = Bun.spawn([PYTHON ?? "", "-c", SCRIPT, "serial", line.far], {
      ...{ stdout: "ignore", stderr: "ignore" },
    });
  };
  const unplug = async () => {
    await line.unplug();
    child?.kill("SIGKILL");
    await child?.exited;
  };
  start();
  return {
    ...line,
    async plug() {
      await line.plug();
      start();
    },
    unplug,
    [Symbol.asyncDispose]: unplug,
  };
}
