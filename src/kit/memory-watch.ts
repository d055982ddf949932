import type { Clock, Timer } from "../spine/clock.ts";

export interface MemoryProbe {
  /** Resident memory, bytes. */
  rssBytes(): number;
  /** Gives back what is no longer used, before it returns. */
  collect(): void;
}

const PERIOD_MS = 100;
/** Up to here memory is left to the collector's own judgement. */
const MODEST_BYTES = 220_000_000;
/** Growth since the last collection that is worth another one: the more is in use, the longer one takes. */
const WORTH = 1.25;

/**
 * Collects when resident memory has grown by a quarter and is not modest any more. Under load the collector would
 * let garbage grow to the size of what is in use, and give its memory back bit by bit.
 */
export function watchMemory(clock: Clock, probe: MemoryProbe): Timer {
  let lowestBytes = Number.POSITIVE_INFINITY;
  return clock.every(PERIOD_MS, () => {
    const rssBytes = probe.rssBytes();
    lowestBytes = Math.min(lowestBytes, rssBytes);
    if (rssBytes < Math.max(MODEST_BYTES, lowestBytes * WORTH)) return;
    probe.collect();
    lowestBytes = probe.rssBytes();
  });
}
