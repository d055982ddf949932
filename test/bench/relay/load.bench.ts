// A load process: bare sockets, packets encoded before the clock starts. One plan as JSON in its argument, one result
// as JSON on standard output.

import { readFileSync } from "node:fs";
import { Histogram } from "./histogram.ts";
import { LoadPeer, type PeerOptions, type Tally } from "./load-peer.ts";
import { makeBurst } from "./packets.ts";
import {
  type CrowdPlan,
  type CrowdResult,
  type LoadPlan,
  numbered,
  type RelayPlan,
  type RelayResult,
} from "./plan.ts";

const CONCURRENCY = 100;
const LOGIN_TIMEOUT_MS = 60_000;
/** Writes of one turn; then what has come in is read. */
const WRITES_PER_TURN = 64;
/** Without progress for this long, what is missing is taken for lost. */
const WRITE_OFF_MS = 1_500;
const DRAIN_MS = 3_000;
const TICKS_PER_S = 100;

function makeTally(): Tally {
  return {
    ...{ ready: 0, refused: 0, closed: 0, sent: 0, received: 0, acked: 0 },
    ...{ logins: new Histogram(), deliveries: new Histogram(), acks: new Histogram() },
    onProgress() {},
  };
}

/** User and system time of all threads, seconds. */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_S;
}

async function until(isDone: () => boolean, timeoutMs: number): Promise<boolean> {
  const endMs = performance.now() + timeoutMs;
  while (!isDone() && performance.now() < endMs) await Bun.sleep(1);
  return isDone();
}

/** Connects them, so many at a time; resolves when each is ready or refused. */
async function openAll(all: readonly PeerOptions[], tally: Tally, concurrency: number): Promise<LoadPeer[]> {
  const peers = all.map((options) => new LoadPeer(options));
  let next = 0;
  const more = () => {
    while (next < peers.length && next - tally.ready - tally.refused < concurrency) {
      peers[next++]?.open().catch(() => tally.refused++);
    }
  };
  tally.onProgress = more;
  more();
  const isUp = await until(() => tally.ready + tally.refused >= peers.length, LOGIN_TIMEOUT_MS);
  if (!isUp) throw new Error(`${tally.ready} of ${peers.length} connections are up after a minute`);
  tally.onProgress = () => {};
  return peers;
}

async function runCrowd(plan: CrowdPlan): Promise<void> {
  const tally = makeTally();
  const one = { port: plan.port, tally, subscribe: undefined, burst: undefined, window: 0 };
  const all = Array.from({ length: plan.peers }, (_, n) => ({ ...one, plan: numbered(plan.peer, n) }));
  const [startMs, startCpuS] = [performance.now(), cpuSeconds(plan.serverPid)];
  const peers = await openAll(all, tally, plan.concurrency);
  const seconds = (performance.now() - startMs) / 1_000;
  const cpuMs = (cpuSeconds(plan.serverPid) - startCpuS) * 1_000;
  const result: CrowdResult = {
    up: tally.ready,
    refused: tally.refused,
    connectionsPerSec: Math.round(tally.ready / seconds),
    loginMsP50: tally.logins.percentileMs(0.5),
    loginMsP99: tally.logins.percentileMs(0.99),
    serverCpuMsPerConnection: cpuMs / Math.max(1, tally.ready),
  };
  console.log(JSON.stringify(result));
  for await (const _ of Bun.stdin.stream());
  for (const peer of peers) peer.close();
}

/** Keeps the publishers busy, as far as window, subscribers and rate allow. */
class Pump {
  readonly #plan: RelayPlan;
  readonly #tally: Tally;
  readonly #peers: readonly LoadPeer[];
  readonly #timer: NodeJS.Timeout;
  readonly #startMs = performance.now();
  #next = 0;
  #isQueued = false;
  #isOver = false;
  #due = 0;
  #writtenOff = 0;
  #lastReceived = 0;
  #progressMs = performance.now();

  constructor(plan: RelayPlan, tally: Tally, peers: readonly LoadPeer[]) {
    this.#plan = plan;
    this.#tally = tally;
    this.#peers = peers;
    // At a fixed rate nothing but the clock sends; otherwise whatever makes room does, and the timer is for stalls.
    if (plan.ratePerSec === 0) tally.onProgress = () => this.#queue();
    this.#timer = setInterval(() => (plan.ratePerSec === 0 ? this.#nudge() : this.#pay()), 1);
    if (plan.ratePerSec === 0) this.#queue();
  }

  stop(): void {
    this.#isOver = true;
    clearInterval(this.#timer);
    this.#tally.onProgress = () => {};
  }

  #queue(): void {
    if (this.#isQueued || this.#isOver) return;
    this.#isQueued = true;
    setImmediate(() => this.#send());
  }

  #send(): void {
    this.#isQueued = false;
    const { burst } = this.#plan;
    const nowMs = performance.now();
    let idle = 0;
    let writes = 0;
    while (writes < WRITES_PER_TURN && idle < this.#peers.length && this.#hasRoom()) {
      const count = this.#peers[this.#next]?.push(burst, nowMs) ?? 0;
      this.#next = (this.#next + 1) % this.#peers.length;
      if (count === 0) idle++;
      else {
        idle = 0;
        writes++;
      }
    }
    if (writes === WRITES_PER_TURN) this.#queue();
  }

  #hasRoom(): boolean {
    const { fan, subscribers, aheadMessages } = this.#plan;
    if (fan === 0) return true;
    const { sent, received } = this.#tally;
    return sent * fan - received - this.#writtenOff < aheadMessages * subscribers;
  }

  #nudge(): void {
    const nowMs = performance.now();
    const { sent, received } = this.#tally;
    if (received !== this.#lastReceived) {
      this.#lastReceived = received;
      this.#progressMs = nowMs;
    } else if (this.#plan.fan > 0 && nowMs - this.#progressMs > WRITE_OFF_MS) {
      this.#writtenOff = sent * this.#plan.fan - received;
      this.#progressMs = nowMs;
    }
    this.#queue();
  }

  /** Sends what is due, stamped with the time at which it was due. */
  #pay(): void {
    const { ratePerSec } = this.#plan;
    const elapsedMs = performance.now() - this.#startMs;
    for (let idle = 0; this.#due < (elapsedMs * ratePerSec) / 1_000 && idle < this.#peers.length; ) {
      const dueMs = this.#startMs + (this.#due * 1_000) / ratePerSec;
      const peer = this.#peers[this.#next++ % this.#peers.length];
      if (peer?.push(1, dueMs) === 1) this.#due++;
      else idle++;
    }
  }
}

function relayPeers(
  plan: RelayPlan,
  tally: Tally,
): { subscribers: PeerOptions[]; publishers: PeerOptions[] } {
  const { port, window, qos } = plan;
  const one = { port, tally, window };
  const subscribers = Array.from({ length: plan.subscribers }, (_, n) => {
    return { ...one, plan: numbered(plan.subscriber, n), subscribe: qos, burst: undefined };
  });
  const publishers = Array.from({ length: plan.publishers }, (_, n) => {
    const own = numbered(plan.publisher, n);
    return { ...one, plan: own, subscribe: undefined, burst: makeBurst(own.topic, plan) };
  });
  return { subscribers, publishers };
}

async function runRelay(plan: RelayPlan): Promise<void> {
  const tally = makeTally();
  const { subscribers, publishers } = relayPeers(plan, tally);
  const all = await openAll([...subscribers, ...publishers], tally, CONCURRENCY);
  if (tally.refused > 0) throw new Error(`${tally.refused} connections were refused`);
  const pump = new Pump(plan, tally, all.slice(plan.subscribers));
  await Bun.sleep(plan.warmUpS * 1_000);
  tally.deliveries.clear();
  tally.acks.clear();
  const before = {
    ...tally,
    atMs: performance.now(),
    cpuS: cpuSeconds(plan.serverPid),
    own: process.cpuUsage(),
  };
  await Bun.sleep(plan.seconds * 1_000);
  const after = { ...tally, atMs: performance.now(), cpuS: cpuSeconds(plan.serverPid) };
  const own = process.cpuUsage(before.own);
  pump.stop();
  const seconds = (after.atMs - before.atMs) / 1_000;
  const rate = (what: "sent" | "received" | "acked") => Math.round((after[what] - before[what]) / seconds);
  const counted = plan.fan > 0 ? rate("received") : plan.qos === 1 ? rate("acked") : rate("sent");
  const cpuShare = (after.cpuS - before.cpuS) / seconds;
  const result: Omit<RelayResult, "lost" | "closed"> = {
    seconds,
    sentPerSec: rate("sent"),
    receivedPerSec: rate("received"),
    ackedPerSec: rate("acked"),
    cpuSecPerMillion: (cpuShare * 1e6) / Math.max(1, counted),
    serverCpuPercent: Math.round(cpuShare * 100),
    generatorCpuPercent: Math.round((own.user + own.system) / 10_000 / seconds),
    deliveryMsP50: tally.deliveries.percentileMs(0.5),
    deliveryMsP99: tally.deliveries.percentileMs(0.99),
    ackMsP50: tally.acks.percentileMs(0.5),
    ackMsP99: tally.acks.percentileMs(0.99),
  };
  await until(() => tally.received >= tally.sent * plan.fan, DRAIN_MS);
  const lost = plan.fan === 0 ? 0 : tally.sent * plan.fan - tally.received;
  console.log(JSON.stringify({ ...result, lost, closed: tally.closed } satisfies RelayResult));
  for (const peer of all) peer.close();
}

const plan = JSON.parse(process.argv[2] ?? "{}") as LoadPlan;
if (plan.kind === "relay") await runRelay(plan);
else await runCrowd(plan);
process.exit(0);
