// Ops: how Gantry itself is doing, for the overview page, for probes and for Prometheus.
// Owns: the samples of rates, event loop and processor; nothing that is kept.
// Promises: looking costs next to nothing; every number comes from the room that owns it, through a port.
// Must never: change anything, or import a room beyond http and log.

import type { Reach } from "../http/http.ts";
import type { Metric } from "../kit/prometheus-text.ts";
import type { Log } from "../log/log.ts";
import type { Clock } from "../spine/clock.ts";
import { LoopLag, type LoopLagReport } from "./loop-lag.ts";
import { Noise, type NoisyDevice } from "./noise.ts";
import { type ProcessProbe, type ProcessReport, ProcessUsage } from "./process-usage.ts";
import { type RateSample, Rates } from "./rates.ts";

/** A listener as the API shows it (access/listeners.ts keeps these). */
export interface ListenerStatus {
  readonly name: string;
  readonly protocol: string;
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
  readonly status: "listening" | "failed";
  readonly error: string | undefined;
  readonly connections: number;
  readonly connectionsTotal: number;
  readonly messagesIn: number;
  readonly messagesOut: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly refused: Readonly<Record<string, number>>;
}

/** The disk as the API shows it (disk/disk.ts keeps it). */
export interface DiskStatus {
  /** Everything in the data folder, and its largest parts. */
  readonly dataBytes: number;
  readonly logBytes: number;
  readonly telemetryBytes: number;
  readonly journalBytes: number;
  readonly freeBytes: number;
  readonly totalBytes: number;
  /** What the data may take, and what is to stay free. */
  readonly budgetBytes: number;
  readonly reserveBytes: number;
  readonly state: "ok" | "warn" | "critical" | "full";
  readonly reason: "budget" | "days" | "free" | "full" | undefined;
  readonly growthBytesPerDay: number | undefined;
  readonly daysLeft: number | undefined;
  /** How often something was removed to make room, by what it was. */
  readonly shed: Readonly<Record<"traces" | "log" | "raw" | "rollups", number>>;
}

/** What the rooms tell; wired by app.ts. */
export interface OpsPorts {
  readonly log: Pick<Log, "stats" | "onDurable">;
  readonly listeners: () => readonly ListenerStatus[];
  /** Of what is reached; of all unless given. */
  readonly devices: (reach?: Reach) => {
    readonly total: number;
    readonly online: number;
    readonly stale: number;
    readonly offline: number;
    readonly inactive: number;
    readonly disabled: number;
  };
  readonly countProducts: (isShown?: (productKey: string) => boolean) => number;
  readonly ingest: () => {
    readonly messages: number;
    readonly events: number;
    readonly points: number;
    readonly refused: Readonly<Record<string, number>>;
  };
  readonly disk: () => Promise<DiskStatus>;
  /** Events that a target could not take. */
  readonly countDeadLetters: () => number;
  /** Addresses under which this machine can be reached. */
  readonly hosts: () => readonly string[];
  /** True between the end of the start and the beginning of the stop. */
  readonly isReady: () => boolean;
  /** Metrics of further rooms; their names begin with `gantry_`. */
  readonly moreMetrics?: () => readonly Metric[];
}

export interface OpsOptions {
  readonly clock: Clock;
  readonly version: string;
  readonly ports: OpsPorts;
  /** Of the operating system unless given. */
  readonly probe?: ProcessProbe;
}

export interface Ops {
  readonly clock: Clock;
  readonly version: string;
  readonly ports: OpsPorts;
  /** Rates of the newest 5 s. */
  rates(): RateSample;
  /** Each 5 s of the last 10 min, oldest first. */
  rateHistory(): readonly RateSample[];
  process(): ProcessReport;
  loopLag(): LoopLagReport;
  /** The `count` devices that sent most in the last minutes, loudest first. */
  noisiest(count: number): readonly NoisyDevice[];
  close(): void;
}

/** Opens the room and begins to sample. */
export function openOps({ clock, version, ports, probe }: OpsOptions): Ops {
  const rates = new Rates(clock, () => {
    const { messages, points, refused } = ports.ingest();
    return { messages, points, refused: sumOf(refused) };
  });
  const lag = new LoopLag(clock);
  const noise = new Noise(clock, (listener) => ports.log.onDurable(listener));
  const usage = new ProcessUsage(clock, probe);
  return {
    clock,
    version,
    ports,
    rates: () => rates.current(),
    rateHistory: () => rates.history(),
    process: () => usage.report(),
    loopLag: () => lag.report(),
    noisiest: (count) => noise.top(count),
    close() {
      rates.stop();
      lag.stop();
      noise.stop();
    },
  };
}

function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
