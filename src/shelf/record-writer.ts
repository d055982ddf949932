// What the thread does with an order; apart from it so that tests can run it in theirs.

import { DbError } from "../db/db.ts";
import { readChanges } from "./changes.ts";
import { RecordStore } from "./record-store.ts";

export type RecordOrder =
  | {
      readonly type: "commit";
      readonly path: string;
      /** The changes are its first `sizeBytes`; it comes back with the report. */
      readonly buffer: ArrayBuffer;
      readonly sizeBytes: number;
    }
  | { readonly type: "close" };

export type RecordReport =
  | { readonly type: "committed"; readonly buffer: ArrayBuffer }
  | { readonly type: "failed"; readonly reason: string; readonly buffer: ArrayBuffer }
  | { readonly type: "closed" };

const REASONS: Readonly<Record<string, string>> = {
  full: "the disk is full",
  io: "the disk reports an error",
  read_only: "the disk is read-only",
  cannot_open: "the file cannot be opened",
  corrupt: "the file is damaged",
  busy: "another process holds the file",
};

/** Opens the file with the first order, and afresh after a fault. */
export class RecordWriter {
  #store: RecordStore | undefined;

  /** Does what is asked; failures are part of the report, never thrown. */
  obey(order: RecordOrder): RecordReport {
    if (order.type === "close") {
      this.#drop();
      return { type: "closed" };
    }
    const { path, buffer, sizeBytes } = order;
    try {
      this.#store ??= new RecordStore(path);
      this.#store.write((put, remove) => readChanges(new Uint8Array(buffer, 0, sizeBytes), put, remove));
      return { type: "committed", buffer };
    } catch (cause) {
      this.#drop();
      return { type: "failed", reason: reasonOf(cause), buffer };
    }
  }

  /** What can wait until the report is out. */
  tidy(): void {
    try {
      this.#store?.tidy();
    } catch {
      this.#drop();
    }
  }

  #drop(): void {
    const store = this.#store;
    this.#store = undefined;
    try {
      store?.close();
    } catch {
      // It was broken before; the next commit opens the file afresh and tells.
    }
  }
}

function reasonOf(cause: unknown): string {
  if (cause instanceof DbError) return REASONS[cause.kind] ?? cause.detail;
  return cause instanceof Error ? cause.message : String(cause);
}
