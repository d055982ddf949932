/** Resolves after the event loop has served what is waiting: long work awaits it between its bites. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
