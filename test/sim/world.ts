// Log and telemetry on a faulty disk and a clock of the test's: what devices sent, what they were told, what is kept.

import { copyFileSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import type { Random } from "../../src/kit/random.ts";
import { type Log, openLog } from "../../src/log/log.ts";
import type { PropertyEvent } from "../../src/spine/event.ts";
import { openTelemetry, type Telemetry } from "../../src/telemetry/telemetry.ts";
import { type ManualClock, makeManualClock } from "../harness/manual-clock.ts";
import { readAll as readLog } from "../log/sample.ts";
import { InlineWriter, NO_LETTERS, NOON, point, readAll as readPoints, report } from "../telemetry/rig.ts";
import { FaultyDisk, tear } from "./faulty-disk.ts";

const BASE_MS = NOON - 3 * 86_400_000;
/** Points of report n lie this far apart, so that they spread over days. */
const STEP_MS = 60_000;

export class World {
  /** Reports that were acknowledged, each with its place in the log. */
  readonly acked = new Map<number, number>();
  restarts = 0;
  disk: FaultyDisk;
  #dir: string;
  #clock: ManualClock;
  #log!: Log;
  #telemetry!: Telemetry;
  #next = 0;
  #life = 0;
  #flushFaults = 0.15;

  constructor(
    readonly root: string,
    readonly random: Random,
  ) {
    this.#dir = join(root, "life-0");
    this.disk = new FaultyDisk(random);
    this.#clock = makeManualClock(NOON);
  }

  async open(): Promise<void> {
    const writer = new InlineWriter();
    writer.before = (order) => {
      // Opening only takes note of the folder; close must let go of the files.
      if (order.type === "open" || order.type === "close") return;
      if (this.disk.isFull || this.random.chance(this.#flushFaults)) throw new Error("full: ENOSPC");
    };
    this.#log = await openLog({
      dir: `${this.#dir}/log`,
      clock: this.#clock,
      limits: {
        commitGapMs: 0,
        generationBytes: 60_000,
        generationMs: 3_000,
        batchEvents: 4,
        tailEvents: 16,
      },
      openWriter: this.disk.open,
    });
    this.#telemetry = await openTelemetry({
      ...{ dir: `${this.#dir}/telemetry`, log: this.#log, clock: this.#clock, retentionDays: 90 },
      deadLetters: NO_LETTERS,
      openWriter: writer.open,
    });
  }

  /** Sends some reports; each counts as acknowledged when the log says so, in this life. */
  send(): void {
    const life = this.#life;
    const events: PropertyEvent[] = [];
    for (let i = 0; i <= this.random.index(3); i++) {
      const n = this.#next++;
      events.push({ ...report([point(BASE_MS + n * STEP_MS, n)]), reqId: String(n) });
    }
    const cadence = this.random.chance(0.8) ? "grouped" : "relaxed";
    this.#log.append(events, cadence, (result) => {
      if (!result.ok || life !== this.#life) return;
      const first = result.value.seq - events.length + 1;
      for (const [i, event] of events.entries()) this.acked.set(Number(event.reqId), first + i);
    });
  }

  async pass(ms: number): Promise<void> {
    this.#clock.advance(ms);
    await turns();
  }

  async flush(): Promise<void> {
    await this.#telemetry.flush().catch(() => undefined);
  }

  async compact(): Promise<void> {
    let isDone = false;
    const done = this.#telemetry.compact().then(
      () => (isDone = true),
      () => (isDone = true),
    );
    // One that is under way already rests by the clock.
    for (let i = 0; i < 50 && !isDone; i++) await this.pass(100);
    if (isDone) await done;
  }

  hold(isHeld: boolean): void {
    this.#log.hold(isHeld ? "the disk is full" : undefined);
  }

  shed(): void {
    this.#log.shed(this.#telemetry.stats().flushedSeq + 1);
  }

  /** The power goes away and comes back: what was not synced is torn. */
  async losePower(): Promise<void> {
    const from = this.#dir;
    const to = join(this.root, `life-${++this.#life}`);
    copyFiles(from, to);
    const { unsynced } = this.disk;
    if (unsynced !== undefined) await tear(join(to, "log", basename(unsynced.path)), unsynced, this.random);
    await this.#abandon();
    rmSync(from, { recursive: true, force: true });
    this.#dir = to;
    this.#clock = makeManualClock(this.#clock.now());
    this.disk = new FaultyDisk(this.random);
    this.restarts++;
    await this.open();
  }

  /** No more faults: everything recovers and catches up. */
  async recover(): Promise<void> {
    if (this.disk.unsynced !== undefined) await this.losePower();
    this.disk.isFull = false;
    this.disk.faultRatio = 0;
    this.#flushFaults = 0;
    this.hold(false);
    for (let i = 0; i < 20; i++) await this.pass(1_000);
    await this.#telemetry.reached(this.#log.stats().lastSeq);
    await this.flush();
  }

  /** What the log holds, and what it says is missing. */
  async logged(): Promise<{ seqs: number[]; reports: number[]; gaps: number; firstSeq: number }> {
    const batches = await readLog(this.#log);
    const events = batches.flatMap((batch) => batch.events);
    return {
      seqs: events.map((event) => event.seq),
      reports: events.map((event) => Number(event.reqId)),
      gaps: batches.filter((batch) => batch.gap !== undefined).length,
      firstSeq: this.#log.stats().firstSeq,
    };
  }

  /** Reports that telemetry gives back, by rising time, and how many points it believes to have stored. */
  async stored(): Promise<{ reports: number[]; pointsTotal: number; lostEvents: number }> {
    const reports = (await readPoints(this.#telemetry)).map(([, value]) => Number(value));
    const { pointsTotal, lostEvents } = this.#telemetry.stats();
    return { reports, pointsTotal, lostEvents };
  }

  /** Closes in order and opens again, as an upgrade does. */
  async restart(): Promise<void> {
    await this.close();
    this.#clock = makeManualClock(this.#clock.now());
    this.restarts++;
    await this.open();
  }

  async close(): Promise<void> {
    await this.#telemetry.close();
    await this.#log.close();
    this.#life++;
  }

  /** Lets go of a life that lost its power; what its closing would write is not part of the copy. */
  async #abandon(): Promise<void> {
    this.#flushFaults = 0;
    this.disk.kill();
    const closing = Promise.all([this.#telemetry.close(), this.#log.close()]);
    for (let i = 0; i < 10; i++) await this.pass(1_000);
    await closing;
    this.#flushFaults = 0.15;
  }
}

/** All but what SQLite keeps in shared memory; files that are being removed may be gone already. */
function copyFiles(from: string, to: string): void {
  mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (entry.name.endsWith("-shm")) continue;
    if (entry.isDirectory()) {
      copyFiles(join(from, entry.name), join(to, entry.name));
      continue;
    }
    try {
      copyFileSync(join(from, entry.name), join(to, entry.name));
    } catch (cause) {
      if (!(cause instanceof Error && "code" in cause && cause.code === "ENOENT")) throw cause;
    }
  }
}

async function turns(): Promise<void> {
  for (let i = 0; i < 4; i++) await new Promise((resolve) => setImmediate(resolve));
}
