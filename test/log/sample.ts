import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Log, LogBatch } from "../../src/log/log.ts";
import type { Failure } from "../../src/spine/error.ts";
import type { LogEvent, PropertyEvent, StateEvent } from "../../src/spine/event.ts";
import type { Result } from "../../src/spine/result.ts";

const T0 = 1_700_000_000_000;

export function property(n: number, more: Partial<PropertyEvent> = {}): PropertyEvent {
  return {
    kind: "property",
    seq: 0,
    deviceId: 7,
    productKey: "press",
    deviceName: "p1",
    ts: T0 + n,
    recvTs: T0 + n,
    protocol: "mqtt",
    dialect: "plain",
    reqId: String(n),
    points: [{ property: "temperature", ts: T0 + n, value: n, quality: 0 }],
    ...more,
  };
}

export function state(n: number, more: Partial<StateEvent> = {}): StateEvent {
  const { points: _, ...head } = property(n);
  return { ...head, kind: "state", state: "online", reason: "connected", address: "10.0.0.1:5", ...more };
}

const dirs: string[] = [];
/** A folder of its own; `removeTempDirs` takes them all away. */
export function tempDir(): string {
  const dir = mkdtempSync(join(tmpdir(), "gantry-log-"));
  dirs.push(dir);
  return dir;
}
export function removeTempDirs(): void {
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true });
}

export function append(log: Log, ...events: LogEvent[]): Promise<Result<{ seq: number }, Failure>> {
  return new Promise((resolve) => log.append(events, "grouped", resolve));
}

/** Reads until the end of what is durable now; gaps and events in the order they came. */
export async function readAll(log: Log, from: number | "oldest" = "oldest"): Promise<LogBatch[]> {
  const cursor = log.openCursor({ from });
  const batches: LogBatch[] = [];
  while (cursor.lag() > 0) {
    const batch = await cursor.next();
    if (batch) batches.push(batch);
  }
  cursor.close();
  return batches;
}

export async function readEvents(log: Log): Promise<LogEvent[]> {
  return (await readAll(log)).flatMap((batch) => batch.events);
}
