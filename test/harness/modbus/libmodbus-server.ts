// Slaves of libmodbus, where a C compiler and the library's headers are: over TCP or on a serial line.

import { join } from "node:path";
import { readLines } from "../lines.ts";

const SOURCE = join(import.meta.dir, "libmodbus-server.c");
const CC = Bun.which("gcc") ?? Bun.which("cc");

export const hasLibmodbus =
  CC !== null &&
  Bun.spawnSync([CC, "-fsyntax-only", "-I/usr/include/modbus", SOURCE], { stderr: "ignore" }).success;

export interface LibmodbusPeer extends AsyncDisposable {
  /** Of a serial line none. */
  readonly ports: readonly number[];
  readonly pid: number;
}

export type LibmodbusPlace =
  | { readonly kind: "tcp"; readonly count: number }
  | { readonly kind: "rtu"; readonly path: string; readonly baud: number; readonly unit: number };

/** Compiles it into `folder` first. Rejects when it cannot listen. */
export async function startLibmodbus(folder: string, place: LibmodbusPlace): Promise<LibmodbusPeer> {
  const program = join(folder, "libmodbus-server");
  const build = [CC ?? "cc", "-O2", "-I/usr/include/modbus", "-o", program, SOURCE, "-lmodbus"];
  const { success, stderr } = Bun.spawnSync(build, { stderr: "pipe" });
  if (!success) throw new Error(`libmodbus: ${stderr}`);
  const words =
    place.kind === "tcp"
      ? ["tcp", String(place.count)]
      : ["rtu", place.path, String(place.baud), String(place.unit)];
  const child = Bun.spawn([program, ...words], { stdout: "pipe", stderr: "inherit", stdin: "ignore" });
  const said = Promise.withResolvers<string>();
  void readLines(child.stdout, said.resolve).then(() => said.reject(new Error("libmodbus ended")));
  const ports: readonly number[] = JSON.parse(await said.promise);
  return {
    ports,
    pid: child.pid,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.exited;
    },
  };
}
