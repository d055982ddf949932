import { type DiskStatus, type ListenerStatus, type OpsPorts, openOps } from "../../src/ops/ops.ts";
import { makeManualClock } from "../harness/manual-clock.ts";
import { makeDurableFeed } from "../harness/sample-events.ts";

export const LOG_STATS = {
  firstSeq: 1,
  lastSeq: 900,
  pendingEvents: 2,
  batches: 30,
  events: 900,
  sizeBytes: 12_345,
  generations: 1,
  commitMsP50: 1.5,
  commitMsP99: 4,
  unavailable: undefined as string | undefined,
  droppedRelaxed: 3,
  damagedChunks: 0,
  damage: [],
  gaps: [],
  cursors: [{ name: "telemetry", seq: 880, lag: 20 }],
};

export const MQTT: ListenerStatus = {
  name: "mqtt",
  protocol: "mqtt",
  host: "0.0.0.0",
  port: 1883,
  isTls: false,
  status: "listening",
  error: undefined,
  connections: 2,
  connectionsTotal: 5,
  messagesIn: 70,
  messagesOut: 7,
  bytesIn: 7_000,
  bytesOut: 700,
  refused: { sign_mismatch: 4 },
};

export const MQTTS: ListenerStatus = {
  ...MQTT,
  name: "mqtts",
  port: 8883,
  isTls: true,
  status: "failed",
  error: "address in use",
  connections: 0,
  connectionsTotal: 0,
  messagesIn: 0,
  messagesOut: 0,
  bytesIn: 0,
  bytesOut: 0,
  refused: {},
};

export const DISK: DiskStatus = {
  dataBytes: 5_000,
  logBytes: 1_000,
  telemetryBytes: 3_000,
  journalBytes: 400,
  freeBytes: 90_000,
  totalBytes: 100_000,
  budgetBytes: 60_000,
  reserveBytes: 10_000,
  state: "ok",
  reason: undefined,
  growthBytesPerDay: 100,
  daysLeft: 550,
  shed: { traces: 1, log: 2, raw: 3, rollups: 0 },
};

/** Ops over rooms that tell fixed numbers; `state` changes them. */
export function openSampleOps(ports: Partial<OpsPorts> = {}) {
  const clock = makeManualClock(1_000_000);
  const state = {
    log: { ...LOG_STATS },
    ingest: { messages: 60, events: 55, points: 180, refused: { property_unknown: 2 } },
    isReady: true,
  };
  const feed = makeDurableFeed();
  let cpuMs = 1_000;
  const ops = openOps({
    clock,
    version: "1.2.3",
    probe: { rssBytes: () => 50_000_000, cpuMs: () => (cpuMs += 100) },
    ports: {
      log: { stats: () => state.log, onDurable: feed.onDurable },
      listeners: () => [MQTT, MQTTS],
      devices: () => ({ total: 10, online: 2, stale: 0, offline: 3, inactive: 4, disabled: 1 }),
      countProducts: () => 6,
      ingest: () => state.ingest,
      disk: async () => DISK,
      countDeadLetters: () => 3,
      hosts: () => ["192.168.1.5"],
      isReady: () => state.isReady,
      ...ports,
    },
  });
  return { clock, ops, state, feed };
}
