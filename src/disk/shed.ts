// Making room, in the order of what is missed least: traces, the log's past, the oldest raw values, the oldest rollups.

/** What can be removed; each call removes a little and tells whether it did. Metadata is not among it. */
export interface ShedPorts {
  /** The oldest refusals and traces of the journal. */
  readonly shedTraces: () => Promise<boolean>;
  /** The oldest part of the event log that the stores have taken over. */
  readonly shedLog: () => Promise<boolean>;
  /** The oldest day of raw values whose rollups stay; never today. */
  readonly shedOldestRawDay: () => Promise<boolean>;
  readonly shedOldestRollups: () => Promise<boolean>;
}

export const SHED_STEPS = ["traces", "log", "raw", "rollups"] as const;
export type ShedStep = (typeof SHED_STEPS)[number];

export interface ShedOutcome {
  /** How often each step removed something. */
  readonly removed: Readonly<Record<ShedStep, number>>;
  /** What there is left to remove in spite of it; 0 when it was enough. */
  readonly excessBytes: number;
}

/** Traces are many small things, and removing them frees pages of a file, not the file: a few rounds, then on. */
const TRACE_ROUNDS = 10;
/** More than this in one go means that nothing becomes free, whatever is removed. */
const MOST_ROUNDS = 1_000;

/** Removes until `measureExcess` gives 0 or nothing is left that may go. */
export async function shed(ports: ShedPorts, measureExcess: () => Promise<number>): Promise<ShedOutcome> {
  const removed = { traces: 0, log: 0, raw: 0, rollups: 0 };
  const steps: readonly (readonly [ShedStep, () => Promise<boolean>, number])[] = [
    ["traces", ports.shedTraces, TRACE_ROUNDS],
    ["log", ports.shedLog, MOST_ROUNDS],
    ["raw", ports.shedOldestRawDay, MOST_ROUNDS],
    ["rollups", ports.shedOldestRollups, MOST_ROUNDS],
  ];
  let excessBytes = await measureExcess();
  for (const [step, remove, rounds] of steps) {
    for (let round = 0; round < rounds && excessBytes > 0; round++) {
      // What cannot be removed on so full a disk (a database that has to write first) leaves it to the next step.
      if (!(await remove().catch(() => false))) break;
      removed[step]++;
      excessBytes = await measureExcess();
    }
  }
  return { removed, excessBytes };
}
