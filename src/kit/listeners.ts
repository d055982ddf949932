/** Those who want to be told: each `add` returns its removal, `tell` calls all that are there. */
export interface Listeners<Args extends readonly unknown[]> {
  readonly add: (listener: (...args: Args) => void) => () => void;
  readonly tell: (...args: Args) => void;
}

/** A listener that is added twice is called once. */
export function makeListeners<Args extends readonly unknown[] = []>(): Listeners<Args> {
  const listeners = new Set<(...args: Args) => void>();
  return {
    add(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    tell(...args) {
      // Whoever leaves or comes while they are told does not disturb the others.
      for (const listener of [...listeners]) listener(...args);
    },
  };
}
