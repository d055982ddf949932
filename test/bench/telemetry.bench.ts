// What telemetry costs. Run: bun test/bench/telemetry.bench.ts [events]. Prints one JSON line.
// 100 devices with 3 properties each; `nsPerPoint` is the main thread's share of taking a point into memory.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Log, openLog } from "../../src/log/log.ts";
import { systemClock } from "../../src/spine/clock.ts";
import type { PropertyEvent } from "../../src/spine/event.ts";
import { Memory } from "../../src/telemetry/memory.ts";
import { openTelemetry } from "../../src/telemetry/telemetry.ts";
import { NO_LETTERS } from "../telemetry/rig.ts";

const TOTAL = Number(process.argv[2] ?? 400_000);
const DEVICES = 100;
const BEGIN = Date.now() - 3_600_000;

function makeEvent(n: number): PropertyEvent {
  const ts = BEGIN + Math.floor(n / DEVICES) * 500 + (n % 7);
  const point = (property: string, value: number) => ({ property, ts, value, quality: 0 as const });
  const origin = { protocol: "mqtt", dialect: "alink", reqId: String(n), productKey: "press" };
  return {
    ...{
      kind: "property",
      seq: 0,
      deviceId: 1 + (n % DEVICES),
      deviceName: `press-${n % DEVICES}`,
      ts,
      recvTs: ts,
    },
    ...origin,
    points: [
      point("temperature", Math.round(2_000 + 500 * Math.sin(n / 9_999)) / 100),
      point("pressure", 1 + Math.random()),
      point("strokes", n),
    ],
  };
}

function measureMemory(): number {
  const events = Array.from({ length: 20_000 }, (_, n) => makeEvent(n));
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 8; round++) {
    const memory = new Memory(1);
    const startMs = performance.now();
    for (let pass = 0; pass < 10; pass++) for (const event of events) memory.add(event, (one) => one.ts > 0);
    best = Math.min(best, performance.now() - startMs);
  }
  return (best * 1e6) / (events.length * 10 * 3);
}

async function fill(log: Log): Promise<void> {
  for (let n = 0; n < TOTAL; ) {
    await new Promise<void>((resolve) => {
      for (let i = 0; i < 2_000 && n < TOTAL; i++, n++)
        log.append([makeEvent(n)], "grouped", i === 1_999 || n === TOTAL - 1 ? () => resolve() : undefined);
    });
  }
}

/** Longest time for which the event loop did not turn while `work` ran. */
async function longestStall(work: () => Promise<unknown>): Promise<{ ms: number; stallMs: number }> {
  let stallMs = 0;
  let last = performance.now();
  const startMs = last;
  const timer = setInterval(() => {
    const now = performance.now();
    stallMs = Math.max(stallMs, now - last - 1);
    last = now;
  }, 1);
  await work();
  clearInterval(timer);
  return { ms: performance.now() - startMs, stallMs };
}

const dir = mkdtempSync(join(tmpdir(), "gantry-bench-"));
const nsPerPoint = measureMemory();
const log = await openLog({ dir: join(dir, "log"), clock: systemClock });
const open = () =>
  openTelemetry({
    dir: join(dir, "telemetry"),
    log,
    clock: systemClock,
    deadLetters: NO_LETTERS,
    limits: { flushPoints: 1e9, maxPoints: 1e9 },
  });
let telemetry = await open();
const filling = await longestStall(async () => {
  await fill(log);
  await telemetry.reached(TOTAL);
});
const query = { deviceId: 1, property: "pressure", fromMs: 0, toMs: 8e15, maxPoints: 1_000 };
const inMemory = await longestStall(() => telemetry.history(query));
const flushing = await longestStall(() => telemetry.flush());
const stats = telemetry.stats();
const onDisk = await longestStall(() => telemetry.history(query));
await telemetry.close();
rmSync(join(dir, "telemetry"), { recursive: true });
const replaying = await longestStall(async () => {
  telemetry = await open();
  await telemetry.reached(TOTAL);
});
await telemetry.close();
await log.close();
rmSync(dir, { recursive: true });
console.log(
  JSON.stringify({
    nsPerPoint,
    pointsPerSec: Math.round((TOTAL * 3 * 1_000) / filling.ms),
    fillStallMs: filling.stallMs,
    flush: flushing,
    bytesPerPoint: stats.sizeBytes / stats.pointsTotal,
    pointsPerSeries: TOTAL / DEVICES,
    historyInMemoryMs: inMemory.ms,
    historyOnDiskMs: onDisk.ms,
    replay: { ...replaying, pointsPerSec: Math.round((TOTAL * 3 * 1_000) / replaying.ms) },
    rssMb: Math.round(process.memoryUsage.rss() / 1e6),
  }),
);
