// Telling those who wait what became of their events; a bug of one of them stays its own.

import type { Batch } from "./pending.ts";

/** Tells each append of a committed batch the seq of its last event. */
export function settleCommitted(batch: Batch): void {
  const { settles, counts } = batch;
  let seq = batch.firstSeq - 1;
  for (let i = 0; i < settles.length; i++) {
    seq += counts[i] ?? 0;
    const settle = settles[i];
    if (settle === undefined) continue;
    try {
      settle({ ok: true, value: { seq } });
    } catch (bug) {
      rethrow(bug);
    }
  }
}

/** One listener's bug must not keep the others from hearing. */
export function guarded(call: () => void): void {
  try {
    call();
  } catch (bug) {
    rethrow(bug);
  }
}

function rethrow(bug: unknown): void {
  queueMicrotask(() => {
    throw bug;
  });
}
