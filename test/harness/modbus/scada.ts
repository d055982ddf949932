// Masters that others wrote, as they ask a server of ours: mbpoll, pymodbus, and libmodbus in a small C program.

import { join } from "node:path";
import { until } from "../until.ts";
import { nameOfPort } from "./pymodbus-server.ts";

export const MBPOLL = Bun.which("mbpoll");
export const hasLibmodbus =
  Bun.which("gcc") !== null && Bun.spawnSync(["pkg-config", "--exists", "libmodbus"]).success;

/** A host's port, or a serial line. */
export type ServerPlace = { readonly port: number } | { readonly path: string };

/** What mbpoll says; `-0` and `-1` are there. */
export async function mbpoll(place: ServerPlace, options: readonly string[], values: readonly string[] = []) {
  const way =
    "port" in place ? ["-m", "tcp", "-p", String(place.port)] : ["-m", "rtu", "-b", "19200", "-P", "none"];
  const target = "port" in place ? "127.0.0.1" : place.path;
  const command = [MBPOLL ?? "", ...way, "-0", "-1", ...options, target, ...values];
  const child = Bun.spawn(command, { stdout: "pipe", stderr: "pipe" });
  const [out, errors] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  return out + errors;
}

/** Each step is a method of pymodbus's client with its arguments; answers registers, bits, "ok" or "exception n". */
const PYMODBUS = `
import json, sys
from pymodbus.client import ModbusSerialClient, ModbusTcpClient
place, steps = json.loads(sys.argv[1]), json.loads(sys.argv[2])
client = (ModbusTcpClient("127.0.0.1", port=place["port"], timeout=2) if "port" in place
          else ModbusSerialClient(place["path"], baudrate=19200, timeout=2))
assert client.connect()
answers = []
for method, arguments in steps:
    answer = getattr(client, method)(**arguments)
    if not hasattr(answer, "isError") or not hasattr(answer, "function_code"): answers.append(type(answer).__name__)
    elif answer.isError(): answers.append("exception %d" % answer.exception_code)
    elif getattr(answer, "registers", None): answers.append(answer.registers)
    elif method.startswith("read"): answers.append(answer.bits[:arguments["count"]])
    else: answers.append("ok")
client.close()
print(json.dumps(answers))
`;

export type PymodbusStep = readonly [method: string, args: Readonly<Record<string, unknown>>];

export async function pymodbus(python: string, place: ServerPlace, steps: readonly PymodbusStep[]) {
  const command = [python, "-c", PYMODBUS, JSON.stringify(place), JSON.stringify(steps)];
  const child = Bun.spawn(command, { stdout: "pipe", stderr: "pipe" });
  const [out, errors] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  if (out === "") throw new Error(errors);
  return JSON.parse(out) as (number[] | boolean[] | string)[];
}

/** Reads a float and a coil, writes a register and a mask, and says how what is not there was refused. */
const LIBMODBUS = `
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <modbus.h>
int main(int count, char **arguments) {
  int isTcp = strcmp(arguments[1], "tcp") == 0;
  modbus_t *bus = isTcp ? modbus_new_tcp("127.0.0.1", atoi(arguments[2]))
                        : modbus_new_rtu(arguments[2], 19200, 'N', 8, 1);
  uint16_t words[4];
  uint8_t bits[4];
  modbus_set_slave(bus, 1);
  modbus_set_response_timeout(bus, 2, 0);
  if (modbus_connect(bus) != 0) return 1;
  if (modbus_read_registers(bus, 0, 2, words) == 2) printf("float %g\\n", modbus_get_float_abcd(words));
  if (modbus_read_registers(bus, 2, 2, words) == 2) printf("swapped %g\\n", modbus_get_float_cdab(words));
  if (modbus_read_bits(bus, 0, 2, bits) == 2) printf("bits %d %d\\n", bits[0], bits[1]);
  printf("register %d\\n", modbus_write_register(bus, 30, atoi(arguments[3])));
  printf("mask %d\\n", modbus_mask_write_register(bus, 31, 0, 2));
  int absent = modbus_read_registers(bus, 900, 1, words);
  printf("absent %d %s\\n", absent, modbus_strerror(errno));
  modbus_close(bus);
  modbus_free(bus);
  return 0;
}
`;

/** Compiles the program; returns what runs it against a server, with the value to be written. */
export async function makeLibmodbusClient(folder: string) {
  const [source, program] = [join(folder, "client.c"), join(folder, "client")];
  await Bun.write(source, LIBMODBUS);
  const made = Bun.spawnSync(["gcc", "-o", program, source, "-I/usr/include/modbus", "-lmodbus"]);
  if (!made.success) throw new Error(made.stderr.toString());
  return async (place: ServerPlace, value: number) => {
    const way = "port" in place ? ["tcp", String(place.port)] : ["rtu", place.path];
    const child = Bun.spawn([program, ...way, String(value)], { stdout: "pipe", stderr: "ignore" });
    return (await new Response(child.stdout).text()).trim().split("\n");
  };
}

export interface Cable extends AsyncDisposable {
  /** The end for the product under test, and that of the master. */
  readonly near: string;
  readonly far: string;
  unplug(): Promise<void>;
  plug(): Promise<void>;
}

/** Two pseudo-terminals in `folder` that are one line. */
export async function startCable(folder: string): Promise<Cable> {
  const [near, far] = [`${folder}/near`, `${folder}/far`];
  let child: Bun.Subprocess | undefined;
  const isThere = async (path: string) =>
    await Bun.file(path)
      .stat()
      .then(() => true)
      .catch(() => false);
  const plug = async () => {
    const ends = [near, far].map((link) => `pty,raw,echo=0,link=${link}`);
    child = Bun.spawn([Bun.which("socat") ?? "", ...ends], { stderr: "ignore" });
    await until(async () => (await isThere(near)) && (await isThere(far)), "the cable");
  };
  const unplug = async () => {
    child?.kill("SIGTERM");
    await child?.exited;
  };
  await plug();
  return { near: nameOfPort(near), far, plug, unplug, [Symbol.asyncDispose]: unplug };
}
