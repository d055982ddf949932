// Who was refused something at the API, as lines of the log: attempts to get past permissions, origin or limits.

import type { Refusal } from "../http/http.ts";
import type { LogLines } from "../kit/log-line.ts";
import { TokenBucket } from "../kit/token-bucket.ts";
import type { Clock } from "../spine/clock.ts";

/** Whoever is refused a thousand times a second must not fill the disk of the log. */
const LINES = { ratePerS: 1, burst: 60 };

/** Writes refusals, and in place of too many how many were left out. */
export function makeRefusalLines(
  lines: Pick<LogLines, "warn">,
  clock: Pick<Clock, "monotonicMs">,
): (refusal: Refusal) => void {
  const bucket = new TokenBucket(LINES, clock.monotonicMs());
  let leftOut = 0;
  return (refusal) => {
    if (!bucket.tryTake(clock.monotonicMs())) {
      leftOut += 1;
      return;
    }
    lines.warn("a request was refused", { ...refusal, ...(leftOut > 0 ? { leftOutBefore: leftOut } : {}) });
    leftOut = 0;
  };
}
