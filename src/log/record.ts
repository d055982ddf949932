// One event as bytes and back. Stored on disk: a written version is never changed, a new one is added beside it.
// A record: version, kind, then the fields. Texts that recur are written once a chunk and then by number;
// times are differences to the chunk's base time.

import { type ByteReader, BytesError } from "../kit/byte-reader.ts";
import { ByteWriter } from "../kit/byte-writer.ts";
import { readPlain, writePlain } from "../kit/plain-value.ts";
import type { EventHead, EventKind, LogEvent } from "../spine/event.ts";
import { readPoints, writePoints } from "./record-points.ts";

const VERSION = 1;
/** A lifecycle record that says who, what and particulars too; everything else is as in version 1. */
const TOLD_VERSION = 2;

/** Kind numbers are stored on disk: add, never change. */
const KIND_NUMBER: Readonly<Record<EventKind, number>> = {
  property: 0,
  event: 1,
  reply: 2,
  state: 3,
  lifecycle: 4,
  refused: 5,
};

/** A set of kinds as bits, the form in which a chunk says what is in it. */
export function kindBits(kinds: readonly EventKind[]): number {
  return kinds.reduce((bits, kind) => bits | (1 << KIND_NUMBER[kind]), 0);
}

interface KnownDevice {
  readonly ref: number;
  readonly productKey: string;
  readonly deviceName: string;
}

/** Most devices remembered by number within one chunk; further ones are written out each time. */
const DEVICES_PER_CHUNK = 16_384;
/** Most texts remembered by number within one chunk. */
const TEXTS_PER_CHUNK = 16_384;
const BUFFER_BYTES = 256 * 1024;

/** Writes the records of one chunk after the other. */
export class RecordWriter {
  readonly out = new ByteWriter(BUFFER_BYTES);
  /** Kinds in this chunk, as bits. */
  kinds = 0;
  readonly products = new Set<string>();
  readonly #texts = new Map<string, number>();
  readonly #devices = new Map<number, KnownDevice>();
  #baseMs = 0;

  /** Appends one record. */
  add(event: LogEvent): void {
    const { out } = this;
    out.ensure(64);
    if (out.at === 0) this.#begin(event.recvTs);
    const kind = KIND_NUMBER[event.kind];
    this.kinds |= 1 << kind;
    out.u8(isTold(event) ? TOLD_VERSION : VERSION);
    out.u8(kind);
    this.#device(event);
    this.ref(event.protocol);
    this.ref(event.dialect);
    out.text(event.reqId);
    out.ensure(32);
    this.time(event.recvTs, this.#baseMs);
    this.time(event.ts, event.recvTs);
    if (event.kind === "property") writePoints(this, event.points, event.ts);
    else this.#particulars(event);
  }

  /** Ends the chunk: its bytes stay in `out`, everything remembered is forgotten. */
  forget(): void {
    this.kinds = 0;
    this.products.clear();
    this.#texts.clear();
    this.#devices.clear();
  }

  /** A text that is likely to come again. Makes its own room. */
  ref(text: string): void {
    const { out } = this;
    const known = this.#texts.get(text);
    out.ensure(16);
    if (known !== undefined) {
      out.varint(known);
      return;
    }
    out.varint(0);
    out.text(text);
    // The reader numbers each text that it meets, so what is not remembered here must still be counted.
    if (this.#texts.size < TEXTS_PER_CHUNK) this.#texts.set(text, this.#texts.size + 1);
  }

  /** A time as difference to `near`; 0 marks one that is written out. Needs 16 bytes of room. */
  time(ms: number, near: number): void {
    const delta = ms - near;
    if (delta === 0) {
      this.out.u8(1);
      return;
    }
    if (Number.isSafeInteger(ms) && delta > -TIME_SPAN && delta < TIME_SPAN) {
      this.out.varint(delta < 0 ? -delta * 2 : delta * 2 + 1);
      return;
    }
    this.out.u8(0);
    this.out.f64(ms);
  }

  #begin(baseMs: number): void {
    this.#baseMs = baseMs;
    this.out.f64(baseMs);
  }

  #device(event: EventHead): void {
    const { out } = this;
    const known = this.#devices.get(event.deviceId);
    if (known && known.deviceName === event.deviceName && known.productKey === event.productKey) {
      out.varint(known.ref);
      return;
    }
    this.products.add(event.productKey);
    // A device that is written out is not numbered when it cannot be recognised again (unknown peers have id 0).
    const isNumbered = event.deviceId > 0 && !known && this.#devices.size < DEVICES_PER_CHUNK;
    out.u8(isNumbered ? 0 : 1);
    out.varint(event.deviceId);
    this.ref(event.productKey);
    out.text(event.deviceName);
    if (!isNumbered) return;
    const { productKey, deviceName } = event;
    this.#devices.set(event.deviceId, { ref: this.#devices.size + 2, productKey, deviceName });
  }

  #particulars(event: Exclude<LogEvent, { kind: "property" }>): void {
    switch (event.kind) {
      case "event":
        this.ref(event.identifier);
        this.ref(event.level);
        writePlain(this, event.output);
        return;
      case "reply":
        this.ref(event.method);
        writePlain(this, event.code);
        writePlain(this, event.output);
        return;
      case "state":
        this.ref(event.state);
        this.ref(event.reason);
        this.out.text(event.address);
        return;
      case "lifecycle":
        this.ref(event.action);
        if (isTold(event)) {
          this.ref(event.actor ?? "");
          writePlain(this, event.fields ?? []);
          writePlain(this, event.params ?? {});
        }
        return;
      case "refused":
        this.ref(event.code);
        this.ref(event.subject);
        writePlain(this, event.params);
        writePlain(this, event.isStored);
        return;
    }
  }
}

function isTold(event: LogEvent): boolean {
  return event.kind === "lifecycle" && event.actor !== undefined;
}

/** Differences up to here are written as such: twice as much still fits into a whole number. */
const TIME_SPAN = 2 ** 51;

/** Reads the records of one chunk. */
export class RecordReader {
  readonly #texts: string[] = [];
  readonly #devices: { id: number; productKey: string; deviceName: string }[] = [];
  readonly #baseMs: number;

  constructor(readonly from: ByteReader) {
    this.#baseMs = from.f64();
  }

  /** The next event, which gets `seq`. Throws BytesError on an unknown version or broken bytes. */
  next(seq: number): LogEvent {
    const { from } = this;
    const version = from.u8();
    const kind = from.u8();
    if (version !== VERSION && !(version === TOLD_VERSION && kind === KIND_NUMBER.lifecycle))
      throw new BytesError(`version ${version} of record kind ${kind} is not known`);
    const { id, productKey, deviceName } = this.#device();
    const protocol = this.ref();
    const dialect = this.ref();
    const reqId = from.text();
    const recvTs = this.time(this.#baseMs);
    const ts = this.time(recvTs);
    const head = { seq, deviceId: id, productKey, deviceName, ts, recvTs, protocol, dialect, reqId };
    if (kind === KIND_NUMBER.property) return { ...head, kind: "property", points: readPoints(this, ts) };
    if (kind === KIND_NUMBER.lifecycle) return this.#lifecycle(version, head);
    return this.#particulars(kind, head);
  }

  ref(): string {
    const number = this.from.varint();
    if (number > 0) return defined(this.#texts[number - 1]);
    const text = this.from.text();
    if (this.#texts.length < TEXTS_PER_CHUNK) this.#texts.push(text);
    return text;
  }

  time(near: number): number {
    const number = this.from.varint();
    if (number === 0) return this.from.f64();
    return number % 2 === 0 ? near - number / 2 : near + (number - 1) / 2;
  }

  #device(): { id: number; productKey: string; deviceName: string } {
    const ref = this.from.varint();
    if (ref > 1) return defined(this.#devices[ref - 2]);
    const device = { id: this.from.varint(), productKey: this.ref(), deviceName: this.from.text() };
    if (ref === 0) this.#devices.push(device);
    return device;
  }

  #lifecycle(version: number, head: EventHead): LogEvent {
    const event = { ...head, kind: "lifecycle", action: this.#oneOf(LIFECYCLE_ACTIONS) } as const;
    if (version === VERSION) return event;
    const actor = this.ref();
    const fields = readPlain(this) as string[];
    return { ...event, actor, fields, params: readPlain(this) as { [key: string]: never } };
  }

  #particulars(kind: number, head: EventHead): LogEvent {
    switch (kind) {
      case KIND_NUMBER.event:
        return {
          ...head,
          kind: "event",
          identifier: this.ref(),
          level: this.#oneOf(["info", "alert", "error"]),
          output: readPlain(this) as { [key: string]: never },
        };
      case KIND_NUMBER.reply:
        return {
          ...head,
          kind: "reply",
          method: this.ref(),
          code: readPlain(this) as number,
          output: readPlain(this) as { [key: string]: never },
        };
      case KIND_NUMBER.state:
        return {
          ...head,
          kind: "state",
          state: this.#oneOf(["online", "offline", "stale"]),
          reason: this.ref(),
          address: this.from.text(),
        };
      case KIND_NUMBER.refused:
        return {
          ...head,
          kind: "refused",
          code: this.ref(),
          subject: this.ref(),
          params: readPlain(this) as { [key: string]: never },
          isStored: readPlain(this) === true,
        };
      default:
        throw new BytesError(`kind ${kind} is not known`);
    }
  }

  #oneOf<T extends string>(known: readonly T[]): T {
    const text = this.ref();
    const found = known.find((one) => one === text);
    if (found === undefined) throw new BytesError(`${text} is not known here`);
    return found;
  }
}

const LIFECYCLE_ACTIONS = [
  "created",
  "updated",
  "enabled",
  "disabled",
  "deleted",
  "activated",
  "registered",
  "bound",
  "unbound",
  "restored",
  "purged",
  "moved",
] as const;

function defined<T>(value: T | undefined): T {
  if (value === undefined) throw new BytesError("a number refers to nothing");
  return value;
}
