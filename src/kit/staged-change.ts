/**
 * A change in two steps, for rooms that keep rows in memory: `write` goes to the database inside a
 * transaction, `publish` brings memory up to it once that transaction has been committed.
 */
export interface StagedChange<T> {
  write(): void;
  publish(): T;
}

/** Writes all of `changes` in one transaction, then publishes them in order; when a write throws, none is published. */
export function commitStaged<T>(
  db: { transaction<R>(fn: () => R): R },
  changes: readonly StagedChange<T>[],
): T[] {
  db.transaction(() => {
    for (const change of changes) change.write();
  });
  return changes.map((change) => change.publish());
}
