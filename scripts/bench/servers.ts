// The two servers under load, each fresh: Gantry with a hundred devices of one product, and Mosquitto as the yardstick.

import { join } from "node:path";
import { makeLogin } from "../../src/simulate/login.ts";
import type { ApiClient } from "../../test/harness/api-client.ts";
import { type Gantry, startGantry } from "../../test/harness/gantry.ts";
import { readLines } from "../../test/harness/lines.ts";
import { startMosquitto } from "../../test/harness/mosquitto.ts";
import { until } from "../../test/harness/until.ts";
import type { Credential } from "./load.ts";

export const CONNECTIONS = 100;
const PRODUCT_KEY = "bench";
export const PAYLOAD_BYTES = 120;

/** Counters of a server at one moment. */
export interface Counters {
  /** PUBLISH packets taken from the wire. */
  readonly received: number;
  /** Events durable in the log; for a broker that stores nothing the same as `received`. */
  readonly stored: number;
  /** Messages given up or refused, counted. */
  readonly dropped: number;
}

/** How many messages had been accounted for at which time; grows until it is disposed of. */
export interface Progress extends AsyncDisposable {
  readonly points: readonly { readonly atMs: number; readonly count: number }[];
}

export interface Server extends AsyncDisposable {
  readonly name: "gantry" | "mosquitto";
  readonly pid: number;
  readonly port: number;
  /** Once everything that was received is accounted for. */
  counters(): Promise<Counters>;
  /** Reads along while a load runs. */
  watch(): Progress;
  /** 99th percentile of the event loop's lag over the last 30 s, ms; undefined where there is none to ask. */
  loopLagMs(): Promise<number | undefined>;
}

/** Gantry under load, and what else the benchmark may ask of it. */
export interface GantryServer extends Server {
  readonly gantry: Gantry;
  /** Signed in as an administrator. */
  readonly api: ApiClient;
}

const number = (min: number, max: number, unit: string) => ({ type: "float", min, max, unit });
const THING_MODEL = {
  properties: [
    { identifier: "temperature", name: "Temperature", dataType: number(-40, 120, "°C") },
    { identifier: "humidity", name: "Humidity", dataType: number(0, 100, "%") },
    { identifier: "battery", name: "Battery", dataType: number(0, 100, "%") },
  ],
};

const identitiesOf = (devices: number) =>
  Array.from({ length: devices }, (_, index) => ({
    productKey: PRODUCT_KEY,
    deviceName: `d${String(index).padStart(5, "0")}`,
    deviceSecret: `secret-of-device-${String(index).padStart(5, "0")}-0123`,
  }));

/** Real Alink credentials; the same for both servers, so that the very same bytes go to both. */
export function benchCredentials(devices = CONNECTIONS): readonly Credential[] {
  return identitiesOf(devices).map((identity) => ({
    ...makeLogin(identity, "alink", false),
    topic: `/sys/${identity.productKey}/${identity.deviceName}/thing/event/property/post`,
  }));
}

const documentOf = (devices: number) => ({
  products: [
    {
      productKey: PRODUCT_KEY,
      productSecret: "product-secret-0123456789",
      name: "Benchmark",
      validation: "strict",
      thingModel: THING_MODEL,
    },
  ],
  devices: identitiesOf(devices),
});

/** The sum of a metric over the samples whose labels contain `label`. */
export function metric(text: string, name: string, label = ""): number {
  const isIt = (line: string) =>
    line.startsWith(`${name} `) || (line.startsWith(`${name}{`) && line.includes(label));
  const values = text.split("\n").filter(isIt);
  return values.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" ") + 1)), 0);
}

export async function readMetrics(gantry: Gantry): Promise<string> {
  try {
    return await (await fetch(`${gantry.origin}/metrics`)).text();
  } catch (cause) {
    throw new Error(`Gantry does not answer; it said:\n${gantry.stderr().slice(-4_000)}`, { cause });
  }
}

function gantryCounters(metrics: string): Counters & { readonly isQuiet: boolean } {
  return {
    received: metric(metrics, "gantry_uplinks_total"),
    stored: metric(metrics, "gantry_log_last_seq"),
    dropped: metric(metrics, "gantry_log_dropped_relaxed_total") + metric(metrics, "gantry_refused_total"),
    // Nobody is online, and every reader of the log has read all of it.
    isQuiet:
      metric(metrics, "gantry_devices", 'state="online"') === 0 &&
      metric(metrics, "gantry_log_cursor_lag_events") === 0,
  };
}

/** Reads `count` over and over until disposed of. */
function watchCount(periodMs: number, count: () => Promise<number>): Progress {
  const points: { atMs: number; count: number }[] = [];
  let isOver = false;
  const reading = (async () => {
    while (!isOver) {
      const value = await count();
      points.push({ atMs: performance.now(), count: value });
      await Bun.sleep(periodMs);
    }
  })();
  return {
    points,
    async [Symbol.asyncDispose]() {
      isOver = true;
      await reading;
    },
  };
}

/** On a new data folder, or on one that is there and stays; with so many devices that may send. */
export async function startGantryServer(dataDir?: string, devices = CONNECTIONS): Promise<GantryServer> {
  const gantry: Gantry = await startGantry(dataDir === undefined ? {} : { dataDir });
  const api = await gantry.signIn();
  const applied = await api.post("/apply", documentOf(devices));
  if (applied.status !== 200) throw new Error(`apply: ${applied.status} ${JSON.stringify(applied.body)}`);
  let before = -1;
  return {
    gantry,
    api,
    name: "gantry",
    pid: gantry.pid,
    port: gantry.ready.mqttPort,
    // Devices that hung up are offline a moment later: their state events are in the log by then.
    counters: () =>
      until(
        async () => {
          const { isQuiet, ...counters } = gantryCounters(await readMetrics(gantry));
          const isSettled = isQuiet && counters.stored === before;
          before = counters.stored;
          if (!isSettled) await Bun.sleep(500);
          return isSettled && counters;
        },
        "all devices are offline and every cursor has caught up",
        SETTLE_MS,
      ),
    watch: () => watchCount(250, async () => metric(await readMetrics(gantry), "gantry_log_last_seq")),
    loopLagMs: async () => metric(await readMetrics(gantry), "gantry_event_loop_lag_p99_seconds") * 1_000,
    [Symbol.asyncDispose]: () => gantry[Symbol.asyncDispose](),
  };
}

/** A backlog of socket buffers is worked off after the generator has ended. */
const SETTLE_MS = 30_000;
const SYS = "$SYS/broker/publish/messages";

/** Follows one of the broker's own counters, which it publishes once a second. */
function watchMosquitto(port: number): Progress {
  const topic = `${SYS}/received`;
  const child = Bun.spawn(["mosquitto_sub", "-h", "127.0.0.1", "-p", String(port), "-t", topic, "-F", "%p"], {
    stdout: "pipe",
    stderr: "ignore",
  });
  const points: { atMs: number; count: number }[] = [];
  void readLines(child.stdout, (line) => points.push({ atMs: performance.now(), count: Number(line) }));
  return {
    points,
    async [Symbol.asyncDispose]() {
      child.kill();
      await child.exited;
    },
  };
}

/** What the broker has received once its counter stands still. */
async function mosquittoCounters(port: number): Promise<Counters> {
  await using progress = watchMosquitto(port);
  // It publishes a counter only when it changed: silence after a backlog means that the backlog is done.
  const received = await until(
    () => {
      const last = progress.points.at(-1);
      return last !== undefined && performance.now() - last.atMs > 3_500 && last.count;
    },
    "the broker's counter stands still",
    SETTLE_MS,
  ).catch(() => 0);
  return { received, stored: received, dropped: 0 };
}

export async function startMosquittoServer(): Promise<Server> {
  const broker = await startMosquitto();
  return {
    name: "mosquitto",
    pid: broker.pid,
    port: broker.port,
    counters: () => mosquittoCounters(broker.port),
    watch: () => watchMosquitto(broker.port),
    loopLagMs: async () => undefined,
    [Symbol.asyncDispose]: broker.stop,
  };
}

/** Writes the message and the credentials where the generator reads them. */
export async function writeLoadFiles(
  folder: string,
  devices = CONNECTIONS,
): Promise<{ credentials: string; withReply: string; withoutReply: string }> {
  const files = {
    credentials: join(folder, "credentials.tsv"),
    withReply: join(folder, "with-reply.json"),
    withoutReply: join(folder, "without-reply.json"),
  };
  const rows = benchCredentials(devices).map((each) =>
    [each.clientId, each.username, each.password, each.topic].join("\t"),
  );
  await Bun.write(files.credentials, `${rows.join("\n")}\n`);
  // The id is the place holder that the generator stamps; numbers as printf writes them.
  const head = '{"id":"0123456789abcdef","version":"1.0"';
  const withReply = `${head},"params":{"temperature":23.4125381,"humidity":55.1375122,"battery":87.5031281}}`;
  const withoutReply = `${head},"sys":{"ack":0},"params":{"temperature":23.41,"humidity":55.1375,"battery":87}}`;
  for (const payload of [withReply, withoutReply]) {
    if (payload.length !== PAYLOAD_BYTES) throw new Error(`the payload has ${payload.length} bytes`);
  }
  await Bun.write(files.withReply, withReply);
  await Bun.write(files.withoutReply, withoutReply);
  return files;
}
