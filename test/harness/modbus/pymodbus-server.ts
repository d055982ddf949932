// pymodbus's server on one end of a line of pseudo-terminals: slaves that others wrote, on a serial port.

import { until } from "../until.ts";

export const PYTHON = ["python3", "/usr/bin/python3"].find(
  (python) => Bun.which(python) !== null && Bun.spawnSync([python, "-c", "import pymodbus, serial"]).success,
);
export const SOCAT = Bun.which("socat");

/** Units 1 and 17, each with 100 holding registers: 40 of unit 1 hold their address, of unit 17 a hundred more. */
const SCRIPT = `
import sys
from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext
from pymodbus.server import StartSerialServer
from pymodbus.transaction import ModbusRtuFramer
def slave(base):
    return ModbusSlaveContext(
        di=ModbusSequentialDataBlock(0, [1, 0] * 50), co=ModbusSequentialDataBlock(0, [0] * 100),
        hr=ModbusSequentialDataBlock(0, [base + i for i in range(40)]),
        ir=ModbusSequentialDataBlock(0, [0x41bc, 0] * 20), zero_mode=True)
context = ModbusServerContext(slaves={1: slave(0), 17: slave(100)}, single=False)
StartSerialServer(context=context, framer=ModbusRtuFramer, port=sys.argv[1], baudrate=19200, timeout=0.01)
`;

export interface SerialPeer extends AsyncDisposable {
  /** The end for the product under test. */
  readonly path: string;
  /** Pulls the cable: both ends are gone. */
  unplug(): Promise<void>;
  /** Plugs it in again, with the slaves behind it. */
  plug(): Promise<void>;
}

/** `folder` holds the ends of the line. */
export async function startSerialPeer(folder: string): Promise<SerialPeer> {
  const [path, far] = [`${folder}/line`, `${folder}/far`];
  let children: Bun.Subprocess[] = [];
  const isThere = async (file: string) =>
    await Bun.file(file)
      .stat()
      .then(() => true)
      .catch(() => false);
  const plug = async () => {
    const line = [SOCAT ?? "", `pty,raw,echo=0,link=${path}`, `pty,raw,echo=0,link=${far}`];
    children = [Bun.spawn(line, { stderr: "ignore" })];
    await until(async () => (await isThere(path)) && (await isThere(far)), "the line");
    children.push(Bun.spawn([PYTHON ?? "", "-c", SCRIPT, far], { stdout: "ignore", stderr: "ignore" }));
  };
  const unplug = async () => {
    for (const child of children) child.kill("SIGKILL");
    await Promise.all(children.map((child) => child.exited));
  };
  await plug();
  return { path, plug, unplug, [Symbol.asyncDispose]: unplug };
}
