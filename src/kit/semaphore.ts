export type SemaphoreOutcome<T> = { readonly isRun: true; readonly value: T } | { readonly isRun: false };

export interface Semaphore {
  /** Runs `fn` when a slot is free; `isRun: false` at once when too many wait already. */
  run<T>(fn: () => Promise<T>): Promise<SemaphoreOutcome<T>>;
}

/** Lets `slots` calls run at once and `maxWaiting` more wait, first come first served. */
export function makeSemaphore(slots: number, maxWaiting: number): Semaphore {
  let free = slots;
  const waiting: (() => void)[] = [];

  const enter = async (): Promise<boolean> => {
    if (free > 0) {
      free -= 1;
      return true;
    }
    if (waiting.length >= maxWaiting) return false;
    // The one that leaves hands its slot over, so nobody can slip in between.
    await new Promise<void>((resolve) => waiting.push(resolve));
    return true;
  };
  const leave = () => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  return {
    async run(fn) {
      if (!(await enter())) return { isRun: false };
      try {
        return { isRun: true, value: await fn() };
      } finally {
        leave();
      }
    },
  };
}
