import type { Failure } from "../../../../spine/error.ts";
import type { Shelf } from "../../../adapter.ts";
import type { StoredMessage } from "../messages/stored-message.ts";
import type { ClientSession, Entry } from "../session.ts";
import { MARK, writeMessage, writeSession, writeWaiting } from "./records.ts";

/** Kinds of records on the shelf; a contract with what is stored already. */
export const BUCKETS = {
  session: "mqtt.session",
  /** By number; whoever waits for one points to it. */
  message: "mqtt.message",
  /** By session and its count. */
  waiting: "mqtt.waiting",
  /** By session and packet identifier: PUBREL was or will be sent. */
  released: "mqtt.released",
  /** By session and packet identifier: a QoS 2 message of the peer was taken, and its PUBREL has not come. */
  received: "mqtt.received",
  /** By topic. */
  retained: "mqtt.retained",
} as const;

const RADIX = 36;

/** The key of what belongs to a session. */
export function keyOf(sessionKey: string, number: number): string {
  return `${sessionKey}\n${number.toString(RADIX)}`;
}

/** The parts of such a key. */
export function readKey(key: string): { sessionKey: string; number: number } {
  const end = key.lastIndexOf("\n");
  return { sessionKey: key.slice(0, end), number: Number.parseInt(key.slice(end + 1), RADIX) };
}

interface Missed {
  readonly bucket: string;
  readonly key: string;
  readonly make: () => Uint8Array;
}

/** Puts on the shelf what has to survive a restart. Without a shelf nothing does, and nobody waits. */
export class Keeper {
  readonly #shelf: Shelf | undefined;
  readonly #later: (run: () => void) => void;
  /** Records that found no room, by bucket and key; made anew when they are tried again. */
  readonly #missed = new Map<string, Missed>();
  #isRetryDue = false;
  #lastNumber = 0;
  /** Something was put that a publisher has to wait for; whoever publishes clears it before. */
  isDirty = false;

  /** `later` runs something once, after a while: what found no room is tried again though nobody waits for it. */
  constructor(shelf: Shelf | undefined, later: (run: () => void) => void = () => {}) {
    this.#shelf = shelf;
    this.#later = later;
  }

  get isDurable(): boolean {
    return this.#shelf !== undefined;
  }

  /** Messages are numbered on from here. */
  continueFrom(number: number): void {
    this.#lastNumber = Math.max(this.#lastNumber, number);
  }

  /** A message for a persistent session: it waits, or is sent and not through. */
  keep(session: ClientSession, entry: Entry): void {
    if (this.#shelf === undefined) return;
    const { message } = entry;
    if (message.number === 0) {
      message.number = ++this.#lastNumber;
      this.#put(BUCKETS.message, message.number.toString(RADIX), () => writeMessage(message));
    }
    message.references++;
    entry.seq = ++session.lastSeq;
    this.#putWaiting(session, entry, 0);
    this.isDirty = true;
  }

  /** It is through, or given up. */
  drop(session: ClientSession, entry: Entry): void {
    if (entry.seq === 0) return;
    const { message } = entry;
    this.#remove(BUCKETS.waiting, keyOf(session.key, entry.seq));
    entry.seq = 0;
    if (--message.references > 0) return;
    this.#remove(BUCKETS.message, message.number.toString(RADIX));
    message.number = 0;
  }

  /** A QoS 2 message goes out under this packet identifier. */
  noteSent(session: ClientSession, entry: Entry, id: number): void {
    if (entry.seq > 0) this.#putWaiting(session, entry, id);
  }

  /** PUBREC came: PUBREL is owed until PUBCOMP. */
  noteReleased(session: ClientSession, id: number): void {
    this.#put(BUCKETS.released, keyOf(session.key, id), () => MARK);
  }

  dropReleased(session: ClientSession, id: number): void {
    if (session.isPersistent) this.#remove(BUCKETS.released, keyOf(session.key, id));
  }

  /** A QoS 2 message of the peer was taken. */
  noteReceived(session: ClientSession, id: number): void {
    if (this.#shelf === undefined) return;
    this.#put(BUCKETS.received, keyOf(session.key, id), () => MARK);
    this.isDirty = true;
  }

  dropReceived(session: ClientSession, id: number): void {
    this.#remove(BUCKETS.received, keyOf(session.key, id));
  }

  saveSession(session: ClientSession): void {
    this.#put(BUCKETS.session, session.key, () => sessionRecord(session));
  }

  /** It is over, or no longer outlives its connection. */
  dropSession(session: ClientSession): void {
    this.#remove(BUCKETS.session, session.key);
    for (const id of session.received ?? []) this.dropReceived(session, id);
  }

  saveRetained(message: StoredMessage): void {
    if (this.#shelf === undefined) return;
    this.#put(BUCKETS.retained, message.topic, () => writeMessage(message));
    this.isDirty = true;
  }

  dropRetained(topic: string): void {
    if (this.#shelf === undefined) return;
    this.#remove(BUCKETS.retained, topic);
    this.isDirty = true;
  }

  /** Calls back when everything so far is durable, or why it is not; at once where there is no shelf. */
  commit(settle: (failure: Failure | undefined) => void): void {
    this.#retry();
    if (this.#shelf === undefined) settle(undefined);
    else this.#shelf.commit(settle);
  }

  /** `settle` when what is known of the session would survive a restart, as far as anything of it does. */
  confirm(session: ClientSession, settle: () => void): void {
    if (this.#shelf === undefined || !session.isPersistent) settle();
    else this.commit((why) => why === undefined && settle());
  }

  #putWaiting(session: ClientSession, entry: Entry, id: number): void {
    const { message, qos, isRetain, subscriptionIds, group } = entry;
    const record = { message: message.number, qos, isRetain, id, subscriptionIds, group: group?.key ?? "" };
    this.#put(BUCKETS.waiting, keyOf(session.key, entry.seq), () => writeWaiting(record));
  }

  #put(bucket: string, key: string, make: () => Uint8Array): void {
    if (this.#shelf === undefined) return;
    if (this.#shelf.put(bucket, key, make())) {
      if (this.#missed.size > 0) this.#missed.delete(`${bucket}\n${key}`);
      return;
    }
    this.#missed.set(`${bucket}\n${key}`, { bucket, key, make });
    this.#retryLater();
  }

  #remove(bucket: string, key: string): void {
    if (this.#missed.size > 0) this.#missed.delete(`${bucket}\n${key}`);
    this.#shelf?.remove(bucket, key);
  }

  /** What still finds no room fails the next commit: nothing that depends on it is acknowledged. */
  #retry(): void {
    for (const [name, { bucket, key, make }] of this.#missed) {
      if (this.#shelf?.put(bucket, key, make()) === false) return;
      this.#missed.delete(name);
    }
  }

  #retryLater(): void {
    if (this.#isRetryDue) return;
    this.#isRetryDue = true;
    this.#later(() => {
      this.#isRetryDue = false;
      this.#retry();
      if (this.#missed.size > 0) this.#retryLater();
    });
  }
}

function sessionRecord(session: ClientSession): Uint8Array {
  const { version, expiryS, endedMs, will } = session;
  const subscriptions = [...(session.subscriptions?.values() ?? [])].map((one) => ({
    filter: one.filter,
    qos: one.qos,
    isNoLocal: one.isNoLocal,
    isRetainAsPublished: one.isRetainAsPublished,
    id: one.ids[0] ?? 0,
  }));
  const record = {
    version,
    expiryS,
    endedMs,
    subscriptions,
    // What the platform has to take first is not passed on without it, and after a restart nobody asks it.
    will: will && { ...will.will, isRelayed: will.isRelayed && will.report === undefined },
  };
  return writeSession(record);
}
