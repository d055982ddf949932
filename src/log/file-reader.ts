// Reads the generation files for cursors that lag behind, one bite at a time. Damage is passed over and counted.

import { existsSync } from "node:fs";
import { basename } from "node:path";
import { DbError } from "../db/db.ts";
import type { LogEvent } from "../spine/event.ts";
import { openChunk } from "./chunk.ts";
import type { ChunkFile, ChunkHead } from "./chunk-store.ts";
import type { Damage, LogBatch } from "./contract.ts";
import type { EventFilter } from "./event-filter.ts";
import type { Generations } from "./generation.ts";

/** A bite ends at the first of these. */
const BITE_EVENTS = 2_048;
const BITE_CHUNKS = 128;
const HEADS_AT_ONCE = 64;

/** How often a file that cannot be got at is tried again before it counts as damaged. */
const ATTEMPTS = 30;
const DAMAGE_LISTED = 100;

/** A file that is there and cannot be got at now: no more file handles, or a lock. Not damage; try again later. */
export class UnreachableError extends Error {
  override readonly name = "UnreachableError";
}

interface Bite {
  /** Next seq to read. */
  at: number;
  chunks: number;
  readonly events: LogEvent[];
  gap: LogBatch["gap"];
}

export class FileReader {
  /** What could not be read: by first seq of a chunk, or by path and place where that is not known. */
  readonly #damaged = new Map<number | string, Damage>();
  readonly #unreached = new Map<string, number>();

  constructor(
    readonly generations: Generations,
    /** Last seq to be read from files: what is later is in the tail. */
    readonly lastSeq: () => number,
  ) {}

  get damagedChunks(): number {
    return this.#damaged.size;
  }

  damage(): Damage[] {
    return [...this.#damaged.values()].slice(0, DAMAGE_LISTED);
  }

  /** The events after `position`. Throws UnreachableError. A gap stands before them: one that is met later ends the bite. */
  read(position: number, filter: EventFilter): LogBatch {
    const bite: Bite = { at: position + 1, chunks: 0, events: [], gap: undefined };
    const end = this.lastSeq();
    while (bite.at <= end && bite.chunks < BITE_CHUNKS && bite.events.length < BITE_EVENTS) {
      if (!this.#readSome(bite, end, filter)) break;
    }
    return { events: bite.events, lastSeq: bite.at - 1, gap: bite.gap };
  }

  /** False when the bite ends here. */
  #readSome(bite: Bite, end: number, filter: EventFilter): boolean {
    const place = this.generations.holding(bite.at, end);
    if (place === undefined) return miss(bite, Math.min(end, this.generations.firstSeq(end) - 1));
    const lastSeq = Math.min(place.lastSeq, end);
    const heads = this.#headsOf(place.path, bite.at, lastSeq);
    let isPast = true;
    for (const head of heads) {
      const last = head.firstSeq + head.count - 1;
      if (last < bite.at) continue;
      isPast = false;
      if (bite.chunks >= BITE_CHUNKS || bite.events.length >= BITE_EVENTS) return false;
      // A damaged file may hold commits that failed; their numbers were given again in the next one.
      if (head.firstSeq > lastSeq) return bite.at > lastSeq || miss(bite, lastSeq);
      if (head.firstSeq > bite.at && !miss(bite, head.firstSeq - 1)) return false;
      if (!this.#take(bite, head, { path: place.path, filter })) return false;
    }
    return isPast ? miss(bite, lastSeq) : true;
  }

  #take(bite: Bite, head: ChunkHead, { path, filter }: { path: string; filter: EventFilter }): boolean {
    const last = head.firstSeq + head.count - 1;
    bite.chunks++;
    if (filter.mayMatch(head)) {
      const events = this.#chunk(path, head);
      if (events === undefined) return miss(bite, last);
      for (const event of filter.pick({ ...head, events }, bite.at)) bite.events.push(event);
    }
    bite.at = last + 1;
    return true;
  }

  /** Heads from `seq` on; where a page of the file is damaged, from behind it as far as that can be found. */
  #headsOf(path: string, seq: number, lastSeq: number): ChunkHead[] {
    const whole = this.#attempt({ path, seq: undefined }, (file) => file.heads(seq, HEADS_AT_ONCE));
    if (whole !== undefined) return whole;
    for (let step = 0; seq + step <= lastSeq; step = step * 2 + 1) {
      const heads = this.#attempt({ path, seq: undefined }, (file) => file.heads(seq + step, 1));
      if (heads !== undefined && heads.length > 0) return heads;
    }
    return [];
  }

  #chunk(path: string, { firstSeq, count }: ChunkHead): LogEvent[] | undefined {
    return this.#attempt({ path, seq: firstSeq }, (file) => openChunk(file.body(firstSeq), firstSeq, count));
  }

  /** Damage is contained: the cursor goes on behind it. What is only out of reach now throws UnreachableError. */
  #attempt<T>({ path, seq }: Place, read: (file: ChunkFile) => T): T | undefined {
    try {
      const found = read(this.generations.reader(path));
      this.#unreached.delete(path);
      return found;
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      if (this.#isOutOfReach(path, cause)) throw new UnreachableError(reason);
      this.#damaged.set(seq ?? path, { file: basename(path), seq, reason });
      return undefined;
    }
  }

  #isOutOfReach(path: string, cause: unknown): boolean {
    if (!(cause instanceof DbError) || !existsSync(path)) return false;
    if (cause.kind !== "busy" && cause.kind !== "cannot_open" && cause.kind !== "io") return false;
    const attempts = (this.#unreached.get(path) ?? 0) + 1;
    this.#unreached.set(path, attempts);
    return attempts <= ATTEMPTS;
  }
}

interface Place {
  readonly path: string;
  readonly seq: number | undefined;
}

/** Passes over what is gone up to `toSeq`; false when the bite has events already and so ends before the gap. */
function miss(bite: Bite, toSeq: number): boolean {
  if (bite.events.length > 0) return false;
  if (toSeq < bite.at) return false;
  const missed = toSeq - bite.at + 1;
  bite.gap = {
    fromSeq: bite.gap?.fromSeq ?? bite.at,
    toSeq,
    missed: (bite.gap?.missed ?? 0) + missed,
  };
  bite.at = toSeq + 1;
  return true;
}
