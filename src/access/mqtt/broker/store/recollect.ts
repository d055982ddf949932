import type { Shelf } from "../../../adapter.ts";
import type { StoredMessage } from "../messages/stored-message.ts";
import { BUCKETS, readKey } from "./keeper.ts";
import { readMessage, readSession, readWaiting, type SessionRecord, type WaitingRecord } from "./records.ts";

export interface WaitingMemory extends WaitingRecord {
  readonly seq: number;
}

export interface SessionMemory {
  readonly key: string;
  readonly record: SessionRecord;
  /** By `seq`. */
  readonly waiting: WaitingMemory[];
  readonly released: number[];
  readonly received: number[];
}

/** Everything that the shelf remembers. */
export interface Memory {
  readonly sessions: ReadonlyMap<string, SessionMemory>;
  readonly messages: ReadonlyMap<number, StoredMessage>;
  readonly retained: readonly StoredMessage[];
  /** Records that could not be read, or belong to nothing: taken off the shelf. */
  readonly lost: number;
}

interface Loose {
  readonly key: string;
  readonly value: Uint8Array;
}

/** Reads the shelf. What is broken or belongs to no session is counted and removed. */
export function recollect(shelf: Shelf): Memory {
  const sessions = new Map<string, SessionMemory>();
  const messages = new Map<number, StoredMessage>();
  const retained: StoredMessage[] = [];
  const loose: Record<"waiting" | "released" | "received", Loose[]> = {
    waiting: [],
    released: [],
    received: [],
  };
  const discarded: [string, string][] = [];
  const take = (bucket: string, key: string, value: Uint8Array): void => {
    if (bucket === BUCKETS.session) {
      sessions.set(key, { key, record: readSession(value), waiting: [], released: [], received: [] });
    } else if (bucket === BUCKETS.message) {
      const number = Number.parseInt(key, 36);
      messages.set(number, readMessage(value, number));
    } else if (bucket === BUCKETS.retained) retained.push(readMessage(value, 0));
    else if (bucket === BUCKETS.waiting) loose.waiting.push({ key, value });
    else if (bucket === BUCKETS.released) loose.released.push({ key, value });
    else if (bucket === BUCKETS.received) loose.received.push({ key, value });
  };
  shelf.load((bucket, key, value) => {
    try {
      take(bucket, key, value);
    } catch {
      discarded.push([bucket, key]);
    }
  });
  for (const one of loose.waiting) {
    if (!joinWaiting(one, sessions, messages)) discarded.push([BUCKETS.waiting, one.key]);
  }
  for (const bucket of ["released", "received"] as const) {
    for (const { key } of loose[bucket]) {
      const { sessionKey, number } = readKey(key);
      const session = sessions.get(sessionKey);
      if (session === undefined) discarded.push([BUCKETS[bucket], key]);
      else session[bucket].push(number);
    }
  }
  for (const [number, message] of messages) {
    if (message.references === 0) discarded.push([BUCKETS.message, number.toString(36)]);
  }
  for (const session of sessions.values()) session.waiting.sort((a, b) => a.seq - b.seq);
  for (const [bucket, key] of discarded) shelf.remove(bucket, key);
  return { sessions, messages, retained, lost: discarded.length };
}

function joinWaiting(
  { key, value }: Loose,
  sessions: ReadonlyMap<string, SessionMemory>,
  messages: ReadonlyMap<number, StoredMessage>,
): boolean {
  try {
    const { sessionKey, number } = readKey(key);
    const record = readWaiting(value);
    const session = sessions.get(sessionKey);
    const message = messages.get(record.message);
    if (session === undefined || message === undefined) return false;
    message.references++;
    session.waiting.push({ ...record, seq: number });
    return true;
  } catch {
    return false;
  }
}
