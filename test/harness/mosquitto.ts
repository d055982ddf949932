// Eclipse Mosquitto as a peer: the broker that others wrote, and its command line clients.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { readLines } from "./lines.ts";
import { makeTempFolder } from "./temp-folder.ts";
import { until } from "./until.ts";

const SERVER =
  Bun.which("mosquitto") ?? (existsSync("/usr/sbin/mosquitto") ? "/usr/sbin/mosquitto" : undefined);
export const hasMosquitto = SERVER !== undefined;
export const hasMosquittoClients = Bun.which("mosquitto_pub") !== null && Bun.which("mosquitto_sub") !== null;

export interface Broker extends AsyncDisposable {
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

/** A loopback port that was free a moment ago. */
export function findFreePort(): number {
  const listener = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  const { port } = listener;
  listener.stop(true);
  return port;
}

async function isListening(port: number): Promise<boolean> {
  try {
    const socket = await Bun.connect({ hostname: "127.0.0.1", port, socket: { data() {} } });
    socket.end();
    return true;
  } catch {
    return false;
  }
}

/** Starts a broker without persistence that lets everyone in; on `port`, or on a free one. */
export async function startMosquitto(port?: number): Promise<Broker> {
  if (SERVER === undefined) throw new Error("mosquitto is not installed");
  for (let attempt = 0; ; attempt++) {
    const chosen = port ?? findFreePort();
    const folder = makeTempFolder("mosquitto");
    const config = join(folder.path, "mosquitto.conf");
    const lines = [`listener ${chosen} 127.0.0.1`, "allow_anonymous true", "persistence false"];
    // A fair yardstick: without these it would delay or drop messages. Counters each second for the benchmark.
    lines.push(
      "max_queued_messages 0",
      "max_inflight_messages 0",
      "set_tcp_nodelay true",
      "log_type none",
      "sys_interval 1",
    );
    await Bun.write(config, `${lines.join("\n")}\n`);
    const child = Bun.spawn([SERVER, "-c", config], { stdout: "ignore", stderr: "ignore" });
    const stop = async () => {
      child.kill();
      await child.exited;
      folder[Symbol.dispose]();
    };
    const isUp = await until(
      async () => (child.exitCode !== null ? "exited" : (await isListening(chosen)) && "up"),
      "mosquitto listens",
    );
    if (isUp === "up") return { port: chosen, pid: child.pid, stop, [Symbol.asyncDispose]: stop };
    folder[Symbol.dispose]();
    if (attempt === 4) throw new Error("mosquitto does not start");
  }
}

export interface Received {
  readonly topic: string;
  readonly payload: string;
}

export interface Subscriber extends AsyncDisposable {
  readonly received: readonly Received[];
  /** The first message, past or future, that `matches`. */
  next(matches: (message: Received) => boolean, what: string): Promise<Received>;
}

/** Runs mosquitto_sub with `args` and collects what it prints; resolves once it is subscribed. */
export async function openSubscriber(args: readonly string[]): Promise<Subscriber> {
  const child = Bun.spawn(["stdbuf", "-oL", "mosquitto_sub", "-d", "-F", "%t\t%p", ...args], {
    stdout: "pipe",
    stderr: "pipe",
  });
  const received: Received[] = [];
  let isSubscribed = false;
  let problem = "";
  const takeLine = (line: string) => {
    if (line.includes("received SUBACK")) isSubscribed = true;
    const tab = line.indexOf("\t");
    if (tab > 0) received.push({ topic: line.slice(0, tab), payload: line.slice(tab + 1) });
  };
  void readLines(child.stdout, takeLine);
  void readLines(child.stderr, (line) => {
    problem += `${line}\n`;
  });
  await until(() => {
    if (child.exitCode !== null) throw new Error(`mosquitto_sub ended: ${problem}`);
    return isSubscribed;
  }, "mosquitto_sub is subscribed");
  return {
    received,
    next: (matches, what) => until(() => received.find(matches), what),
    async [Symbol.asyncDispose]() {
      child.kill();
      await child.exited;
    },
  };
}
