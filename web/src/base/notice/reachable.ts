// Whether the server answered last time: what is on the screen is old when it did not.

import { useSyncExternalStore } from "react";

const listeners = new Set<() => void>();
let isReachable = true;

/** Called by the client after every request. */
export function noteReachable(isAnswered: boolean): void {
  if (isAnswered === isReachable) return;
  isReachable = isAnswered;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useReachable(): boolean {
  return useSyncExternalStore(subscribe, () => isReachable);
}
