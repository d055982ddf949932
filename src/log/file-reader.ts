// Reads the generation files for cursors that lag behind, one bite at a time. Damage is passed over and counted.

import type { LogEvent } from "../spine/event.ts";
import { openChunk } from "./chunk.ts";
import type { ChunkFile, ChunkHead } from "./chunk-store.ts";
import type { LogBatch } from "./contract.ts";
import type { EventFilter } from "./event-filter.ts";
import type { Generations } from "./generation.ts";

/** A bite ends at the first of these. */
const BITE_EVENTS = 2_048;
const BITE_CHUNKS = 128;
const HEADS_AT_ONCE = 64;

interface Bite {
  /** Next seq to read. */
  at: number;
  chunks: number;
  readonly events: LogEvent[];
  gap: LogBatch["gap"];
}

export class FileReader {
  /** First seq of chunks, and paths of whole files, that could not be read. */
  readonly #damaged = new Set<number | string>();

  constructor(
    readonly generations: Generations,
    /** Last seq to be read from files: what is later is in the tail. */
    readonly lastSeq: () => number,
  ) {}

  get damagedChunks(): number {
    return this.#damaged.size;
  }

  /** The events after `position`. A gap stands before them: one that is met later ends the bite. */
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
    const file = this.#open(place.path);
    const heads = file ? (this.#attempt(place.path, () => file.heads(bite.at, HEADS_AT_ONCE)) ?? []) : [];
    let isPast = true;
    for (const head of heads) {
      const last = head.firstSeq + head.count - 1;
      if (last < bite.at) continue;
      isPast = false;
      if (bite.chunks >= BITE_CHUNKS || bite.events.length >= BITE_EVENTS) return false;
      // A damaged file may hold commits that failed; their numbers were given again in the next one.
      if (head.firstSeq > lastSeq) return bite.at > lastSeq || miss(bite, lastSeq);
      if (head.firstSeq > bite.at && !miss(bite, head.firstSeq - 1)) return false;
      if (file && !this.#take(bite, head, { file, filter })) return false;
    }
    return isPast ? miss(bite, lastSeq) : true;
  }

  #take(bite: Bite, head: ChunkHead, { file, filter }: { file: ChunkFile; filter: EventFilter }): boolean {
    const last = head.firstSeq + head.count - 1;
    bite.chunks++;
    if (filter.mayMatch(head)) {
      const events = this.#chunk(file, head);
      if (events === undefined) return miss(bite, last);
      for (const event of filter.pick({ ...head, events }, bite.at)) bite.events.push(event);
    }
    bite.at = last + 1;
    return true;
  }

  #open(path: string): ChunkFile | undefined {
    return this.#attempt(path, () => this.generations.reader(path));
  }

  #chunk(file: ChunkFile, head: ChunkHead): LogEvent[] | undefined {
    return this.#attempt(head.firstSeq, () => openChunk(file.body(head.firstSeq), head.firstSeq, head.count));
  }

  /** Damage is contained: whatever the reason, the cursor goes on behind it. */
  #attempt<T>(what: number | string, read: () => T): T | undefined {
    try {
      return read();
    } catch {
      this.#damaged.add(what);
      return undefined;
    }
  }
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
