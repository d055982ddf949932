// What users would otherwise take, asked the same: how fast it takes points, what they weigh, how soon it answers.

import type { PropertyEvent } from "../../src/spine/event.ts";
import { DAY_MS, dayOf } from "../../src/telemetry/days/day.ts";
import { makeTempFolder } from "../../test/harness/temp-folder.ts";
import { percentile, round } from "./proc.ts";
import { makeMessage, simulated, walking } from "./readings.ts";
import { fill, makeSignal } from "./signals.ts";

/** A store of someone else's on an empty folder. */
export interface RivalStore extends AsyncDisposable {
  /** Durable when it resolves. */
  write(events: readonly PropertyEvent[]): Promise<void>;
  /** Lets it do what it does when it has time; resolves to the bytes of its files. */
  settle(): Promise<number>;
  /** Highest resident memory of its process so far, bytes; undefined where it shares ours. */
  rssPeakBytes(): number | undefined;
  /** Each resolves to the number of rows that came. Times are UTC ms, both ends belong to the range. */
  raw(series: RivalSeries): Promise<number>;
  downsampled(series: RivalSeries, spanMs: number): Promise<number>;
}

export interface RivalSeries {
  readonly deviceId: number;
  readonly property: string;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface RivalQuery {
  readonly name: string;
  readonly draws: number;
  readonly msP50: number;
  readonly msP99: number;
  readonly items: number;
}

export interface RivalResult {
  readonly name: string;
  readonly note: string;
  readonly skipped: string | undefined;
  readonly ingest: {
    readonly points: number;
    readonly pointsPerSec: number;
    readonly byTenth: readonly number[];
  };
  readonly bytesPerPoint: { readonly simulator: number; readonly walk: number };
  /** Points of the store that was asked. */
  readonly storePoints: number;
  readonly queries: readonly RivalQuery[];
  readonly rssPeakBytes: number | undefined;
}

export interface RivalOptions {
  readonly name: string;
  readonly note: string;
  readonly open: (dir: string) => Promise<RivalStore>;
  readonly seconds: number;
  /** Days of a 1 Hz property that are asked about. */
  readonly days: number;
  readonly report: (line: string) => void;
}

/** As many as Gantry's load has. */
const DEVICES = 100;
const BATCH = 1_000;
const DENSITY_S = 2 * 3_600;

/** Messages of three points of a hundred devices in turn, each device once in 10 ms of its own time. */
function* load(): Generator<PropertyEvent> {
  const startMs = Date.now();
  for (let n = 0; ; n++) {
    const round = Math.floor(n / DEVICES);
    const readings = [
      ["temperature", Math.round(2_341 + 500 * Math.sin(n / 999)) / 100],
      ["humidity", Math.round(551_375 + 1_000 * Math.sin(n / 77)) / 10_000],
      ["battery", 87 + (round % 10)],
    ] as const;
    yield makeMessage(1 + (n % DEVICES), startMs + round * 10, readings);
  }
}

function take(from: Iterator<PropertyEvent>, count: number): PropertyEvent[] {
  const taken: PropertyEvent[] = [];
  while (taken.length < count) {
    const { value, done } = from.next();
    if (done) break;
    taken.push(value);
  }
  return taken;
}

async function writeAll(store: RivalStore, events: Iterator<PropertyEvent>): Promise<number> {
  let points = 0;
  for (let batch = take(events, BATCH); batch.length > 0; batch = take(events, BATCH)) {
    await store.write(batch);
    points += batch.reduce((sum, event) => sum + event.points.length, 0);
  }
  return points;
}

async function density({ open }: RivalOptions, events: Iterator<PropertyEvent>): Promise<number> {
  using folder = makeTempFolder("rival");
  await using store = await open(folder.path);
  const points = await writeAll(store, events);
  return round((await store.settle()) / points, 2);
}

async function ingest(store: RivalStore, seconds: number): Promise<RivalResult["ingest"]> {
  const messages = load();
  const byTenth: number[] = [];
  let points = 0;
  const startMs = performance.now();
  for (let tenth = 0; tenth < 10; tenth++) {
    const tenthMs = performance.now();
    let written = 0;
    while (performance.now() - tenthMs < seconds * 100) {
      await store.write(take(messages, BATCH));
      written += BATCH * 3;
    }
    byTenth.push(Math.round((written * 1_000) / (performance.now() - tenthMs)));
    points += written;
  }
  return { points, pointsPerSec: Math.round((points * 1_000) / (performance.now() - startMs)), byTenth };
}

const FIRST_ASKED = 1_001;
const ASKED_DEVICES = 3;

/** Days of 1 Hz of a few devices that no other message is of. */
function* years(firstMs: number, days: number): Generator<PropertyEvent> {
  const signals = Array.from({ length: ASKED_DEVICES }, (_, index) => makeSignal("temperature", index));
  const one = new Float64Array(1);
  for (let second = 0; second < days * 86_400; second++) {
    for (const [index, signal] of signals.entries()) {
      fill(signal, one, { start: 0, count: 1 });
      yield makeMessage(FIRST_ASKED + index, firstMs + second * 1_000, [["temperature", one[0] ?? 0]]);
    }
  }
}

async function ask(name: string, draws: number, once: () => Promise<number>): Promise<RivalQuery> {
  const took: number[] = [];
  const items = await once();
  const endMs = performance.now() + 10_000;
  while (took.length < draws && (took.length === 0 || performance.now() < endMs)) {
    const startMs = performance.now();
    await once();
    took.push(performance.now() - startMs);
  }
  const [msP50, msP99] = [round(percentile(took, 0.5), 2), round(percentile(took, 0.99), 2)];
  return { name, draws: took.length, msP50, msP99, items };
}

async function queries(store: RivalStore, firstMs: number, days: number): Promise<RivalQuery[]> {
  const endMs = firstMs + days * DAY_MS;
  const draw = (lengthMs: number): RivalSeries => {
    const fromMs = firstMs + Math.floor(Math.random() * Math.max(0, endMs - firstMs - lengthMs));
    const deviceId = FIRST_ASKED + Math.floor(Math.random() * ASKED_DEVICES);
    return { deviceId, property: "temperature", fromMs, toMs: Math.min(endMs, fromMs + lengthMs) - 1 };
  };
  return [
    await ask("24 h of 1 Hz to 1,000 points", 100, () => store.downsampled(draw(DAY_MS), DAY_MS / 500)),
    await ask("24 h of 1 Hz raw", 100, () => store.raw(draw(DAY_MS))),
    await ask(`${days} days by day`, 20, () => store.downsampled(draw(days * DAY_MS), DAY_MS)),
  ];
}

/** Everything about one rival. What it cannot be asked in the time is asked of fewer points, and `name` says so. */
export async function measureRival(options: RivalOptions): Promise<RivalResult> {
  const { name, note, days, report } = options;
  const startMs = (dayOf(Date.now()) - 1) * DAY_MS;
  const simulator = await density(options, simulated(startMs, DENSITY_S));
  const walk = await density(options, walking(startMs, DENSITY_S));
  report(`  ${name}: ${simulator} bytes a point of the simulator, ${walk} of walks`);
  using folder = makeTempFolder("rival");
  await using store = await options.open(folder.path);
  const taken = await ingest(store, options.seconds);
  report(`  ${name}: ${taken.pointsPerSec} points/s, by tenth ${taken.byTenth.join(" ")}`);
  const firstMs = (dayOf(Date.now()) - days - 1) * DAY_MS;
  const more = await writeAll(store, years(firstMs, days));
  await store.settle();
  const asked = await queries(store, firstMs, days);
  for (const { name: query, msP50, msP99 } of asked)
    report(`  ${name}: ${query} p50 ${msP50} p99 ${msP99} ms`);
  return {
    ...{ name, note, skipped: undefined, ingest: taken, storePoints: taken.points + more, queries: asked },
    ...{ bytesPerPoint: { simulator, walk }, rssPeakBytes: store.rssPeakBytes() },
  };
}
