// InfluxDB 1.x as Debian packages it: its own process on loopback, each write fsynced before it is acknowledged.

import { join } from "node:path";
import type { PropertyEvent } from "../../src/spine/event.ts";
import type { Value } from "../../src/spine/point.ts";
import { findFreePort } from "../../test/harness/mosquitto.ts";
import { until } from "../../test/harness/until.ts";
import { fileBytes } from "./density.ts";
import { watchRss } from "./proc.ts";
import type { RivalSeries, RivalStore } from "./rival.ts";

export const hasInflux = Bun.which("influxd") !== null;

/** Its defaults, but for ports, folders and silence; and it compacts when it is idle, not hours later. */
function configOf(dir: string, httpPort: number, rpcPort: number): string {
  return `reporting-disabled = true
bind-address = "127.0.0.1:${rpcPort}"
[meta]
  dir = "${dir}/meta"
  logging-enabled = false
[data]
  dir = "${dir}/data"
  wal-dir = "${dir}/wal"
  wal-fsync-delay = "0s"
  query-log-enabled = false
  cache-snapshot-write-cold-duration = "1s"
  compact-full-write-cold-duration = "2s"
  max-series-per-database = 0
[monitor]
  store-enabled = false
[http]
  bind-address = "127.0.0.1:${httpPort}"
  log-enabled = false
  max-body-size = 0
  max-row-limit = 0
[logging]
  level = "error"
`;
}

function fieldOf(value: Value): string {
  if (typeof value === "number") return String(value);
  if (typeof value === "bigint") return `${value}i`;
  if (typeof value === "boolean") return value ? "t" : "f";
  return JSON.stringify(typeof value === "string" ? value : JSON.stringify(value));
}

function lineOf({ deviceId, ts, points }: PropertyEvent): string {
  return `m,dev=d${deviceId} ${points.map(({ property, value }) => `${property}=${fieldOf(value)}`).join(",")} ${ts}`;
}

/** Lines of the next request while the one before is on its way: two requests at a time. */
const REQUESTS = 2;
const QUIET_MS = 4_000;
const SETTLE_MS = 60_000;

async function untilQuiet(dir: string): Promise<number> {
  let bytes = -1;
  let sinceMs = performance.now();
  const startMs = sinceMs;
  for (;;) {
    const now = fileBytes(dir);
    if (now !== bytes) sinceMs = performance.now();
    bytes = now;
    if (performance.now() - sinceMs > QUIET_MS || performance.now() - startMs > SETTLE_MS) return bytes;
    await Bun.sleep(250);
  }
}

function where({ deviceId, fromMs, toMs }: RivalSeries): string {
  return `WHERE dev = 'd${deviceId}' AND time >= ${fromMs}ms AND time <= ${toMs}ms`;
}

/** Starts influxd on the folder. Throws when it does not answer. */
export async function openInflux(dir: string): Promise<RivalStore> {
  const port = findFreePort();
  const config = join(dir, "influxdb.conf");
  await Bun.write(config, configOf(dir, port, findFreePort()));
  const child = Bun.spawn(["influxd", "-config", config], { stdout: "ignore", stderr: "ignore" });
  const origin = `http://127.0.0.1:${port}`;
  const isUp = () =>
    fetch(`${origin}/ping`).then(
      ({ status }) => status === 204,
      () => false,
    );
  await until(isUp, "influxd answers", 20_000);
  const query = async (text: string): Promise<number> => {
    const answer = await fetch(`${origin}/query?db=bench&epoch=ms&q=${encodeURIComponent(text)}`, {
      method: text.startsWith("SELECT") ? "GET" : "POST",
    });
    const body = (await answer.json()) as {
      results: readonly { error?: string; series?: readonly { values: readonly unknown[] }[] }[];
    };
    const result = body.results[0];
    if (result?.error !== undefined) throw new Error(`influxd: ${result.error}`);
    return result?.series?.[0]?.values.length ?? 0;
  };
  await query("CREATE DATABASE bench");
  const rss = watchRss(child.pid);
  const underway: Promise<void>[] = [];
  const send = async (events: readonly PropertyEvent[]) => {
    const body = events.map(lineOf).join("\n");
    const answer = await fetch(`${origin}/write?db=bench&precision=ms`, { method: "POST", body });
    if (!answer.ok) throw new Error(`influxd: ${answer.status} ${await answer.text()}`);
    await answer.arrayBuffer();
  };
  return {
    async write(events) {
      underway.push(send(events));
      if (underway.length >= REQUESTS) await underway.shift();
    },
    async settle() {
      await Promise.all(underway.splice(0));
      return untilQuiet(dir);
    },
    rssPeakBytes: rss.peakBytes,
    raw: (series) => query(`SELECT ${series.property} FROM m ${where(series)}`),
    downsampled: (series, spanMs) => {
      const values = ["min", "max", "sum", "count"].map((fn) => `${fn}(${series.property})`).join(", ");
      return query(
        `SELECT ${values} FROM m ${where(series)} GROUP BY time(${Math.round(spanMs)}ms) fill(none)`,
      );
    },
    async [Symbol.asyncDispose]() {
      rss[Symbol.dispose]();
      await Promise.allSettled(underway);
      child.kill("SIGKILL");
      await child.exited;
    },
  };
}
