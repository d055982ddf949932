// Everything that ops knows, as Prometheus metrics.

import { counter, gauge, type Metric, type Sample } from "../kit/prometheus-text.ts";
import type { DiskStatus, ListenerStatus, Ops } from "./ops.ts";

const DISK_STATES = ["ok", "warn", "critical", "full"] as const;

/** All metrics of this moment; names are a contract with dashboards: add, never rename. */
export async function collectMetrics(ops: Ops): Promise<Metric[]> {
  const disk = await ops.ports.disk();
  return [
    ...processMetrics(ops),
    ...ingestMetrics(ops),
    ...logMetrics(ops),
    ...deviceMetrics(ops),
    ...listenerMetrics(ops.ports.listeners()),
    ...diskMetrics(disk),
    ...(ops.ports.moreMetrics?.() ?? []),
  ];
}

function processMetrics(ops: Ops): Metric[] {
  const { rssBytes, cpuSeconds, uptimeMs } = ops.process();
  const { p50Ms, p99Ms, maxMs } = ops.loopLag();
  const startedAtMs = ops.clock.now() - uptimeMs;
  return [
    gauge("gantry_build_info", "Always 1; the version is a label.", [[{ version: ops.version }, 1]]),
    counter("process_cpu_seconds_total", "User and system CPU time spent, seconds.", cpuSeconds),
    gauge("process_resident_memory_bytes", "Resident memory size, bytes.", rssBytes),
    gauge(
      "process_start_time_seconds",
      "Start time since the Unix epoch, seconds.",
      Math.round(startedAtMs / 1_000),
    ),
    gauge("gantry_event_loop_lag_p50_seconds", "Median delay of the event loop over 30 s.", p50Ms / 1_000),
    gauge(
      "gantry_event_loop_lag_p99_seconds",
      "99th percentile of the event loop's delay over 30 s.",
      p99Ms / 1_000,
    ),
    gauge("gantry_event_loop_lag_max_seconds", "Longest delay of the event loop within 30 s.", maxMs / 1_000),
  ];
}

function ingestMetrics({ ports }: Ops): Metric[] {
  const { messages, events, points, refused } = ports.ingest();
  return [
    counter("gantry_uplinks_total", "Messages from devices that were taken in.", messages),
    counter("gantry_events_total", "Events made from them.", events),
    counter("gantry_points_total", "Property points in them.", points),
    counter("gantry_refused_total", "What was refused, wholly or in part, by code.", perCode(refused)),
  ];
}

function logMetrics({ ports }: Ops): Metric[] {
  const log = ports.log.stats();
  const lags = log.cursors.map(({ name, lag }): Sample => [{ cursor: name }, lag]);
  return [
    gauge(
      "gantry_log_available",
      "1 while the event log accepts, else 0: nothing is acknowledged then.",
      log.unavailable === undefined ? 1 : 0,
    ),
    gauge("gantry_log_last_seq", "Sequence number of the newest durable event.", log.lastSeq),
    counter("gantry_log_events_total", "Events made durable since the start.", log.events),
    counter("gantry_log_batches_total", "Group commits since the start.", log.batches),
    gauge(
      "gantry_log_commit_p50_seconds",
      "Median time of the newest group commits.",
      log.commitMsP50 / 1_000,
    ),
    gauge(
      "gantry_log_commit_p99_seconds",
      "99th percentile of the time of the newest group commits.",
      log.commitMsP99 / 1_000,
    ),
    gauge("gantry_log_pending_events", "Events that wait to be made durable.", log.pendingEvents),
    counter("gantry_log_dropped_relaxed_total", "QoS 0 events dropped under pressure.", log.droppedRelaxed),
    counter(
      "gantry_log_damaged_chunks_total",
      "Chunks that could not be read and were passed over.",
      log.damagedChunks,
    ),
    gauge("gantry_log_size_bytes", "Size of the log's files.", log.sizeBytes),
    gauge("gantry_log_cursor_lag_events", "Events that a cursor has still to read.", lags),
  ];
}

function deviceMetrics({ ports }: Ops): Metric[] {
  const { online, stale, offline, inactive, disabled } = ports.devices();
  const states: Sample[] = Object.entries({ online, stale, offline, inactive, disabled }).map(
    ([state, n]) => [{ state }, n],
  );
  return [
    gauge("gantry_devices", "Devices by state.", states),
    gauge("gantry_products", "Products.", ports.countProducts()),
  ];
}

function listenerMetrics(listeners: readonly ListenerStatus[]): Metric[] {
  const each = (read: (listener: ListenerStatus) => number) =>
    listeners.map((one): Sample => [{ listener: one.name, protocol: one.protocol }, read(one)]);
  const bothWays = (read: (listener: ListenerStatus) => { in: number; out: number }) =>
    listeners.flatMap((one) =>
      Object.entries(read(one)).map(([direction, n]): Sample => [{ listener: one.name, direction }, n]),
    );
  const refused = listeners.flatMap(({ name, refused: counts }) =>
    Object.entries(counts).map(([code, n]): Sample => [{ listener: name, code }, n]),
  );
  return [
    gauge(
      "gantry_listener_up",
      "1 while the listener accepts connections, 0 when it failed.",
      each((one) => (one.status === "listening" ? 1 : 0)),
    ),
    gauge(
      "gantry_connections",
      "Open connections.",
      each((one) => one.connections),
    ),
    counter(
      "gantry_connections_total",
      "Connections since the start.",
      each((one) => one.connectionsTotal),
    ),
    counter(
      "gantry_listener_messages_total",
      "Messages by direction.",
      bothWays((one) => ({ in: one.messagesIn, out: one.messagesOut })),
    ),
    counter(
      "gantry_listener_bytes_total",
      "Bytes by direction.",
      bothWays((one) => ({ in: one.bytesIn, out: one.bytesOut })),
    ),
    counter(
      "gantry_listener_refused_total",
      "Refused logins and connections ended by an error, by code.",
      refused,
    ),
  ];
}

function diskMetrics(disk: DiskStatus): Metric[] {
  const { dataBytes, logBytes, telemetryBytes, journalBytes, freeBytes, totalBytes } = disk;
  const parts: Sample[] = [
    [{ part: "log" }, logBytes],
    [{ part: "telemetry" }, telemetryBytes],
    [{ part: "journal" }, journalBytes],
    [{ part: "other" }, Math.max(0, dataBytes - logBytes - telemetryBytes - journalBytes)],
  ];
  const states = DISK_STATES.map((state): Sample => [{ state }, disk.state === state ? 1 : 0]);
  const shed = Object.entries(disk.shed).map(([what, n]): Sample => [{ what }, n]);
  // What is not known yet has no sample: a zero would raise an alarm.
  const known = (value: number | undefined): Sample[] => (value === undefined ? [] : [[{}, value]]);
  return [
    gauge("gantry_data_bytes", "Size of the data folder by part.", parts),
    gauge("gantry_disk_free_bytes", "Free space where the data folder lies.", freeBytes),
    gauge("gantry_disk_size_bytes", "Size of the file system where the data folder lies.", totalBytes),
    gauge("gantry_disk_budget_bytes", "What the data folder may take of it.", disk.budgetBytes),
    gauge("gantry_disk_reserve_bytes", "What is to stay free of it.", disk.reserveBytes),
    gauge("gantry_disk_state", "1 for the state that holds: ok, warn, critical or full.", states),
    gauge(
      "gantry_disk_growth_bytes_per_day",
      "By how much the data grows in a day.",
      known(disk.growthBytesPerDay),
    ),
    gauge("gantry_disk_days_left", "Days until the oldest data has to go.", known(disk.daysLeft)),
    counter("gantry_disk_shed_total", "How often something was removed to make room, by what it was.", shed),
  ];
}

function perCode(counts: Readonly<Record<string, number>>): Sample[] {
  return Object.entries(counts).map(([code, n]) => [{ code }, n]);
}
