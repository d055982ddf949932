// A load generator for machines without a C compiler or the C generator's source: it takes the same options and
// gives the same figures as far as the benchmark uses them. Slower, so that "as fast as it takes" may mean as fast
// as this can send. It runs in the benchmark's own process, which does nothing else meanwhile.

import { readFileSync } from "node:fs";
import * as mqtt from "mqtt-packet";

const PLACE_HOLDER = "0123456789abcdef";
const BATCH = 8;
/** Packet ids modulo this find the time at which a message was sent. */
const SENT_SLOTS = 1_024;

export interface LoadOptions {
  readonly port: number;
  readonly qos: 0 | 1;
  /** Messages per second over all connections; 0 as fast as the server takes them. */
  readonly ratePerSec: number;
  readonly seconds: number;
  readonly connections: number;
  readonly window: number;
  /** Must hold the place holder 0123456789abcdef, which each message gets a time stamp for. */
  readonly payloadFile: string;
  /** `clientId<TAB>user<TAB>password<TAB>topic`, a line per connection. */
  readonly credentialsFile: string;
  /** Whose CPU time and memory are taken. */
  readonly serverPid: number;
}

/** What the generator measures; rates and CPU over the measured time only. */
export interface LoadResult {
  readonly secs: number;
  readonly sent_per_s: number;
  readonly acked_per_s: number;
  readonly broker_cpu_s_per_M: number;
  readonly broker_cpu_pct: number;
  readonly ack_p50_us: number;
  readonly ack_p99_us: number;
  readonly unacked: number;
  /** Messages that left more than a millisecond after they were due. */
  readonly late: number;
}

interface Connection {
  readonly socket: Bun.Socket<undefined>;
  readonly packet: Buffer;
  readonly stampAt: number;
  readonly idAt: number;
  readonly sentAtMs: Float64Array;
  nextId: number;
  inFlight: number;
  rest: Buffer;
  isReady: boolean;
}

interface Tally {
  sent: number;
  received: number;
  acked: number;
  closed: number;
  late: number;
  isMeasuring: boolean;
  readonly ackUs: number[];
}

/** CPU seconds of all threads of a process, and its resident memory in KiB. */
function usage(pid: number): { cpuS: number; rssKb: number } {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  const rss = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? "0";
  return { cpuS: (Number(fields[11]) + Number(fields[12])) / 100, rssKb: Number(rss) };
}

/** Length of the frame at the start of `bytes` and of its header; undefined while it is not whole. */
function frameAt(bytes: Buffer): { head: number; length: number } | undefined {
  let length = 0;
  for (let head = 1; head <= 4; head++) {
    const byte = bytes[head];
    if (byte === undefined) return undefined;
    length |= (byte & 127) << (7 * (head - 1));
    if (byte < 128) return head + 1 + length > bytes.length ? undefined : { head: head + 1, length };
  }
  throw new Error("the server sent a frame without an end");
}

function hear(connection: Connection, bytes: Buffer, tally: Tally): void {
  let rest = connection.rest.length === 0 ? bytes : Buffer.concat([connection.rest, bytes]);
  for (let frame = frameAt(rest); frame !== undefined; frame = frameAt(rest)) {
    note(connection, { kind: (rest[0] ?? 0) >> 4, body: rest.subarray(frame.head) }, tally);
    rest = rest.subarray(frame.head + frame.length);
  }
  connection.rest = rest;
}

function note(connection: Connection, frame: { kind: number; body: Buffer }, tally: Tally): void {
  if (frame.kind === 2) connection.isReady = frame.body[1] === 0;
  if (frame.kind === 3) tally.received++;
  if (frame.kind !== 4) return;
  tally.acked++;
  connection.inFlight--;
  const sentAtMs = connection.sentAtMs[frame.body.readUInt16BE(0) % SENT_SLOTS] ?? 0;
  if (tally.isMeasuring) tally.ackUs.push((performance.now() - sentAtMs) * 1_000);
}

async function connect(row: readonly string[], options: LoadOptions, tally: Tally): Promise<Connection> {
  const [clientId = "", username = "", password = "", topic = ""] = row;
  const payload = readFileSync(options.payloadFile);
  const { qos } = options;
  const packet = mqtt.generate({
    cmd: "publish",
    topic,
    payload,
    qos,
    dup: false,
    retain: false,
    messageId: 1,
  });
  const stampAt = packet.indexOf(PLACE_HOLDER);
  if (stampAt < 0) throw new Error(`the payload must contain ${PLACE_HOLDER}`);
  const state: { connection?: Connection } = {};
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port: options.port,
    socket: {
      data: (_, bytes) => state.connection && hear(state.connection, bytes, tally),
      drain() {},
      close: () => void tally.closed++,
    },
  });
  const idAt = packet.length - payload.length - 2;
  const counters = { nextId: 1, inFlight: 0, rest: Buffer.alloc(0), isReady: false };
  state.connection = { socket, packet, stampAt, idAt, sentAtMs: new Float64Array(SENT_SLOTS), ...counters };
  const login = { clientId, username, password: Buffer.from(password), clean: true, keepalive: 300 };
  socket.write(mqtt.generate({ cmd: "connect", protocolId: "MQTT", protocolVersion: 4, ...login }));
  return state.connection;
}

/** Sends up to `most` messages due at `atMs`; returns how many the window took. */
function push(
  connection: Connection,
  push: { most: number; atMs: number; options: LoadOptions; tally: Tally },
): number {
  const { most, atMs, options, tally } = push;
  const count = options.qos === 1 ? Math.min(most, options.window - connection.inFlight) : most;
  if (count <= 0) return 0;
  const { packet, socket } = connection;
  const batch = Buffer.alloc(packet.length * count);
  for (let i = 0; i < count; i++) {
    const at = packet.length * i;
    packet.copy(batch, at);
    batch.write((tally.sent++).toString(16).padStart(16, "0"), at + connection.stampAt, "latin1");
    if (options.qos === 0) continue;
    batch.writeUInt16BE(connection.nextId, at + connection.idAt);
    connection.sentAtMs[connection.nextId % SENT_SLOTS] = atMs;
    connection.nextId = (connection.nextId % 65_535) + 1;
    connection.inFlight++;
  }
  let written = Math.max(0, socket.write(batch));
  while (written < batch.length && socket.readyState > 0) {
    written += Math.max(0, socket.write(batch.subarray(written)));
  }
  return count;
}

async function turn(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
}

/** Publishes until the time is over; returns the seconds it took. */
async function publish(
  connections: readonly Connection[],
  options: LoadOptions,
  tally: Tally,
): Promise<number> {
  const { ratePerSec } = options;
  const startMs = performance.now();
  const endMs = startMs + options.seconds * 1_000;
  let sentCount = 0;
  let next = 0;
  for (let nowMs = startMs; nowMs < endMs; nowMs = performance.now()) {
    if (ratePerSec === 0) {
      for (const connection of connections) push(connection, { most: BATCH, atMs: nowMs, options, tally });
    }
    const due = Math.floor(((nowMs - startMs) / 1_000) * ratePerSec);
    for (let skipped = 0; sentCount < due && skipped < connections.length; skipped++) {
      const connection = connections[next++ % connections.length];
      const atMs = startMs + ((sentCount + 1) * 1_000) / ratePerSec;
      if (connection === undefined || push(connection, { most: 1, atMs, options, tally }) === 0) continue;
      sentCount++;
      skipped = 0;
      if (nowMs > atMs + 1) tally.late++;
    }
    await turn();
  }
  return (performance.now() - startMs) / 1_000;
}

async function until(condition: () => boolean, timeoutMs: number): Promise<boolean> {
  const endMs = performance.now() + timeoutMs;
  while (!condition() && performance.now() < endMs) await turn();
  return condition();
}

/** Runs one load to its end. */
export async function generateLoad(options: LoadOptions): Promise<LoadResult> {
  const tally: Tally = { sent: 0, received: 0, acked: 0, closed: 0, late: 0, isMeasuring: false, ackUs: [] };
  const rows = readFileSync(options.credentialsFile, "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split("\t"));
  const connections = await Promise.all(
    rows.slice(0, options.connections).map((row) => connect(row, options, tally)),
  );
  const isUp = await until(() => connections.every((connection) => connection.isReady), 30_000);
  if (!isUp) throw new Error("not all connections are up after 30 s");
  const before = usage(options.serverPid);
  tally.isMeasuring = true;
  const secs = await publish(connections, options, tally);
  tally.isMeasuring = false;
  const counted = { ...tally };
  const after = usage(options.serverPid);
  await until(() => connections.every((connection) => connection.inFlight === 0), 3_000);
  for (const { socket } of connections) socket.end();
  const ackUs = Float64Array.from(tally.ackUs).sort();
  const percentile = (share: number) => Math.round(ackUs[Math.floor((ackUs.length - 1) * share)] ?? 0);
  const cpuS = after.cpuS - before.cpuS;
  return {
    secs,
    sent_per_s: Math.round(counted.sent / secs),
    acked_per_s: Math.round(counted.acked / secs),
    broker_cpu_s_per_M: (cpuS * 1e6) / Math.max(1, options.qos === 1 ? counted.acked : counted.sent),
    broker_cpu_pct: Math.round((cpuS / secs) * 100),
    ack_p50_us: percentile(0.5),
    ack_p99_us: percentile(0.99),
    unacked: connections.reduce((sum, connection) => sum + connection.inFlight, 0),
    late: counted.late,
  };
}
