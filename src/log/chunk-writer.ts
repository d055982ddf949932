// What the writer Worker does with an order; apart from the thread so that tests can run it in theirs.

import { DbError } from "../db/db.ts";
import { sealChunk } from "./chunk.ts";
import { type ChunkHead, ChunkStore } from "./chunk-store.ts";

export interface CommitOrder extends ChunkHead {
  readonly type: "commit";
  /** Generation file; a new path ends the file before it. */
  readonly path: string;
  readonly atMs: number;
  /** The records are its first `sizeBytes`; it comes back with the report. */
  readonly buffer: ArrayBuffer;
  readonly sizeBytes: number;
}

export type WriterOrder =
  | CommitOrder
  | { readonly type: "probe"; readonly path: string }
  | { readonly type: "close" };

export type WriterReport =
  | { readonly type: "committed"; readonly fileBytes: number; readonly buffer: ArrayBuffer }
  | { readonly type: "failed"; readonly reason: string; readonly buffer: ArrayBuffer }
  /** `reason` undefined: the disk takes commits again; `lastSeq` is what the file really holds. */
  | { readonly type: "probed"; readonly reason: string | undefined; readonly lastSeq: number }
  | { readonly type: "closed" };

/** Why a file takes no commit any more, ever. */
export const DAMAGED = "the file is damaged";

const REASONS: Readonly<Record<string, string>> = {
  full: "the disk is full",
  io: "the disk reports an error",
  read_only: "the disk is read-only",
  cannot_open: "the file cannot be opened",
  corrupt: DAMAGED,
  busy: "another process holds the file",
};

export class ChunkWriter {
  #store: ChunkStore | undefined;
  #retired: ChunkStore | undefined;

  /** Does what is asked; failures are part of the report, never thrown. */
  obey(order: WriterOrder): WriterReport {
    if (order.type === "commit") return this.#commit(order);
    if (order.type === "probe") return this.#probe(order.path);
    this.#drop();
    return { type: "closed" };
  }

  #commit(order: CommitOrder): WriterReport {
    const { buffer } = order;
    try {
      const store = this.#turnTo(order.path);
      store.append({ ...order, body: sealChunk(new Uint8Array(buffer, 0, order.sizeBytes)) });
      return { type: "committed", fileBytes: store.sizeBytes(), buffer };
    } catch (cause) {
      this.#drop();
      return { type: "failed", reason: reasonOf(cause), buffer };
    }
  }

  /** Ends the generation that the last order left behind; called when the report is out, since it takes a while. */
  tidy(): void {
    this.#retired?.freeze();
    this.#retired = undefined;
  }

  #turnTo(path: string): ChunkStore {
    if (this.#store?.path === path) return this.#store;
    this.tidy();
    this.#retired = this.#store;
    this.#store = undefined;
    this.#store = new ChunkStore(path);
    return this.#store;
  }

  /** Opens the file afresh: after a failed commit only the file itself says what is in it. */
  #probe(path: string): WriterReport {
    this.#drop();
    try {
      this.#store = new ChunkStore(path);
      this.#store.probe();
      return { type: "probed", reason: undefined, lastSeq: this.#store.lastSeq() };
    } catch (cause) {
      this.#drop();
      return { type: "probed", reason: reasonOf(cause), lastSeq: 0 };
    }
  }

  #drop(): void {
    this.tidy();
    const store = this.#store;
    this.#store = undefined;
    try {
      store?.close();
    } catch {
      // It was broken before; the probe will tell.
    }
  }
}

function reasonOf(cause: unknown): string {
  if (cause instanceof DbError) return REASONS[cause.kind] ?? cause.detail;
  return cause instanceof Error ? cause.message : String(cause);
}
