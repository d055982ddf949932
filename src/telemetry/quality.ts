// What a point is worth: how it changes when it is stored, and what of many points speaks for all.

import { QUALITY, type Quality } from "../spine/point.ts";

/** A good point that was received later than this after its own time is stored as `late`. */
export const LATE_MS = 5 * 60_000;

/** From best to worst: a late or simulated value is as it was meant, a stale one was, a bad one never. */
const WORST_LAST: readonly Quality[] = [
  QUALITY.good,
  QUALITY.late,
  QUALITY.simulated,
  QUALITY.stale,
  QUALITY.bad,
];
const RANKS = Uint8Array.from(WORST_LAST, (_, code) => WORST_LAST.indexOf(code as Quality));

/** `late` for a good point that was long on its way; whatever its source already said of it stays. */
export function storedQuality(quality: Quality, delayMs: number): Quality {
  return quality === QUALITY.good && delayMs > LATE_MS ? QUALITY.late : quality;
}

/** The worse of two. */
export function worseOf(a: Quality, b: Quality): Quality {
  return (RANKS[b] ?? 0) > (RANKS[a] ?? 0) ? b : a;
}

/** The worst of some qualities in [start, end); good when there are none. */
export function worstOf(qualities: Uint8Array, start: number, end: number): Quality {
  let worst: Quality = QUALITY.good;
  for (let i = start; i < end; i++) {
    const quality = qualities[i] as Quality;
    if (quality !== worst) worst = worseOf(worst, quality);
  }
  return worst;
}
