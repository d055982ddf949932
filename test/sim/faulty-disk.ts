// A log's writer on a disk that is full, reports errors before or after the bytes were written, dies, or loses power
// in the middle of a write, all as a seed says.

import { statSync, truncateSync } from "node:fs";
import { open } from "node:fs/promises";
import type { Random } from "../../src/kit/random.ts";
import { ChunkWriter, type CommitOrder, type WriterOrder } from "../../src/log/chunk-writer.ts";
import type { OpenWriter, WriterEnds } from "../../src/log/writer.ts";

/** Bytes that were written and never synced: after a power loss anything may stand there. */
export interface UnsyncedBytes {
  readonly path: string;
  readonly from: number;
  readonly to: number;
}

const walBytes = (path: string) => statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;

export class FaultyDisk {
  /** While true nothing can be written. */
  isFull = false;
  /** While true it says that commits are durable and writes nothing: what the simulation must find out. */
  isLying = false;
  /** Share of commits that fail in one way or another. */
  faultRatio = 0.15;
  /** Set when the power went away during a commit: nothing is answered any more. */
  unsynced: UnsyncedBytes | undefined;
  #writer = new ChunkWriter();
  #ends: WriterEnds | undefined;

  constructor(readonly random: Random) {}

  readonly open: OpenWriter = (ends) => {
    this.#ends = ends;
    this.#writer = new ChunkWriter();
    let isStopped = false;
    return {
      send: (order) => queueMicrotask(() => !isStopped && this.#obey(order)),
      stop: () => {
        isStopped = true;
      },
    };
  };

  /** The process is gone. */
  kill(): void {
    this.#ends?.onDeath("the process ended");
  }

  #obey(order: WriterOrder): void {
    if (this.unsynced !== undefined && order.type !== "close") return;
    if (order.type === "commit") this.#commit(order);
    else if (order.type === "probe" && this.isFull) this.#tell({ ...PROBE_FAILED });
    else this.#tell(this.#writer.obey(order));
  }

  #commit(order: CommitOrder): void {
    const { random } = this;
    const failed = (reason: string) => this.#tell({ type: "failed", reason, buffer: order.buffer });
    if (this.isFull) {
      failed("the disk is full");
      return;
    }
    if (this.isLying) {
      this.#tell({ type: "committed", fileBytes: 0, buffer: order.buffer });
      return;
    }
    if (!random.chance(this.faultRatio)) {
      this.#tell(this.#writer.obey(order));
      this.#writer.tidy();
      return;
    }
    const isWritten = random.chance(0.5);
    const from = walBytes(order.path);
    if (isWritten) this.#writer.obey(order);
    const kind = random.index(3);
    if (kind === 0) failed("the disk reports an error");
    else if (kind === 1) this.#ends?.onDeath("the writer thread ended");
    else this.unsynced = { path: order.path, from, to: Math.max(from, walBytes(order.path)) };
  }

  #tell(report: Parameters<WriterEnds["onReport"]>[0]): void {
    this.#ends?.onReport(report);
  }
}

const PROBE_FAILED = { type: "probed", reason: "the disk is full", lastSeq: 0 } as const;

/** What a power loss makes of unsynced bytes in a copy of the file: cut off, zeros, or rubbish, from anywhere on. */
export async function tear(path: string, { from, to }: UnsyncedBytes, random: Random): Promise<void> {
  if (to <= from) return;
  const at = from + random.index(to - from);
  const kind = random.index(3);
  if (kind === 0) return truncateSync(`${path}-wal`, at);
  const bytes = new Uint8Array(to - at);
  if (kind === 1) for (let i = 0; i < bytes.length; i++) bytes[i] = random.index(256);
  const file = await open(`${path}-wal`, "r+");
  await file.write(bytes, 0, bytes.length, at);
  await file.close();
}
