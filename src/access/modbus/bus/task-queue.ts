// What waits for its turn on a bus: by urgency first, then one task of each slave after another.

export const PRIORITIES = ["write", "read", "poll"] as const;
/** A person's or rule's write goes before a read on demand, and that before polling. */
export type Priority = (typeof PRIORITIES)[number];

export class TaskQueue<T extends { readonly slave: string; readonly priority: Priority }> {
  /** By priority: the tasks of each slave, the slave whose turn it is first. */
  readonly #lanes: Readonly<Record<Priority, Map<string, T[]>>> = {
    write: new Map(),
    read: new Map(),
    poll: new Map(),
  };
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(task: T): void {
    const lane = this.#lanes[task.priority];
    const waiting = lane.get(task.slave);
    if (waiting) waiting.push(task);
    else lane.set(task.slave, [task]);
    this.#length++;
  }

  /** The next task that may go, removed; a slave whose first may not keeps its place. */
  shift(mayGo: (task: T) => boolean = () => true): T | undefined {
    for (const priority of PRIORITIES) {
      const lane = this.#lanes[priority];
      for (const [slave, waiting] of lane) {
        const task = waiting[0];
        if (task === undefined || !mayGo(task)) continue;
        waiting.shift();
        // To the end of the round, where it has more.
        lane.delete(slave);
        if (waiting.length > 0) lane.set(slave, waiting);
        this.#length--;
        return task;
      }
    }
    return undefined;
  }

  /** Removes what waits of one slave, or everything. */
  clear(slave?: string): readonly T[] {
    const removed: T[] = [];
    for (const lane of Object.values(this.#lanes)) {
      for (const name of slave === undefined ? [...lane.keys()] : [slave]) {
        removed.push(...(lane.get(name) ?? []));
        lane.delete(name);
      }
    }
    this.#length -= removed.length;
    return removed;
  }
}
