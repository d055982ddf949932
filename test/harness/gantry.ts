// The compiled executable in a folder of its own, on free ports.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { ApiClient } from "./api-client.ts";
import { readLines } from "./lines.ts";
import { makeTempFolder, type TempFolder } from "./temp-folder.ts";
import { until } from "./until.ts";

/** BINARY_UNDER_TEST names another executable than the one that `npm run build` leaves. */
export const BINARY = process.env.BINARY_UNDER_TEST ?? join(import.meta.dir, "../../dist/gantry");
export const hasBinary = existsSync(BINARY);
export const PASSWORD = "correct horse battery staple";

export interface GantryOptions {
  /** An existing data folder, which is then kept; a new one, removed in the end, when absent. */
  readonly dataDir?: string;
  /** Ports other than a free one, by listener. */
  readonly ports?: Readonly<Partial<Record<"http" | "mqtt" | "mqtts" | "mqtt-ws", number>>>;
  /** Further arguments of `gantry serve`. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Kills it (SIGKILL) whatever it is doing, even before it is ready. */
  readonly signal?: AbortSignal;
}

export interface Ready {
  readonly httpPort: number;
  readonly mqttPort: number;
  readonly mqttsPort: number;
  readonly mqttWsPort: number;
}

export interface Gantry extends AsyncDisposable {
  readonly pid: number;
  readonly dataDir: string;
  readonly ready: Ready;
  /** From spawn to the line that says ready, ms. */
  readonly startMs: number;
  /** `http://127.0.0.1:port`. */
  readonly origin: string;
  readonly exited: Promise<number>;
  stderr(): string;
  /** Sends a signal and waits for the end; resolves to the exit code. */
  kill(signal: NodeJS.Signals): Promise<number>;
  /** A client signed in as the first admin. */
  signIn(): Promise<ApiClient>;
}

/** 0 stands for a listener that failed. */
function readReady(line: string): Ready {
  const said: Record<string, { readonly port: number; readonly failed?: string } | undefined> =
    JSON.parse(line);
  const port = (name: string) => (said[name]?.failed === undefined ? (said[name]?.port ?? 0) : 0);
  return {
    httpPort: port("http"),
    mqttPort: port("mqtt"),
    mqttsPort: port("mqtts"),
    mqttWsPort: port("mqtt-ws"),
  };
}

/** The environment without settings of a Gantry that the person at this terminal may run. */
export function plainEnv(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined || name.startsWith("GANTRY_") ? [] : [[name, value]],
    ),
  );
}

/** Starts `gantry serve`; resolves when it says that it listens, rejects with its output when it ends instead. */
export async function startGantry(options: GantryOptions = {}): Promise<Gantry> {
  const folder: TempFolder | undefined = options.dataDir === undefined ? makeTempFolder("data") : undefined;
  const dataDir = options.dataDir ?? folder?.path ?? "";
  const listeners = (["http", "mqtt", "mqtts", "mqtt-ws"] as const).flatMap((name) => [
    ...[`--${name}-host`, "127.0.0.1"],
    ...[`--${name}-port`, String(options.ports?.[name] ?? 0)],
  ]);
  const command = [BINARY, "serve", "--data", dataDir, ...listeners, "--ready-json", ...(options.args ?? [])];
  const startedAtMs = performance.now();
  const child = Bun.spawn(command, {
    env: { ...plainEnv(), GANTRY_ADMIN_PASSWORD: PASSWORD, ...options.env },
    stdout: "pipe",
    stderr: "pipe",
    killSignal: "SIGKILL",
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  let ready: Ready | undefined;
  let startMs = 0;
  let stderr = "";
  let stdout = "";
  void readLines(child.stdout, (line) => {
    stdout += `${line}\n`;
    if (ready !== undefined || !line.startsWith("{")) return;
    startMs = performance.now() - startedAtMs;
    ready = readReady(line);
  });
  void readLines(child.stderr, (line) => {
    stderr += `${line}\n`;
  });
  const stop = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    return child.exited;
  };
  const isReady = await until(
    () => (ready !== undefined ? ready : child.exitCode !== null && "ended"),
    "the executable says ready",
    20_000,
  );
  if (isReady === "ended") throw new Error(`gantry ended with ${child.exitCode}:\n${stdout}${stderr}`);
  const origin = `http://127.0.0.1:${isReady.httpPort}`;
  return {
    pid: child.pid,
    dataDir,
    ready: isReady,
    startMs,
    origin,
    exited: child.exited,
    stderr: () => stderr,
    kill: stop,
    async signIn() {
      const api = new ApiClient(origin);
      const { status, body } = await api.signIn("admin", PASSWORD);
      if (status !== 200) throw new Error(`sign-in: ${status} ${JSON.stringify(body)}`);
      return api;
    },
    async [Symbol.asyncDispose]() {
      await stop("SIGKILL");
      folder?.[Symbol.dispose]();
    },
  };
}
