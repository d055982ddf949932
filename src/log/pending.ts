// What was appended and is not yet with the writer: the open batch, encoded as it grows, and a queue behind it.

import type { LogEvent } from "../spine/event.ts";
import type { Cadence, SettleAppend } from "./contract.ts";
import type { LogLimits } from "./log-limits.ts";
import { RecordWriter } from "./record.ts";

/** Groups that are committed together. Parallel lists instead of an object a group: this is the hot path. */
export class Batch {
  readonly events: LogEvent[] = [];
  readonly settles: (SettleAppend | undefined)[] = [];
  /** Events of each group. */
  readonly counts: number[] = [];
  urgency = 0;
  firstSeq = 0;
  kinds = 0;
  /** Undefined when there are too many to list. */
  products: readonly string[] | undefined;
  sizeBytes = 0;
  sealedAtMs = 0;
}

interface Waiting {
  events: readonly LogEvent[];
  readonly cadence: Cadence;
  settle: SettleAppend | undefined;
  readonly sizeBytes: number;
  isDropped: boolean;
}

/** 0 waits for company, 1 leaves a gap between commits, 2 leaves none. */
export const URGENCY: Readonly<Record<Cadence, number>> = { relaxed: 0, patient: 0, grouped: 1, strict: 2 };

/** How long a batch of this urgency still waits when the last one was sealed `sinceMs` ago; 0 or less: not at all. */
export function waitMsOf(urgency: number, limits: LogLimits, sinceMs: number): number {
  if (urgency === URGENCY.strict) return 0;
  return urgency === URGENCY.grouped ? limits.commitGapMs - sinceMs : limits.relaxedMs;
}

/** More products than this are not listed in a chunk's head. */
const PRODUCTS_LISTED = 64;
/** A buffer that one huge batch has blown up is not kept. */
const BUFFER_KEPT_BYTES = 8 * 1024 * 1024;
const BUFFER_BYTES = 256 * 1024;

export class Pending {
  /** Relaxed events that had to go or found no room. */
  droppedRelaxed = 0;
  #batch = new Batch();
  readonly #records = new RecordWriter();
  #queue: Waiting[] = [];
  #head = 0;
  /** Where the search for the oldest relaxed group goes on: nothing before it can be dropped. */
  #oldestRelaxed = 0;
  #queuedEvents = 0;
  #queuedBytes = 0;
  #spare: ArrayBuffer | undefined;

  constructor(
    readonly limits: LogLimits,
    /** Told about groups that had to go. */
    readonly onDropped: (settle: SettleAppend | undefined) => void,
  ) {}

  get events(): number {
    return this.#batch.events.length + this.#queuedEvents;
  }

  get isEmpty(): boolean {
    return this.#batch.events.length === 0;
  }

  /** Of the open batch: that of its most urgent group. */
  get urgency(): number {
    return this.#batch.urgency;
  }

  get isFull(): boolean {
    const { limits } = this;
    return this.#batch.events.length >= limits.batchEvents || this.#records.out.at >= limits.batchBytes;
  }

  /** Takes a group; false when there is no room for it. */
  add(events: readonly LogEvent[], cadence: Cadence, settle: SettleAppend | undefined): boolean {
    if (this.#queuedEvents === 0 && !this.isFull) {
      this.#take(events, cadence, settle);
      return true;
    }
    const sizeBytes = weigh(events);
    if (!this.#makeRoom(events.length, sizeBytes)) {
      if (cadence === "relaxed") this.droppedRelaxed += events.length;
      return false;
    }
    this.#queue.push({ events, cadence, settle, sizeBytes, isDropped: false });
    this.#queuedEvents += events.length;
    this.#queuedBytes += sizeBytes;
    return true;
  }

  /** Numbers the open batch and hands it over with its records; the next one is begun from the queue. */
  seal(firstSeq: number, nowMs: number): { batch: Batch; buffer: ArrayBuffer } {
    const batch = this.#batch;
    const records = this.#records;
    batch.firstSeq = firstSeq;
    batch.sealedAtMs = nowMs;
    batch.kinds = records.kinds;
    batch.products = records.products.size > PRODUCTS_LISTED ? undefined : [...records.products];
    batch.sizeBytes = records.out.at;
    const { events } = batch;
    for (let i = 0; i < events.length; i++) (events[i] as LogEvent).seq = firstSeq + i;
    records.forget();
    const buffer = records.out.swap(this.#spare ?? new ArrayBuffer(BUFFER_BYTES));
    this.#spare = undefined;
    this.#batch = new Batch();
    return { batch, buffer };
  }

  /** Moves what waits into the open batch as far as it goes. */
  refill(): void {
    while (this.#head < this.#queue.length) {
      const group = this.#queue[this.#head] as Waiting;
      // A group without events goes with the one before it: alone in a batch it would wait for the next event.
      if (this.isFull && group.events.length > 0) break;
      this.#head++;
      if (group.isDropped) continue;
      this.#queuedEvents -= group.events.length;
      this.#queuedBytes -= group.sizeBytes;
      this.#take(group.events, group.cadence, group.settle);
    }
    if (this.#head === this.#queue.length || this.#head > 4_096) this.#compact();
  }

  /** Takes a buffer back that the writer is done with. */
  recycle(buffer: ArrayBuffer): void {
    if (buffer.byteLength <= BUFFER_KEPT_BYTES) this.#spare = buffer;
  }

  /** Empties everything and returns whom to tell. */
  takeAll(): (SettleAppend | undefined)[] {
    const waiting = this.#queue.slice(this.#head).filter((group) => !group.isDropped);
    const settles = [...this.#batch.settles, ...waiting.map((group) => group.settle)];
    this.#batch = new Batch();
    this.#records.out.at = 0;
    this.#records.forget();
    this.#queue = [];
    this.#head = this.#oldestRelaxed = this.#queuedEvents = this.#queuedBytes = 0;
    return settles;
  }

  #take(events: readonly LogEvent[], cadence: Cadence, settle: SettleAppend | undefined): void {
    const batch = this.#batch;
    const before = batch.events.length;
    try {
      for (let i = 0; i < events.length; i++) {
        const event = events[i] as LogEvent;
        this.#records.add(event);
        batch.events.push(event);
      }
    } catch (bug) {
      this.#encodeAfresh(before);
      throw bug;
    }
    batch.settles.push(settle);
    batch.counts.push(events.length);
    const urgency = URGENCY[cadence];
    if (urgency > batch.urgency) batch.urgency = urgency;
  }

  /** An event that cannot be written is a bug of its maker; the half of it must not spoil the chunk of the others. */
  #encodeAfresh(count: number): void {
    this.#batch.events.length = count;
    this.#records.out.at = 0;
    this.#records.forget();
    for (const event of this.#batch.events) this.#records.add(event);
  }

  #makeRoom(count: number, sizeBytes: number): boolean {
    const { pendingEvents, pendingBytes } = this.limits;
    const isOver = () => this.events + count > pendingEvents || this.#queuedBytes + sizeBytes > pendingBytes;
    while (isOver()) {
      if (!this.#dropOldestRelaxed()) return false;
    }
    return true;
  }

  #dropOldestRelaxed(): boolean {
    if (this.#oldestRelaxed < this.#head) this.#oldestRelaxed = this.#head;
    while (this.#oldestRelaxed < this.#queue.length) {
      const group = this.#queue[this.#oldestRelaxed++] as Waiting;
      if (group.cadence !== "relaxed" || group.events.length === 0) continue;
      const { settle } = group;
      this.#queuedEvents -= group.events.length;
      this.#queuedBytes -= group.sizeBytes;
      this.droppedRelaxed += group.events.length;
      group.events = [];
      group.settle = undefined;
      group.isDropped = true;
      this.onDropped(settle);
      if (this.#oldestRelaxed > 4_096) this.#compact();
      return true;
    }
    return false;
  }

  /** Lets go of the places of groups that were taken or dropped. */
  #compact(): void {
    const passed = this.#queue.slice(this.#head, this.#oldestRelaxed).filter((group) => !group.isDropped);
    const rest = this.#queue.slice(Math.max(this.#head, this.#oldestRelaxed));
    this.#queue = passed.concat(rest);
    this.#oldestRelaxed = passed.length;
    this.#head = 0;
  }
}

/** About how much memory a group holds. */
function weigh(events: readonly LogEvent[]): number {
  let sizeBytes = 0;
  for (const event of events) {
    sizeBytes += 256;
    if (event.kind !== "property") continue;
    for (const { value } of event.points) {
      sizeBytes += 64;
      if (typeof value === "string") sizeBytes += value.length * 2;
      else if (typeof value === "object") sizeBytes += JSON.stringify(value, big).length * 4;
    }
  }
  return sizeBytes;
}

function big(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}
