// A device's life out of its journal: comings and goings and changes in one line, newest first.

import type { JournalEntry } from "../../contract.ts";

export interface Page {
  readonly items: readonly JournalEntry[];
  readonly nextCursor: string | null;
}

export interface Moment {
  readonly entry: JournalEntry;
  /** Of a state: until the next one began, or until now. */
  readonly lastedMs: number | undefined;
  /** True for the state that still holds. */
  readonly isCurrent: boolean;
}

const orderOf = (entry: JournalEntry) => Number(entry.id);

/** Down to what all kinds have been read to, so that nothing appears between what is shown already. */
export function mergePages(kinds: readonly (readonly Page[])[]): readonly JournalEntry[] {
  const floors = kinds.flatMap((pages) => {
    const last = pages.at(-1);
    const oldest = last?.items.at(-1);
    return last?.nextCursor != null && oldest !== undefined ? [orderOf(oldest)] : [];
  });
  const floor = Math.max(Number.NEGATIVE_INFINITY, ...floors);
  return kinds
    .flatMap((pages) => pages.flatMap((page) => page.items))
    .filter((entry) => orderOf(entry) >= floor)
    .toSorted((a, b) => orderOf(b) - orderOf(a));
}

/** Each with how long its state lasted. */
export function momentsOf(entries: readonly JournalEntry[], now: number): readonly Moment[] {
  let end = now;
  let isCurrent = true;
  return entries.map((entry) => {
    if (entry.kind !== "state") return { entry, lastedMs: undefined, isCurrent: false };
    const moment = { entry, lastedMs: Math.max(0, end - entry.ts), isCurrent };
    end = entry.ts;
    isCurrent = false;
    return moment;
  });
}

/** The fields that a change names, each once, in the order in which they came. */
export function fieldsOf(entry: JournalEntry): readonly string[] {
  const fields = entry.params?.fields;
  return typeof fields === "string" && fields !== "" ? fields.split(", ") : [];
}
