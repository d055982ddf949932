// What the log costs. Run: bun test/bench/log.bench.ts [events]. Prints one JSON line.
// `main` is the main thread's share alone (append, seal, encode, settle) with a writer that writes nothing;
// `durable` is the whole with the real Worker, 2000 messages in flight, each acknowledged before the next.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Log, openLog } from "../../src/log/log.ts";
import type { OpenWriter } from "../../src/log/writer.ts";
import { systemClock } from "../../src/spine/clock.ts";
import type { PropertyEvent } from "../../src/spine/event.ts";

const TOTAL = Number(process.argv[2] ?? 500_000);
const DEVICES = 100;
const IN_FLIGHT = 2_000;

function makeEvent(n: number): PropertyEvent {
  const ts = Date.now();
  const point = (property: string, value: number) => ({ property, ts, value, quality: 0 as const });
  return {
    kind: "property",
    seq: 0,
    deviceId: 1 + (n % DEVICES),
    productKey: "press",
    deviceName: `press-${n % DEVICES}`,
    ts,
    recvTs: ts,
    protocol: "mqtt",
    dialect: "alink",
    reqId: String(n),
    points: [
      point("temperature", Math.round(2_000 + 500 * Math.sin(n / 999)) / 100),
      point("pressure", 1 + Math.random()),
      point("strokes", n),
    ],
  };
}

const nullWriter: OpenWriter = (ends) => ({
  send(order) {
    if (order.type === "commit")
      setImmediate(() => ends.onReport({ type: "committed", fileBytes: 1, buffer: order.buffer }));
    else ends.onReport({ type: "closed" });
  },
  stop: () => undefined,
});

function load(log: Log, total: number): Promise<number[]> {
  const latencies: number[] = [];
  let sent = 0;
  let settled = 0;
  return new Promise((resolve) => {
    const one = () => {
      const startMs = performance.now();
      log.append([makeEvent(sent++)], "grouped", () => {
        latencies.push(performance.now() - startMs);
        if (++settled === total) resolve(latencies);
        else if (sent < total) one();
      });
    };
    while (sent < Math.min(IN_FLIGHT, total)) one();
  });
}

async function measure(openWriter: OpenWriter | undefined) {
  const dir = mkdtempSync(join(tmpdir(), "gantry-bench-"));
  const log = await openLog({ dir, clock: systemClock, ...(openWriter && { openWriter }) });
  await load(log, TOTAL / 5);
  const cpu = process.cpuUsage();
  const startMs = performance.now();
  const latencies = (await load(log, TOTAL)).sort((a, b) => a - b);
  const elapsedMs = performance.now() - startMs;
  const { user, system } = process.cpuUsage(cpu);
  const stats = log.stats();
  await log.close();
  rmSync(dir, { recursive: true });
  return {
    perSec: Math.round((TOTAL / elapsedMs) * 1000),
    cpuUsPerEvent: (user + system) / TOTAL,
    ackMsP50: latencies[TOTAL >> 1],
    ackMsP99: latencies[Math.floor(TOTAL * 0.99)],
    eventsPerBatch: Math.round(stats.events / stats.batches),
    bytesPerEvent: stats.sizeBytes / stats.events,
    commitMsP50: stats.commitMsP50,
    commitMsP99: stats.commitMsP99,
  };
}

const makeStart = performance.now();
for (let n = 0; n < TOTAL; n++) makeEvent(n);
const makeUs = ((performance.now() - makeStart) / TOTAL) * 1000;
console.log(
  JSON.stringify({ makeEventUs: makeUs, main: await measure(nullWriter), durable: await measure(undefined) }),
);
