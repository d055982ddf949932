// A shared tick, so that a hundred ages on a page cost one timer.

import { useSyncExternalStore } from "react";
import { serverNow } from "../../call.ts";

const listeners = new Set<() => void>();
let nowMs = serverNow();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    nowMs = serverNow();
    for (const one of listeners) one();
  }, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The server's time, renewed each second while something shows it. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => nowMs);
}
