// The disk that never fills: measures it, keeps Gantry's data within its budget, and tells in time.
// Owns: the budget, the forecast, the alarm state, the reserve file.
// Promises: history goes oldest first and only for what Gantry writes itself; a full disk ends nothing but acknowledgements, and what it ended resumes by itself.
// Must never: remove metadata, or let anything be acknowledged for which there is no room.

import { join } from "node:path";
import type { LogLines } from "../kit/log-line.ts";
import type { Log } from "../log/log.ts";
import type { Clock, Timer } from "../spine/clock.ts";
import {
  boundFlush,
  boundLog,
  budgetOf,
  type DiskReason,
  type DiskSettings,
  type DiskState,
  fullBelow,
  judge,
  reserveOf,
} from "./budget.ts";
import { GrowthRecord } from "./forecast.ts";
import { Reserve } from "./reserve.ts";
import { SHED_STEPS, type ShedPorts, type ShedStep, shed } from "./shed.ts";
import { type DiskUsage, type FreeSpace, measureFree, measureFreeSync, measureUsage } from "./usage.ts";

export type { DiskReason, DiskSettings, DiskState } from "./budget.ts";
export type { ShedPorts, ShedStep } from "./shed.ts";
export type { FreeSpace } from "./usage.ts";

export interface DiskReport extends DiskUsage {
  readonly state: DiskState;
  /** Why the state is not `ok`. */
  readonly reason: DiskReason | undefined;
  /** What Gantry's data may take of the file system. */
  readonly budgetBytes: number;
  /** What is to stay free. */
  readonly reserveBytes: number;
  /** By how much the data grows in a day; undefined while too little is known. */
  readonly growthBytesPerDay: number | undefined;
  /** Days until the oldest data has to go; undefined when it does not grow or too little is known. */
  readonly daysLeft: number | undefined;
  /** How often something was removed to make room, since the start. */
  readonly shed: Readonly<Record<ShedStep, number>>;
}

export interface DiskPorts extends ShedPorts {
  readonly log: Pick<Log, "hold" | "stats">;
}

/** The file system; another in tests. */
export interface DiskProbe {
  measureUsage(dataDir: string): Promise<DiskUsage>;
  measureFree(dataDir: string): Promise<FreeSpace>;
}

export interface DiskOptions {
  readonly dataDir: string;
  readonly clock: Clock;
  readonly settings: DiskSettings;
  readonly ports: DiskPorts;
  readonly lines: Pick<LogLines, "info" | "warn" | "error">;
  readonly probe?: DiskProbe;
}

export interface Disk {
  /** The newest measurement. */
  report(): Promise<DiskReport>;
  /** Measures and acts now; otherwise it does so by itself. */
  check(): Promise<void>;
  close(): Promise<void>;
}

const LOOK_MS = 1_000;
const CHECK_MS = 10_000;
/** How often a disk that was full is tried again. */
const RETRY_MS = 3_000;
export const FULL_REASON = "the disk is full";
const RESERVE_FILE = "reserve.bin";
/** Enough for what metadata writes until somebody comes: SQLite folds its write-ahead log at 4 MB. */
const RESERVE_FILE_BYTES = 8 * 1024 * 1024;
const NOTHING_SHED = Object.fromEntries(SHED_STEPS.map((step) => [step, 0])) as Record<ShedStep, number>;

/** What the file system says at the start, and the bounds of the stores that follow from its size. */
export interface PreparedDisk {
  readonly space: FreeSpace;
  readonly logBounds: ReturnType<typeof boundLog>;
  readonly telemetryBounds: ReturnType<typeof boundFlush>;
}

/**
 * For the start, before anything is opened; `logBytes` is what the log may keep where there is room enough.
 * On a full disk the reserve is given up first, because not even opening a database goes without a few pages.
 */
export function prepareDisk(dataDir: string, settings: DiskSettings, logBytes: number): PreparedDisk {
  const space = measureFreeSync(dataDir);
  const isFull = space.totalBytes > 0 && space.freeBytes < fullBelow(space, settings);
  if (isFull) makeReserve(dataDir, space, settings).free();
  const logBounds = boundLog(budgetOf(space, settings), logBytes);
  return { space, logBounds, telemetryBounds: boundFlush(logBounds.retentionBytes) };
}

/** Opens the room and begins to watch; `space` is what `prepareDisk` found. */
export function openDisk(options: DiskOptions, space: FreeSpace): Disk {
  return new WatchedDisk(options, space);
}

function makeReserve(dataDir: string, space: FreeSpace, settings: DiskSettings): Reserve {
  const sizeBytes = Math.min(RESERVE_FILE_BYTES, Math.floor(reserveOf(space, settings) / 2));
  return new Reserve(join(dataDir, RESERVE_FILE), sizeBytes);
}

class WatchedDisk implements Disk {
  readonly #options: DiskOptions;
  readonly #probe: DiskProbe;
  readonly #reserve: Reserve;
  readonly #growth = new GrowthRecord();
  readonly #timers: Timer[];
  #report: DiskReport | undefined;
  #checking: Promise<void> | undefined;
  #looking: Promise<void> | undefined;
  #state: DiskState = "ok";
  #isFull = false;
  #retryAtMs = 0;
  #heldBytes: number | undefined;
  #shed = NOTHING_SHED;
  #shedBytes = 0;

  constructor(options: DiskOptions, space: FreeSpace) {
    this.#options = options;
    this.#probe = options.probe ?? { measureUsage, measureFree };
    const { dataDir, clock, settings } = options;
    this.#reserve = makeReserve(dataDir, space, settings);
    // Without its reserve the disk was full when Gantry ended, and may be so still.
    const isRoomy = this.#reserve.isHeld || space.freeBytes >= this.#neededBytes(space);
    this.#isFull = space.totalBytes > 0 && (space.freeBytes < fullBelow(space, settings) || !isRoomy);
    if (this.#isFull) options.ports.log.hold(FULL_REASON);
    else void this.#reserve.make();
    this.#timers = [
      clock.every(LOOK_MS, () => void this.#look()),
      clock.every(CHECK_MS, () => void this.check()),
    ];
  }

  async report(): Promise<DiskReport> {
    if (this.#report === undefined) await this.check();
    return this.#report ?? this.#describe(await this.#measure(), 0);
  }

  check(): Promise<void> {
    this.#checking ??= this.#checkOnce()
      .catch((error) => this.#options.lines.error("the disk cannot be judged", { error }))
      .finally(() => {
        this.#checking = undefined;
      });
    return this.#checking;
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) timer.cancel();
    await this.#looking;
    await this.#checking;
  }

  /** The quick look: is there room at all? */
  #look(): Promise<void> {
    this.#looking ??= this.#lookOnce()
      .catch((error) => this.#options.lines.error("the disk cannot be looked at", { error }))
      .finally(() => {
        this.#looking = undefined;
      });
    return this.#looking;
  }

  async #lookOnce(): Promise<void> {
    const { dataDir, settings, ports, clock } = this.#options;
    const space = await this.#probe.measureFree(dataDir);
    if (space.totalBytes === 0) return;
    if (!this.#isFull) {
      const isFull =
        space.freeBytes < fullBelow(space, settings) || ports.log.stats().unavailable === FULL_REASON;
      if (isFull) await this.#beFull();
      return;
    }
    const nowMs = clock.monotonicMs();
    if (space.freeBytes < this.#neededBytes(space) || nowMs < this.#retryAtMs) return;
    this.#retryAtMs = nowMs + RETRY_MS;
    // Whether there is room again is not what the file system says, but whether the reserve can be written.
    await this.#reserve.make();
    if (this.#reserve.isHeld) await this.#beWritable();
  }

  /** Free space at which a full disk counts as usable again. */
  #neededBytes(space: FreeSpace): number {
    return fullBelow(space, this.#options.settings) * 2 + this.#reserve.sizeBytes;
  }

  async #beFull(): Promise<void> {
    this.#isFull = true;
    this.#options.ports.log.hold(FULL_REASON);
    this.#reserve.free();
    this.#retryAtMs = this.#options.clock.monotonicMs() + RETRY_MS;
    await this.check();
  }

  async #beWritable(): Promise<void> {
    this.#isFull = false;
    this.#options.ports.log.hold(undefined);
    await this.check();
  }

  #measure(): Promise<DiskUsage> {
    return this.#probe.measureUsage(this.#options.dataDir);
  }

  async #checkOnce(): Promise<void> {
    const { settings } = this.#options;
    const usage = await this.#measure();
    const reserveBytes = reserveOf(usage, settings);
    if (usage.freeBytes < reserveBytes) this.#heldBytes ??= usage.dataBytes + Math.floor(reserveBytes / 4);
    else if (usage.freeBytes > reserveBytes * 1.5) this.#heldBytes = undefined;
    this.#growth.add({
      atMs: this.#options.clock.monotonicMs(),
      dataBytes: usage.dataBytes,
      shedBytes: this.#shedBytes,
    });
    const { excessBytes } = this.#judge(usage);
    const left = excessBytes === 0 ? usage : await this.#makeRoom(usage);
    this.#report = this.#describe(left, excessBytes);
    this.#tell(this.#report);
  }

  async #makeRoom(before: DiskUsage): Promise<DiskUsage> {
    let usage = before;
    const outcome = await shed(this.#options.ports, async () => {
      usage = await this.#measure();
      return this.#judge(usage).excessBytes;
    });
    this.#shedBytes += Math.max(0, before.dataBytes - usage.dataBytes);
    const total = (step: ShedStep) => this.#shed[step] + outcome.removed[step];
    this.#shed = {
      traces: total("traces"),
      log: total("log"),
      raw: total("raw"),
      rollups: total("rollups"),
    };
    if (usage.dataBytes < before.dataBytes) {
      const freedBytes = before.dataBytes - usage.dataBytes;
      this.#options.lines.warn("old data was removed to make room", { ...outcome.removed, freedBytes });
    }
    return usage;
  }

  #judge(usage: DiskUsage) {
    const { daysLeft } = this.#forecast(usage);
    return judge(usage, this.#options.settings, { heldBytes: this.#heldBytes, daysLeft });
  }

  #forecast(usage: DiskUsage) {
    const { settings } = this.#options;
    const roomBytes = Math.min(
      budgetOf(usage, settings) - usage.dataBytes,
      usage.freeBytes - reserveOf(usage, settings),
    );
    return this.#growth.forecast(roomBytes);
  }

  #describe(usage: DiskUsage, triedBytes: number): DiskReport {
    const { settings } = this.#options;
    const { state, reason, excessBytes } = this.#judge(usage);
    const base = {
      ...usage,
      budgetBytes: budgetOf(usage, settings),
      reserveBytes: reserveOf(usage, settings),
      ...this.#forecast(usage),
      shed: this.#shed,
    };
    if (this.#isFull) return { ...base, state: "full", reason: "full" };
    // Over the budget with nothing left that may go: only a person can help.
    if (triedBytes > 0 && excessBytes > 0) return { ...base, state: "critical", reason: "budget" };
    return { ...base, state, reason };
  }

  #tell({ state, reason, freeBytes, dataBytes, budgetBytes, daysLeft }: DiskReport): void {
    if (state === this.#state) return;
    const was = this.#state;
    this.#state = state;
    const fields = { state, was, reason, freeBytes, dataBytes, budgetBytes, daysLeft };
    const { lines } = this.#options;
    if (state === "full")
      lines.error("the disk is full: nothing is acknowledged until there is room", fields);
    else if (state === "critical") lines.error("the disk is nearly full", fields);
    else if (state === "warn") lines.warn("the disk is getting full", fields);
    else lines.info("the disk has room", fields);
  }
}
