import type { Clock, Timer } from "../spine/clock.ts";

export interface MemoryProbe {
  /** Resident memory, bytes. */
  rssBytes(): number;
  /** Gives back what is no longer used, before it returns. */
  collect(): void;
}

const PERIOD_MS = 50;
/** Up to here memory is left to the collector's own judgement. */
const MODEST_BYTES = 180_000_000;
/** Growth that is worth one where memory is high. */
const HIGH_BYTES = 225_000_000;
const GROWTH_BYTES = 4_000_000;
/** Growth since the last collection that is worth another one. */
const WORTH = 1 + 1 / 16;
/** After a pause of so many ms it rests for twice that; after one twice as long, four times as long as then. */
const SHORT_PAUSE_MS = 30;

/**
 * Collects when resident memory has grown by a sixteenth and is not modest any more, or by a little where it is high.
 * Under load the collector would let garbage grow to the size of what is in use, and give its memory back bit by bit.
 * The more is in use the longer nothing else happens meanwhile, and the more seldom it is done.
 */
export function watchMemory(clock: Clock, probe: MemoryProbe): Timer {
  let lowestBytes = Number.POSITIVE_INFINITY;
  let restUntilMs = 0;
  return clock.every(PERIOD_MS, () => {
    const rssBytes = probe.rssBytes();
    lowestBytes = Math.min(lowestBytes, rssBytes);
    const startMs = clock.monotonicMs();
    const highBytes = Math.max(HIGH_BYTES, lowestBytes + GROWTH_BYTES);
    const worthBytes = Math.max(MODEST_BYTES, Math.min(lowestBytes * WORTH, highBytes));
    if (rssBytes < worthBytes || startMs < restUntilMs) return;
    probe.collect();
    const endMs = clock.monotonicMs();
    restUntilMs = endMs + (2 * (endMs - startMs) ** 2) / SHORT_PAUSE_MS;
    lowestBytes = probe.rssBytes();
  });
}
