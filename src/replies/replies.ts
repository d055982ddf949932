// Answers of the API that are kept for a day, for callers who did not get theirs and ask again under the same key.
// Owns: table kept_answers, and which of those requests are being carried out just now.
// Promises: a request is begun once per caller and key, also over a restart; what a crash left open is said to be unknown.
// Must never: keep the answer of a failed request, or give one caller another's.

import { type Db, migrate } from "../db/db.ts";
import type { Answers, Begun, RequestSlot } from "../http/http.ts";
import type { Clock } from "../spine/clock.ts";
import { REPLY_STEPS } from "./migrations.ts";
import { makeReplyStore } from "./store.ts";

const KEPT_MS = 86_400_000;
const PRUNE_MS = 3_600_000;
/** Beyond these the oldest go before their time. */
const KEPT_MAX = 100_000;
/** A longer answer is not kept: the caller is told that it is not known. */
const BODY_CHARACTERS = 1024 * 1024;
/** Nor is one that all of them together leave no room for: nobody fills the disk with what is asked again. */
const ALL_BYTES = 64 * 1024 * 1024;

export interface Replies extends Answers {
  close(): void;
}

/** Throws DbError. */
export function openReplies(db: Db, clock: Clock, allBytes = ALL_BYTES): Replies {
  migrate(db, "replies", REPLY_STEPS);
  const store = makeReplyStore(db);
  const running = new Set<string>();
  const nameOf = ({ caller, key }: RequestSlot) => `${caller}\n${key}`;
  let sizeBytes = 0;
  const prune = () => {
    store.removeBefore(clock.now() - KEPT_MS);
    const surplus = store.count() - KEPT_MAX;
    if (surplus > 0) store.removeOldest(surplus);
    sizeBytes = store.sizeBytes();
  };
  prune();
  const pruning = clock.every(PRUNE_MS, prune);

  const begin = (slot: RequestSlot): Begun => {
    const { caller, key, print } = slot;
    const known = store.find(caller, key);
    if (known === undefined || known.begunAt <= clock.now() - KEPT_MS) {
      if (known !== undefined) store.remove(caller, key);
      store.insert({ caller, key, print, begunAt: clock.now() });
      running.add(nameOf(slot));
      return { kind: "new" };
    }
    if (known.print !== print) return { kind: "other" };
    if (running.has(nameOf(slot))) return { kind: "running" };
    const { status, media, body } = known;
    if (status === null || body === null) return { kind: "unknown" };
    return { kind: "kept", answer: { status, media: media ?? undefined, body } };
  };
  return {
    begin,
    keep(slot, { status, media, body }) {
      running.delete(nameOf(slot));
      const bodyBytes = Buffer.byteLength(body);
      const kept = body.length <= BODY_CHARACTERS && sizeBytes + bodyBytes <= allBytes ? body : null;
      if (kept !== null) sizeBytes += bodyBytes;
      store.finish(slot.caller, slot.key, { status, media: media ?? null, body: kept });
    },
    forget: (slot) => void running.delete(nameOf(slot)),
    drop(slot) {
      running.delete(nameOf(slot));
      store.remove(slot.caller, slot.key);
    },
    close: () => pruning.cancel(),
  };
}
