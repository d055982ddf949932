// A load generator for machines without a C compiler or the C generator's source: the same flags and the same
// JSON as far as the benchmark uses them. Slower, so that "as fast as it takes" may mean as fast as this can send.
//   bun test/bench/generator.ts pub -p PORT -q 0|1 -r RATE -d SECONDS -n CONNECTIONS -w WINDOW -C FILE --payload-file F

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import * as mqtt from "mqtt-packet";

const PLACE_HOLDER = "0123456789abcdef";
const BATCH = 8;

const { values } = parseArgs({
  args: Bun.argv.slice(3),
  options: {
    port: { type: "string", short: "p", default: "1883" },
    qos: { type: "string", short: "q", default: "0" },
    "sub-qos": { type: "string", short: "Q" },
    rate: { type: "string", short: "r", default: "0" },
    duration: { type: "string", short: "d", default: "8" },
    warm: { type: "string", short: "W" },
    n: { type: "string", short: "n", default: "100" },
    subs: { type: "string", short: "s", default: "0" },
    filter: { type: "string", short: "f", default: "/sys/#" },
    window: { type: "string", short: "w", default: "20" },
    pid: { type: "string", short: "B", default: "0" },
    creds: { type: "string", short: "C", default: "" },
    "payload-file": { type: "string", default: "" },
  },
});
const port = Number(values.port);
const qos = Number(values.qos);
const ratePerSec = Number(values.rate);
const seconds = Number(values.duration);
const count = Number(values.n);
const subscribers = Number(values.subs);
const windowSize = Number(values.window);
const payload = readFileSync(values["payload-file"], "utf8");
const credentials = readFileSync(values.creds, "utf8")
  .trim()
  .split("\n")
  .map((line) => line.split("\t"));
if (!payload.includes(PLACE_HOLDER)) throw new Error(`the payload must contain ${PLACE_HOLDER}`);

/** CPU seconds of all threads of a process, and its resident memory in KiB. */
function usage(pid: string): { cpuS: number; rssKb: number } {
  if (pid === "0") return { cpuS: 0, rssKb: 0 };
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  const rss = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? "0";
  return { cpuS: (Number(fields[11]) + Number(fields[12])) / 100, rssKb: Number(rss) };
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

const totals = { sent: 0, received: 0, acked: 0, closed: 0, late: 0 };
const ackUs: number[] = [];
let isMeasuring = false;

/** Splits what came in into frames by their remaining length and takes note of each. */
function hear(connection: Connection, bytes: Buffer): void {
  const all = connection.rest.length === 0 ? bytes : Buffer.concat([connection.rest, bytes]);
  let at = 0;
  while (at + 2 <= all.length) {
    let length = 0;
    let shift = 0;
    let head = at + 1;
    for (;;) {
      const byte = all[head];
      if (byte === undefined) break;
      head++;
      length |= (byte & 127) << shift;
      shift += 7;
      if (byte < 128) break;
    }
    const end = head + length;
    if (end > all.length || (all[head - 1] ?? 255) >= 128) break;
    note(connection, all.subarray(at, end), head - at);
    at = end;
  }
  connection.rest = all.subarray(at);
}

function note(connection: Connection, frame: Buffer, head: number): void {
  const kind = (frame[0] ?? 0) >> 4;
  if (kind === 2) connection.isReady = frame[head + 1] === 0;
  if (kind === 3) totals.received++;
  if (kind !== 4) return;
  totals.acked++;
  connection.inFlight--;
  const sentAtMs = connection.sentAtMs[frame.readUInt16BE(head) % 1_024] ?? 0;
  if (isMeasuring) ackUs.push((performance.now() - sentAtMs) * 1_000);
}

async function connect(index: number): Promise<Connection> {
  const [clientId = "", username = "", password = "", topic = ""] = credentials[index] ?? [];
  const packet = mqtt.generate({
    cmd: "publish",
    topic,
    payload,
    qos: qos === 1 ? 1 : 0,
    dup: false,
    retain: false,
    messageId: 1,
  });
  const state: { connection?: Connection } = {};
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port,
    socket: {
      data: (_, bytes) => state.connection && hear(state.connection, bytes),
      drain() {},
      close: () => void totals.closed++,
    },
  });
  const stampAt = packet.indexOf(PLACE_HOLDER);
  const idAt = packet.length - Buffer.byteLength(payload) - 2;
  const counters = { nextId: 1, inFlight: 0, rest: Buffer.alloc(0), isReady: false };
  const connection: Connection = {
    socket,
    packet,
    stampAt,
    idAt,
    sentAtMs: new Float64Array(1_024),
    ...counters,
  };
  state.connection = connection;
  const login = { clientId, username, password: Buffer.from(password) };
  socket.write(
    mqtt.generate({
      cmd: "connect",
      protocolId: "MQTT",
      protocolVersion: 4,
      clean: true,
      keepalive: 300,
      ...login,
    }),
  );
  return connection;
}

/** Sends up to `most` messages due at `atMs`; returns how many the window and the socket took. */
function push(connection: Connection, most: number, atMs: number): number {
  const room = qos === 1 ? Math.min(most, windowSize - connection.inFlight) : most;
  if (room <= 0) return 0;
  const batch = Buffer.alloc(connection.packet.length * room);
  for (let i = 0; i < room; i++) {
    const at = connection.packet.copy(batch, connection.packet.length * i) * i;
    batch.write(totals.sent.toString(16).padStart(16, "0"), at + connection.stampAt, "latin1");
    if (qos === 1) {
      batch.writeUInt16BE(connection.nextId, at + connection.idAt);
      connection.sentAtMs[connection.nextId % 1_024] = atMs;
      connection.nextId = (connection.nextId % 65_535) + 1;
      connection.inFlight++;
    }
    totals.sent++;
  }
  let written = Math.max(0, connection.socket.write(batch));
  while (written < batch.length && connection.socket.readyState > 0) {
    written += Math.max(0, connection.socket.write(batch.subarray(written)));
  }
  return room;
}

async function turn(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
}

async function publish(connections: readonly Connection[]): Promise<number> {
  const startMs = performance.now();
  const endMs = startMs + seconds * 1_000;
  let due = 0;
  let next = 0;
  for (let nowMs = startMs; nowMs < endMs; nowMs = performance.now()) {
    if (ratePerSec === 0) for (const connection of connections) push(connection, BATCH, nowMs);
    let skipped = 0;
    for (
      ;
      ratePerSec > 0 &&
      due < Math.floor(((nowMs - startMs) / 1_000) * ratePerSec) &&
      skipped < connections.length;
    ) {
      const connection = connections[next++ % connections.length];
      const atMs = startMs + ((due + 1) * 1_000) / ratePerSec;
      if (connection !== undefined && push(connection, 1, atMs) === 1) {
        due++;
        skipped = 0;
        if (nowMs > atMs + 1) totals.late++;
      } else skipped++;
    }
    await turn();
  }
  return (performance.now() - startMs) / 1_000;
}

const connections = await Promise.all(
  Array.from({ length: count }, (_, index) => connect(index + subscribers)),
);
const deadlineMs = performance.now() + 30_000;
while (!connections.every((connection) => connection.isReady)) {
  if (performance.now() > deadlineMs) throw new Error("not all connections are up after 30 s");
  await turn();
}
const before = usage(values.pid);
isMeasuring = true;
const secs = await publish(connections);
isMeasuring = false;
const counted = { ...totals };
const after = usage(values.pid);
const drainMs = performance.now() + 3_000;
while (connections.some((connection) => connection.inFlight > 0) && performance.now() < drainMs) await turn();
ackUs.sort((a, b) => a - b);
const percentile = (share: number) => Math.round(ackUs[Math.floor((ackUs.length - 1) * share)] ?? 0);
const cpuS = after.cpuS - before.cpuS;
const perMillion = (cpuS * 1e6) / (qos === 1 ? counted.acked : counted.sent);
console.log(
  JSON.stringify({
    secs,
    sent_per_s: Math.round(counted.sent / secs),
    recv_per_s: Math.round(counted.received / secs),
    acked_per_s: Math.round(counted.acked / secs),
    broker_cpu_s_per_M: perMillion,
    broker_cpu_pct: Math.round((cpuS / secs) * 100),
    ack_p50_us: percentile(0.5),
    ack_p99_us: percentile(0.99),
    gen_cpu_pct: 0,
    lost: 0,
    unacked: connections.reduce((sum, connection) => sum + connection.inFlight, 0),
    closed: counted.closed,
    late: counted.late,
    rss_kb: after.rssKb,
  }),
);
process.exit(0);
