import type { Socket } from "bun";
import type { Histogram } from "./histogram.ts";
import { type Burst, connectPacket, subscribePacket } from "./packets.ts";
import type { PeerPlan } from "./plan.ts";

/** What the peers of a process have done together. */
export interface Tally {
  ready: number;
  refused: number;
  closed: number;
  sent: number;
  received: number;
  acked: number;
  readonly logins: Histogram;
  readonly deliveries: Histogram;
  readonly acks: Histogram;
  /** Something came in, or there is room to write. */
  onProgress(): void;
}

export interface PeerOptions {
  readonly port: number;
  readonly plan: PeerPlan;
  readonly tally: Tally;
  /** Subscribed before it is ready. */
  readonly subscribe: 0 | 1 | undefined;
  readonly burst: Burst | undefined;
  readonly window: number;
}

const SENT_SLOTS = 1_024;
const CARRY_BYTES = 1_024;
const stampBytes = new Uint8Array(8);
const stamp = new DataView(stampBytes.buffer);

/** One client on a bare socket. */
export class LoadPeer {
  inFlight = 0;
  isReady = false;
  /** A write was cut short; the rest goes when the socket drains. */
  isBlocked = false;
  readonly #options: PeerOptions;
  #socket: Socket<LoadPeer> | undefined;
  #openedMs = 0;
  #nextId = 1;
  #sentMs: Float64Array | undefined;
  #pendingFrom = 0;
  #pendingTo = 0;
  /** The beginning of a packet that goes on in the next chunk. */
  #carry: Buffer | undefined;
  #carried = 0;
  #acks = Buffer.alloc(0);
  #ackBytes = 0;
  #isSampled = false;
  #isRefused = false;

  constructor(options: PeerOptions) {
    this.#options = options;
  }

  async open(): Promise<void> {
    this.#openedMs = performance.now();
    this.#socket = await Bun.connect<LoadPeer>({
      hostname: "127.0.0.1",
      port: this.#options.port,
      data: this,
      socket: {
        open: (socket) => {
          socket.setNoDelay(true);
          socket.write(connectPacket(this.#options.plan));
        },
        data: (_, chunk) => this.#read(chunk),
        drain: () => this.#drain(),
        close: () => this.#onClose(),
        error() {},
      },
    });
  }

  close(): void {
    this.#socket?.terminate();
  }

  /** Writes up to `most` messages, as many as the window takes; answers how many. */
  push(most: number, nowMs: number): number {
    const { burst, window, tally } = this.#options;
    if (burst === undefined || this.isBlocked || !this.isReady) return 0;
    const { bytes, view, packetBytes, idAt, stampAt } = burst;
    const isQos1 = (bytes[0] ?? 0) > 0x30;
    const count = Math.min(most, bytes.length / packetBytes, isQos1 ? window - this.inFlight : most);
    for (let i = 0; i < count; i++) {
      const at = i * packetBytes;
      view.setFloat64(at + stampAt, nowMs);
      if (!isQos1) continue;
      const id = this.#nextId;
      view.setUint16(at + idAt, id);
      this.#sentMs ??= new Float64Array(SENT_SLOTS);
      this.#sentMs[id % SENT_SLOTS] = nowMs;
      this.#nextId = (id % 65_535) + 1;
      this.inFlight++;
    }
    if (count <= 0) return 0;
    tally.sent += count;
    this.#pendingFrom = 0;
    this.#pendingTo = count * packetBytes;
    this.#write();
    return count;
  }

  #write(): void {
    const { burst } = this.#options;
    if (burst === undefined || this.#socket === undefined) return;
    const left = this.#pendingTo - this.#pendingFrom;
    this.#pendingFrom += Math.max(0, this.#socket.write(burst.bytes, this.#pendingFrom, left));
    this.isBlocked = this.#pendingFrom < this.#pendingTo;
  }

  #drain(): void {
    if (this.isBlocked) this.#write();
    if (this.#ackBytes > 0) this.#writeAcks();
    if (!this.isBlocked) this.#options.tally.onProgress();
  }

  #onClose(): void {
    const { tally } = this.#options;
    if (this.isReady) tally.closed++;
    else if (!this.#isRefused) tally.refused++;
    this.#isRefused = true;
    this.isReady = false;
    this.isBlocked = true;
    tally.onProgress();
  }

  #read(chunk: Buffer): void {
    this.#isSampled = false;
    let at = this.#carried > 0 ? this.#complete(chunk) : 0;
    while (at < chunk.length) {
      const end = endOf(chunk, at, chunk.length);
      if (end < 0 || end > chunk.length) break;
      this.#take(chunk, at, end);
      at = end;
    }
    if (at < chunk.length) this.#keep(chunk, at);
    if (this.#ackBytes > 0) this.#writeAcks();
    this.#options.tally.onProgress();
  }

  #keep(chunk: Buffer, from: number): void {
    this.#carry ??= Buffer.alloc(CARRY_BYTES);
    this.#carried += chunk.copy(this.#carry, this.#carried, from);
  }

  /** Adds to the carried packet what it lacks; answers where the next one begins. */
  #complete(chunk: Buffer): number {
    const carry = this.#carry ?? chunk;
    const before = this.#carried;
    const copied = chunk.copy(carry, before, 0);
    const end = endOf(carry, 0, before + copied);
    if (end < 0 || end > before + copied) {
      this.#carried += copied;
      return chunk.length;
    }
    this.#carried = 0;
    this.#take(carry, 0, end);
    return end - before;
  }

  #take(bytes: Buffer, start: number, end: number): void {
    const header = bytes[start] ?? 0;
    const { tally } = this.#options;
    const type = header >> 4;
    if (type === 3) this.#takeMessage(bytes, start, end);
    else if (type === 4) {
      tally.acked++;
      this.inFlight--;
      const id = (bytes[end - 2] ?? 0) * 256 + (bytes[end - 1] ?? 0);
      tally.acks.add(performance.now() - (this.#sentMs?.[id % SENT_SLOTS] ?? 0));
    } else if (type === 2) this.#takeConnack(bytes[start + 3] ?? 0);
    else if (type === 9) {
      if ((bytes[end - 1] ?? 0) < 0x80) this.#becomeReady();
      else this.#refuse();
    }
  }

  #takeConnack(code: number): void {
    const { plan, subscribe } = this.#options;
    if (code !== 0) this.#refuse();
    else if (subscribe === undefined) this.#becomeReady();
    else this.#socket?.write(subscribePacket(plan.topic, subscribe));
  }

  #becomeReady(): void {
    const { tally } = this.#options;
    this.isReady = true;
    tally.ready++;
    tally.logins.add(performance.now() - this.#openedMs);
  }

  #refuse(): void {
    this.#isRefused = true;
    this.#options.tally.refused++;
  }

  #takeMessage(bytes: Buffer, start: number, end: number): void {
    const { tally } = this.#options;
    tally.received++;
    let at = start + 2;
    while ((bytes[at - 1] ?? 0) > 127) at++;
    at += 2 + (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
    const isQos1 = ((bytes[start] ?? 0) & 2) !== 0;
    if (isQos1) {
      this.#acknowledge(bytes[at] ?? 0, bytes[at + 1] ?? 0);
      at += 2;
    }
    if (this.#isSampled || at + 8 > end) return;
    this.#isSampled = true;
    for (let i = 0; i < 8; i++) stampBytes[i] = bytes[at + i] ?? 0;
    tally.deliveries.add(performance.now() - stamp.getFloat64(0));
  }

  #acknowledge(high: number, low: number): void {
    if (this.#ackBytes + 4 > this.#acks.length) {
      this.#acks = Buffer.concat([this.#acks], Math.max(1_024, this.#acks.length * 2));
    }
    const at = this.#ackBytes;
    this.#acks[at] = 0x40;
    this.#acks[at + 1] = 2;
    this.#acks[at + 2] = high;
    this.#acks[at + 3] = low;
    this.#ackBytes += 4;
  }

  #writeAcks(): void {
    const written = Math.max(0, this.#socket?.write(this.#acks, 0, this.#ackBytes) ?? 0);
    this.#acks.copyWithin(0, written, this.#ackBytes);
    this.#ackBytes -= written;
  }
}

/** Where the packet that begins at `at` ends; -1 while its length is not known. */
function endOf(bytes: Buffer, at: number, size: number): number {
  let length = 0;
  for (let i = 1; i <= 4; i++) {
    if (at + i >= size) return -1;
    const byte = bytes[at + i] ?? 0;
    length |= (byte & 127) << (7 * (i - 1));
    if (byte < 128) return at + i + 1 + length;
  }
  throw new Error("the server sent a packet without an end");
}
