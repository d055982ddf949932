// The load: a generator process that publishes one prepared message over many connections.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { generateLoad } from "../../test/bench/generator.ts";
import { run } from "../../test/harness/run.ts";

const ROOT = join(import.meta.dir, "../..");

export interface Credential {
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
  readonly topic: string;
}

export interface LoadOptions {
  readonly port: number;
  readonly qos: 0 | 1;
  /** Messages per second over all connections; 0 as fast as the server takes them. */
  readonly ratePerSec: number;
  readonly seconds: number;
  readonly connections: number;
  readonly window: number;
  /** Must hold the place holder 0123456789abcdef, which each message gets a time stamp for. */
  readonly payloadFile: string;
  /** `clientId<TAB>user<TAB>password<TAB>topic`, a line per connection. */
  readonly credentialsFile: string;
  /** Whose CPU time and memory are taken. */
  readonly serverPid: number;
}

/** What the generator measures; rates and CPU over the measured time only. */
export interface LoadResult {
  readonly secs: number;
  readonly sent_per_s: number;
  readonly acked_per_s: number;
  readonly broker_cpu_s_per_M: number;
  readonly broker_cpu_pct: number;
  readonly ack_p50_us: number;
  readonly ack_p99_us: number;
  readonly unacked: number;
  /** Messages that left more than a millisecond after they were due. */
  readonly late: number;
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
  const { exitCode, stdout, stderr } = await run([binary, "pub", ...args], { timeoutMs: 600_000 });
  if (exitCode !== 0) throw new Error(`mload: ${stderr}`);
  return JSON.parse(stdout);
}
