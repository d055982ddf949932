/** What is asked of an entry; the rest of it is its owner's. */
interface Waiting {
  readonly qos: 1 | 2;
  readonly sizeBytes: number;
}

export interface OutboundLimits {
  /** Messages sent and not through. */
  readonly window: number;
  /** Waiting for room in the window, or for the peer to come back. */
  readonly queueMessages: number;
  readonly queueBytes: number;
}

/** Where an identifier stands: free, PUBLISH sent at QoS 1 or 2, PUBREL sent. */
const FREE = 0;
const SENT_1 = 1;
const SENT_2 = 2;
const RELEASED = 3;
const FIRST_SLOTS = 16;

/** What a resumed peer must be told again, oldest first. */
export type Unfinished<E> =
  | { readonly kind: "publish"; readonly id: number; readonly entry: E }
  | { readonly kind: "release"; readonly id: number };

/**
 * The QoS 1 and 2 messages to one session: identifiers in flight in a ring of typed arrays, and those that wait.
 * Pure: it says what is to be sent.
 */
export class Outbound<E extends Waiting> {
  readonly #limits: OutboundLimits;
  /** Of the peer (receive maximum), and ours. */
  window: number;
  /** Nothing is sent yet, not even what is unfinished. */
  isHeld = false;
  /** Of a peer that is back: what has not been told again yet. Nothing new goes past it. */
  #resends: Unfinished<E>[] = [];
  #ids = new Uint16Array(FIRST_SLOTS);
  #states = new Uint8Array(FIRST_SLOTS);
  /** Of those that may have to be sent again. */
  #entries: (E | undefined)[] | undefined;
  #inFlight = 0;
  #lastId = 0;
  #queue: (E | undefined)[] = [];
  #head = 0;
  #queuedBytes = 0;

  constructor(limits: OutboundLimits, peerReceiveMaximum: number) {
    this.#limits = limits;
    this.window = Math.min(limits.window, peerReceiveMaximum);
  }

  get inFlight(): number {
    return this.#inFlight;
  }
  get queued(): number {
    return this.#queue.length - this.#head;
  }
  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  /** Whether a message may be sent at once, past nothing that waits. */
  get isFree(): boolean {
    return !this.isBehind && this.#inFlight < this.window && this.#queue.length === this.#head;
  }

  /** What is unfinished comes first. */
  get isBehind(): boolean {
    return this.isHeld || this.#resends.length > 0;
  }

  /** The peer is another one, or back: what it takes may have changed [MQTT-3.3.4-9]. */
  setPeer(receiveMaximum: number): void {
    this.window = Math.min(this.#limits.window, receiveMaximum);
  }

  /** A packet identifier that is not in use [MQTT-2.2.1-4], 3.1.1: [MQTT-2.3.1-4]. `entry` is kept where it may be sent again. */
  take(qos: 1 | 2, entry: E | undefined): number {
    if (this.#inFlight === this.#ids.length) this.#grow();
    const mask = this.#ids.length - 1;
    let id = this.#lastId;
    do {
      id = id === 65_535 ? 1 : id + 1;
    } while (this.#states[id & mask] !== FREE);
    this.#lastId = id;
    this.#set(id, qos === 2 ? SENT_2 : SENT_1, entry);
    return id;
  }

  /** Takes back what the shelf remembers: `entry` was sent as `id`; without it, PUBREL was. */
  restore(id: number, entry: E | undefined): void {
    while (this.#states[id & (this.#ids.length - 1)] !== FREE && this.#ids.length < 65_536) this.#grow();
    const state = entry === undefined ? RELEASED : entry.qos === 2 ? SENT_2 : SENT_1;
    this.#set(id, state, entry);
    this.#lastId = id;
  }

  /** PUBACK: the entry, `true` where none was kept, undefined for an identifier that is not in flight at QoS 1. */
  acknowledge(id: number): E | true | undefined {
    return this.#stateOf(id) === SENT_1 ? this.#free(id) : undefined;
  }

  /** PUBREC: the entry or `true` as above; undefined when `id` is not known. With an error the exchange is over. */
  received(id: number, isError: boolean): E | true | undefined {
    const state = this.#stateOf(id);
    if (state === RELEASED && !isError) return true;
    if (state !== SENT_2) return undefined;
    if (isError) return this.#free(id);
    const slot = id & (this.#ids.length - 1);
    const entry = this.#entries?.[slot] ?? true;
    this.#states[slot] = RELEASED;
    if (this.#entries !== undefined) this.#entries[slot] = undefined;
    return entry;
  }

  /** PUBCOMP; false when no PUBREL was sent for `id`. */
  complete(id: number): boolean {
    return this.#stateOf(id) === RELEASED && this.#free(id) !== undefined;
  }

  /** Puts it behind what waits; answers what had to go for it, oldest first. */
  enqueue(entry: E): readonly E[] {
    const dropped: E[] = [];
    const { queueMessages, queueBytes } = this.#limits;
    while (
      this.queued > 0 &&
      (this.queued >= queueMessages || this.#queuedBytes + entry.sizeBytes > queueBytes)
    ) {
      const oldest = this.dequeue();
      if (oldest !== undefined) dropped.push(oldest);
    }
    if (entry.sizeBytes > queueBytes) return [...dropped, entry];
    this.#queue.push(entry);
    this.#queuedBytes += entry.sizeBytes;
    return dropped;
  }

  /** The oldest that waits, whether or not the window has room. */
  dequeue(): E | undefined {
    const entry = this.#queue[this.#head];
    if (entry === undefined) return undefined;
    this.#queue[this.#head++] = undefined;
    this.#queuedBytes -= entry.sizeBytes;
    if (this.#head === this.#queue.length) {
      this.#queue = [];
      this.#head = 0;
    } else if (this.#head > 64 && this.#head * 2 > this.#queue.length) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
    }
    return entry;
  }

  /** What was sent and is not through, in the order in which it was sent [MQTT-4.6.0-1]. */
  unfinished(): Unfinished<E>[] {
    const found: Unfinished<E>[] = [];
    for (let slot = 0; slot < this.#ids.length; slot++) {
      const id = this.#ids[slot] ?? 0;
      const entry = this.#entries?.[slot];
      if (this.#states[slot] === RELEASED) found.push({ kind: "release", id });
      else if (this.#states[slot] !== FREE && entry !== undefined) found.push({ kind: "publish", id, entry });
    }
    const age = (id: number) => (id - this.#lastId - 1) & 0xffff;
    return found.sort((a, b) => age(a.id) - age(b.id));
  }

  /** The peer is back: `nextResend` tells what is unfinished. */
  beginResending(): void {
    this.isHeld = false;
    this.#resends = this.unfinished();
  }

  /** The next to be told again; undefined when there is none, or the peer must answer first. */
  nextResend(): Unfinished<E> | undefined {
    for (let first = this.#resends[0]; first !== undefined; first = this.#resends[0]) {
      const isRelease = first.kind === "release";
      // Answered meanwhile, out of the connection before.
      const state = this.#stateOf(first.id);
      const isOver = isRelease ? state !== RELEASED : state === FREE || state === RELEASED;
      const isFull = this.#inFlight - this.#resends.length >= this.window;
      if (!isOver && !isRelease && isFull) return undefined;
      this.#resends.shift();
      if (!isOver) return first;
    }
    return undefined;
  }

  /** Everything that is sent or waits, oldest first, taken out: the session ends, or its group goes on without it. */
  takeAll(): E[] {
    const taken = this.unfinished().flatMap((one) => (one.kind === "publish" ? [one.entry] : []));
    for (let entry = this.dequeue(); entry !== undefined; entry = this.dequeue()) taken.push(entry);
    this.#states.fill(FREE);
    this.#entries = undefined;
    this.#inFlight = 0;
    this.#resends = [];
    return taken;
  }

  /** Takes out what `isWanted` says, sent or waiting, oldest first. */
  takeWhere(isWanted: (entry: E, isSent: boolean) => boolean): E[] {
    const taken: E[] = [];
    for (const one of this.unfinished()) {
      if (one.kind !== "publish" || !isWanted(one.entry, true)) continue;
      this.#free(one.id);
      taken.push(one.entry);
    }
    const left: E[] = [];
    for (let entry = this.dequeue(); entry !== undefined; entry = this.dequeue()) {
      (isWanted(entry, false) ? taken : left).push(entry);
    }
    for (const entry of left) {
      this.#queue.push(entry);
      this.#queuedBytes += entry.sizeBytes;
    }
    return taken;
  }

  #stateOf(id: number): number {
    const slot = id & (this.#ids.length - 1);
    return this.#ids[slot] === id ? (this.#states[slot] ?? FREE) : FREE;
  }

  #set(id: number, state: number, entry: E | undefined): void {
    const slot = id & (this.#ids.length - 1);
    this.#ids[slot] = id;
    this.#states[slot] = state;
    this.#inFlight++;
    if (entry === undefined) return;
    this.#entries ??= [];
    this.#entries[slot] = entry;
  }

  #free(id: number): E | true {
    const slot = id & (this.#ids.length - 1);
    const entry = this.#entries?.[slot] ?? true;
    if (this.#entries !== undefined) this.#entries[slot] = undefined;
    this.#states[slot] = FREE;
    this.#inFlight--;
    return entry;
  }

  /** Twice the slots: identifiers that differ in theirs still do. */
  #grow(): void {
    const [ids, states, entries] = [this.#ids, this.#states, this.#entries];
    this.#ids = new Uint16Array(ids.length * 2);
    this.#states = new Uint8Array(ids.length * 2);
    this.#entries = undefined;
    this.#inFlight = 0;
    for (const [slot, state] of states.entries()) {
      if (state !== FREE) this.#set(ids[slot] ?? 0, state, entries?.[slot]);
    }
  }
}
