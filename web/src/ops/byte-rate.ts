// Bytes received a second, from the counters of two answers: the server counts, the page divides.

import { useEffect, useRef, useState } from "react";
import type { Overview } from "../contract.ts";

/** Undefined until two answers are there, or when a counter began anew. */
export function useByteRate(overview: Overview): number | undefined {
  const before = useRef<{ timeMs: number; bytes: number }>(undefined);
  const [rate, setRate] = useState<number>();
  const timeMs = overview.server.timeMs;
  const bytes = overview.listeners.reduce((sum, listener) => sum + listener.bytesIn, 0);
  useEffect(() => {
    const last = before.current;
    if (last?.timeMs === timeMs) return;
    before.current = { timeMs, bytes };
    const isRising = last !== undefined && timeMs > last.timeMs && bytes >= last.bytes;
    if (isRising) setRate(((bytes - last.bytes) / (timeMs - last.timeMs)) * 1_000);
  }, [timeMs, bytes]);
  return rate;
}
