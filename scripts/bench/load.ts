// The load: a generator process that publishes one prepared message over many connections.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { generateLoad, type LoadOptions, type LoadResult } from "../../test/bench/generator.ts";
import { run } from "../../test/harness/run.ts";

const ROOT = join(import.meta.dir, "../..");

export interface Credential {
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
  readonly topic: string;
}

export interface Generator {
  readonly name: string;
  run(options: LoadOptions): Promise<LoadResult>;
}

/** The C generator where its source and a compiler are at hand; otherwise the slower one of test/bench. */
export async function makeGenerator(buildDir: string): Promise<Generator> {
  const source = process.env.MLOAD_SOURCE ?? join(ROOT, "../shared/bench/mload.c");
  const compiler = Bun.which("cc");
  if (compiler === null || !existsSync(source)) return { name: "generator.ts", run: generateLoad };
  const binary = join(buildDir, "mload");
  const built = Bun.spawnSync([compiler, "-O2", "-o", binary, source]);
  if (!built.success) throw new Error(`cc: ${built.stderr.toString()}`);
  return { name: "mload", run: (options) => runProgram(binary, options) };
}

async function runProgram(binary: string, options: LoadOptions): Promise<LoadResult> {
  const flags = {
    "-p": options.port,
    "-q": options.qos,
    "-r": options.ratePerSec,
    "-d": options.seconds,
    "-W": 0, // the server was warmed up by a run that is not counted
    "-n": options.connections,
    "-s": 0,
    "-w": options.window,
    "-B": options.serverPid,
    "-C": options.credentialsFile,
    "--payload-file": options.payloadFile,
  };
  const args = Object.entries(flags).flatMap(([flag, value]) => [flag, String(value)]);
  const { exitCode, stdout, stderr } = await run([binary, "pub", ...args], {
    timeoutMs: (options.seconds + 120) * 1_000,
  });
  if (exitCode !== 0) throw new Error(`mload: ${stderr}`);
  return JSON.parse(stdout);
}
