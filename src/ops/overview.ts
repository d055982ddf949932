import * as v from "valibot";
import { named, type Reach } from "../http/http.ts";
import type { DiskStatus, ListenerStatus, Ops } from "./ops.ts";

const Count = v.number();
const Bytes = v.number();
/** As many as fit into one look. */
const NOISIEST = 8;
const NO_RATES = { messagesPerSec: 0, pointsPerSec: 0, refusedPerSec: 0 };

export const ListenerJson = named(
  "Listener",
  v.object({
    name: v.string(),
    protocol: v.string(),
    host: v.string(),
    port: v.number(),
    isTls: v.boolean(),
    status: v.picklist(["listening", "failed"]),
    error: v.nullable(v.string()),
    connections: Count,
    connectionsTotal: Count,
    messagesIn: Count,
    messagesOut: Count,
    bytesIn: Bytes,
    bytesOut: Bytes,
    refused: v.pipe(v.record(v.string(), Count), v.description("By error code")),
  }),
);

export const OverviewJson = named(
  "Overview",
  v.object({
    devices: v.object({
      total: Count,
      online: Count,
      stale: Count,
      offline: Count,
      inactive: Count,
      disabled: Count,
    }),
    products: Count,
    rates: v.object({
      messagesPerSec: v.number(),
      pointsPerSec: v.number(),
      refusedPerSec: v.number(),
      history: v.pipe(
        v.array(v.object({ ts: v.number(), messagesPerSec: v.number() })),
        v.description("Each 5 s of the last 10 min, oldest first"),
      ),
    }),
    disk: v.object({
      dataBytes: Bytes,
      freeBytes: Bytes,
      totalBytes: Bytes,
      logBytes: Bytes,
      telemetryBytes: Bytes,
      journalBytes: Bytes,
      budgetBytes: v.pipe(Bytes, v.description("What the data folder may take")),
      reserveBytes: v.pipe(Bytes, v.description("What is to stay free")),
      state: v.pipe(
        v.picklist(["ok", "warn", "critical", "full"]),
        v.description("`full`: nothing is stored, so nothing is acknowledged"),
      ),
      reason: v.pipe(
        v.nullable(v.picklist(["budget", "days", "free", "full"])),
        v.description("Why the state is not `ok`"),
      ),
      growthBytesPerDay: v.pipe(v.nullable(Bytes), v.description("null while too little is known")),
      daysLeft: v.pipe(
        v.nullable(v.number()),
        v.description("Until the oldest data has to go; null when it does not grow or too little is known"),
      ),
      shed: v.pipe(
        v.object({ traces: Count, log: Count, raw: Count, rollups: Count }),
        v.description("How often something was removed to make room, since the start"),
      ),
    }),
    process: v.object({
      rssBytes: Bytes,
      uptimeMs: v.number(),
      cpuPercent: v.pipe(v.number(), v.description("Of one core")),
      version: v.string(),
    }),
    log: v.object({
      lastSeq: v.number(),
      commitMsP50: v.number(),
      commitMsP99: v.number(),
      unavailable: v.pipe(v.nullable(v.string()), v.description("Why nothing is acknowledged now, or null")),
    }),
    deadLetters: v.pipe(Count, v.description("Events that a target could not take, waiting for a person")),
    noisiest: v.pipe(
      v.array(v.object({ productKey: v.string(), deviceName: v.string(), eventsPerMin: v.number() })),
      v.description("The devices that sent most in the last minutes, loudest first"),
    ),
    listeners: v.array(ListenerJson),
    server: v.object({
      timeMs: v.pipe(v.number(), v.description("The server's clock, UTC ms")),
      hosts: v.array(v.string()),
    }),
  }),
);

/** Everything for one look at what `reach` covers. */
export async function makeOverview(ops: Ops, reach: Reach): Promise<v.InferOutput<typeof OverviewJson>> {
  const { ports, clock, version } = ops;
  const { total, online, stale, offline, inactive, disabled } = ports.devices(
    reach.isAll ? undefined : reach,
  );
  const { messagesPerSec, pointsPerSec, refusedPerSec } = reach.isAll ? ops.rates() : NO_RATES;
  const { rssBytes, uptimeMs, cpuPercent } = ops.process();
  const { lastSeq, commitMsP50, commitMsP99, unavailable } = ports.log.stats();
  const samples = reach.isAll ? ops.rateHistory() : [];
  const history = samples.map((sample) => ({ ts: sample.ts, messagesPerSec: sample.messagesPerSec }));
  return {
    devices: { total, online, stale, offline, inactive, disabled },
    products: ports.countProducts(reach.isAll ? undefined : reach.touchesProduct),
    rates: { messagesPerSec, pointsPerSec, refusedPerSec, history },
    disk: diskJson(await ports.disk()),
    process: { rssBytes, uptimeMs, cpuPercent, version },
    log: { lastSeq, commitMsP50, commitMsP99, unavailable: unavailable ?? null },
    deadLetters: reach.isAll ? ports.countDeadLetters() : 0,
    noisiest: ops
      .noisiest(NOISIEST)
      .filter(({ productKey, deviceName }) => reach.coversDevice(productKey, deviceName)),
    listeners: ports.listeners().map((listener) => listenerJson(listener, reach)),
    server: { timeMs: clock.now(), hosts: [...ports.hosts()] },
  };
}

function diskJson(disk: DiskStatus): v.InferOutput<typeof OverviewJson>["disk"] {
  const { dataBytes, freeBytes, totalBytes, logBytes, telemetryBytes, journalBytes } = disk;
  const { budgetBytes, reserveBytes, state, reason, growthBytesPerDay, daysLeft, shed } = disk;
  const sizes = { dataBytes, freeBytes, totalBytes, logBytes, telemetryBytes, journalBytes };
  return {
    ...sizes,
    budgetBytes,
    reserveBytes,
    state,
    reason: reason ?? null,
    growthBytesPerDay: growthBytesPerDay ?? null,
    daysLeft: daysLeft ?? null,
    shed: { ...shed },
  };
}

/** Without counters for who reaches only a part. */
export function listenerJson(
  listener: ListenerStatus,
  { isAll }: Pick<Reach, "isAll">,
): v.InferOutput<typeof ListenerJson> {
  const { name, protocol, host, port, isTls, status, error } = listener;
  const { connections, connectionsTotal, messagesIn, messagesOut, bytesIn, bytesOut, refused } = listener;
  const counts = { connections, connectionsTotal, messagesIn, messagesOut, bytesIn, bytesOut };
  const none = {
    connections: 0,
    connectionsTotal: 0,
    messagesIn: 0,
    messagesOut: 0,
    bytesIn: 0,
    bytesOut: 0,
  };
  return {
    name,
    protocol,
    host,
    port,
    isTls,
    status,
    error: error ?? null,
    ...(isAll ? counts : none),
    refused: isAll ? { ...refused } : {},
  };
}
