// The factory whose years the benchmark asks about: a thousand devices of ten properties, some fast, most slow.

import { Database } from "bun:sqlite";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openLog } from "../../src/log/log.ts";
import { systemClock } from "../../src/spine/clock.ts";
import type { PropertyEvent } from "../../src/spine/event.ts";
import { DAY_MS, dayOf } from "../../src/telemetry/days/day.ts";
import { startGantry } from "../../test/harness/gantry.ts";
import { type BulkResult, fillStore, telemetryDir } from "./bulk.ts";
import { type BulkSeries, pointsPerDay } from "./bulk-day.ts";
import type { SignalKind } from "./signals.ts";

export const PLANT_KEY = "bench-plant";
const DEVICES = 1_000;
/** Device 0 reports at 1 Hz, 1 to 20 once a minute; the others run one day in eight. */
const MINUTE_DEVICES = 20;
const OTHER_INTERVAL_MS = 450_000;
const OTHER_DAYS = 8;
const PROPERTIES: readonly (readonly [identifier: string, signal: SignalKind])[] = [
  ["temperature", "temperature"],
  ["pressure", "pressure"],
  ["flow", "flow"],
  ["pieces", "counter"],
  ["running", "running"],
  ["temperatureIn", "temperature"],
  ["temperatureOut", "temperature"],
  ["pressureIn", "pressure"],
  ["flowIn", "flow"],
  ["strokes", "counter"],
];
/** Those that say something as a curve. */
export const CURVES = PROPERTIES.filter(([, signal]) => signal !== "running").map(
  ([identifier]) => identifier,
);

export const deviceName = (index: number): string => `unit-${String(index).padStart(4, "0")}`;
export const FAST_DEVICE = deviceName(0);
export const MINUTE_NAMES = Array.from({ length: MINUTE_DEVICES }, (_, index) => deviceName(index + 1));

export interface Dataset {
  readonly dataDir: string;
  readonly points: number;
  readonly series: number;
  readonly firstMs: number;
  /** The first moment behind the data: the start of today, UTC. */
  readonly endMs: number;
  readonly bulk: BulkResult;
  readonly logEvents: number;
}

export interface DatasetOptions {
  readonly dataDir: string;
  /** At least this many points, in whole days up to yesterday. */
  readonly points: number;
  /** Messages of 24 h that the log holds already; none of them is telemetry's business any more. */
  readonly logEvents: number;
  readonly threads: number;
  readonly report: (line: string) => void;
}

function plantDocument() {
  const dataTypeOf = (signal: SignalKind) =>
    signal === "running"
      ? { type: "bool" }
      : { type: signal === "counter" ? "int" : "double", min: -1_000_000, max: 1_000_000 };
  const properties = PROPERTIES.map(([identifier, signal]) => ({
    identifier,
    name: identifier,
    dataType: dataTypeOf(signal),
  }));
  const productSecret = "plant-product-secret-0123";
  return {
    products: [
      { productKey: PLANT_KEY, productSecret, name: "Plant", validation: "warn", thingModel: { properties } },
    ],
    devices: Array.from({ length: DEVICES }, (_, index) => ({
      productKey: PLANT_KEY,
      deviceName: deviceName(index),
      deviceSecret: `secret-of-plant-device-${index}-0123`,
    })),
  };
}

/** Lets Gantry itself make the folder, the product and its devices. */
async function makeFolder(dataDir: string): Promise<void> {
  await using gantry = await startGantry({ dataDir });
  const api = await gantry.signIn();
  const { status, body } = await api.post("/apply", plantDocument());
  if (status !== 200) throw new Error(`apply: ${status} ${JSON.stringify(body)}`);
  await gantry.kill("SIGTERM");
}

function readDeviceIds(dataDir: string): ReadonlyMap<string, number> {
  using db = new Database(join(dataDir, "gantry.db"), { readonly: true });
  const rows = db
    .query<{ id: number; name: string }, [string]>(
      "SELECT id, device_name AS name FROM devices WHERE product_key = ?",
    )
    .all(PLANT_KEY);
  return new Map(rows.map(({ id, name }) => [name, id]));
}

function makeSeries(ids: ReadonlyMap<string, number>): BulkSeries[] {
  return Array.from({ length: DEVICES }).flatMap((_, device) => {
    const intervalMs = device === 0 ? 1_000 : device <= MINUTE_DEVICES ? 60_000 : OTHER_INTERVAL_MS;
    const everyDays = device <= MINUTE_DEVICES ? 1 : OTHER_DAYS;
    const deviceId = ids.get(deviceName(device)) ?? 0;
    return PROPERTIES.map(([property, signal], index) => ({
      ...{ id: device * PROPERTIES.length + index + 1, deviceId, property, signal },
      ...{ intervalMs, everyDays },
    }));
  });
}

function makeMessage(n: number, ts: number, deviceId: number): PropertyEvent {
  const point = (property: string, value: number) => ({ property, ts, value, quality: 0 as const });
  return {
    ...{ kind: "property", seq: 0, deviceId, productKey: PLANT_KEY, deviceName: FAST_DEVICE },
    ...{ ts, recvTs: ts, protocol: "mqtt", dialect: "alink", reqId: String(n) },
    points: [
      point("temperature", Math.round(4_500 + 500 * Math.sin(n / 999)) / 100),
      point("pressure", Math.round(6_000 + 300 * Math.sin(n / 77)) / 1_000),
      point("pieces", n),
    ],
  };
}

/** Appends a day's messages with the times they would have had; returns the log's id and where it ends. */
async function fillLog(
  dataDir: string,
  count: number,
  deviceId: number,
): Promise<{ id: string; seq: number }> {
  const startMs = Date.now() - DAY_MS;
  let appended = 0;
  const now = () => startMs + (appended / Math.max(1, count)) * DAY_MS;
  const log = await openLog({ dir: join(dataDir, "log"), clock: { ...systemClock, now } });
  while (appended < count) {
    const size = Math.min(8_000, count - appended);
    const events = Array.from({ length: size }, (_, index) =>
      makeMessage(appended + index, Math.floor(now()), deviceId),
    );
    await new Promise<void>((resolve, reject) =>
      log.append(events, "grouped", (result) =>
        result.ok ? resolve() : reject(new Error(JSON.stringify(result.error))),
      ),
    );
    appended += size;
  }
  const { lastSeq } = log.stats();
  await log.close();
  return { id: log.id, seq: lastSeq };
}

/** Makes a data folder that holds `points` and more, as if Gantry had run for all that time. */
export async function makeDataset(options: DatasetOptions): Promise<Dataset> {
  const { dataDir, threads, report } = options;
  await makeFolder(dataDir);
  const ids = readDeviceIds(dataDir);
  const series = makeSeries(ids);
  const { id: logId, seq } = await fillLog(dataDir, options.logEvents, ids.get(FAST_DEVICE) ?? 0);
  const today = dayOf(Date.now());
  const days = Math.ceil(options.points / pointsPerDay(series));
  const plan = { dir: telemetryDir(dataDir), logId, seq, series, firstDay: today - days, lastDay: today - 1 };
  const bulk = await fillStore(plan, { threads, report });
  report(`  ${bulk.points} points in ${bulk.days} days, ${bulk.seconds.toFixed(1)} s`);
  return {
    ...{ dataDir, points: bulk.points, series: series.length, bulk, logEvents: options.logEvents },
    ...{ firstMs: plan.firstDay * DAY_MS, endMs: today * DAY_MS },
  };
}

/** The dataset of a folder that is kept from run to run; made when the folder has none. */
export async function keepDataset(
  folder: string,
  options: Omit<DatasetOptions, "dataDir">,
): Promise<Dataset> {
  const note = join(folder, "dataset.json");
  if (existsSync(note)) return JSON.parse(readFileSync(note, "utf8"));
  const dataDir = join(folder, "data");
  // What a run left half done has no note.
  rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(dataDir, { recursive: true });
  const dataset = await makeDataset({ ...options, dataDir });
  writeFileSync(note, `${JSON.stringify(dataset, null, 2)}\n`);
  return dataset;
}
