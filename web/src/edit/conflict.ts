// Two people edited the same: who came second is asked, and nothing is lost before he answered.

import { useSyncExternalStore } from "react";
import { ApiError } from "../call.ts";
import type { Difference } from "./difference.ts";
import type { EditName } from "./edits.ts";

/** `back`: to the form, as it was typed; nothing is saved. */
export type ConflictChoice = "theirs" | "mine" | "back";

export interface Conflict {
  readonly edit: EditName;
  /** Of the path, and names: what the audit trail may call it. */
  readonly names: readonly string[];
  readonly isDeleted: boolean;
  /** What the other changed of that which this edit would write. */
  readonly differences: readonly Difference[];
  /** Who changed it and when, where the thing itself says so. */
  readonly trace: Trace | undefined;
}

export interface Trace {
  readonly actor: string;
  readonly at: number;
}

/** An edit that was not carried out, because of what its author chose. */
export class EditDropped extends ApiError {
  constructor(
    readonly choice: Exclude<ConflictChoice, "mine">,
    cause: ApiError,
  ) {
    super(cause.status, "edit_dropped", cause);
  }
}

interface Asked {
  readonly conflict: Conflict;
  readonly answer: (choice: ConflictChoice) => void;
}

const listeners = new Set<() => void>();
let asked: readonly Asked[] = [];
let reloads = 0;

function put(next: readonly Asked[]): void {
  asked = next;
  tell();
}

function tell(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Asks whoever looks at the page. */
export function askConflict(conflict: Conflict): Promise<ConflictChoice> {
  return new Promise((resolve) => {
    const one: Asked = {
      conflict,
      answer(choice) {
        put(asked.filter((other) => other !== one));
        resolve(choice);
      },
    };
    put([...asked, one]);
  });
}

/** The one that is to be answered now. */
export function openConflict(): Asked | undefined {
  return asked[0];
}

export function useConflict(): Asked | undefined {
  return useSyncExternalStore(subscribe, openConflict);
}

/** Forms begin anew from what the server has. */
export function noteReload(): void {
  reloads += 1;
  tell();
}

/** How often forms had to begin anew. */
export function useReloads(): number {
  return useSyncExternalStore(subscribe, () => reloads);
}
