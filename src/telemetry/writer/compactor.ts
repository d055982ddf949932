// Makes days that are over small and quick to ask: few large blocks, and rollups. In the Worker, a bite at a time.

import { type BlockPoints, openBlock, sealBlock } from "../blocks/block.ts";
import { join, slice } from "../blocks/points.ts";
import { DAY_MS } from "../days/day.ts";
import type { BlockHead, DayStore } from "../days/day-store.ts";
import { mergeSpan, type Piece, spansOf } from "../days/pieces.ts";
import { Roller, type RollupRow, widen } from "../rollups/rollup.ts";
import { sealRollups } from "../rollups/rollup-codec.ts";
import { type DayState, PARTS, type RollupStore } from "../rollups/rollup-store.ts";

/** Points of a block of a day that is over. */
const MERGED_POINTS = 8_192;
/** A bite ends at this many series or points: flushes wait for it. */
const BITE_SERIES = 64;
const BITE_POINTS = 500_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Rollups of minutes with fewer points than this in them would be as large as the points. */
const POINTS_PER_MINUTE = 2;
/** Quarters serve time zones that are no whole hours off; with fewer points in one they would take too much room. */
const POINTS_PER_QUARTER = 60;
const QUARTER_MS = 15 * MINUTE_MS;
const PART_MS = DAY_MS / PARTS;

export interface CompactorOptions {
  readonly day: number;
  readonly store: DayStore;
  readonly rollups: RollupStore;
  /** False for a series of a device that was removed: its blocks go. */
  readonly hasSeries: (series: number) => boolean;
}

/**
 * Compacts some series of a day; true when there is more to do. Cut off anywhere, it begins with the same series again:
 * the rollups are written first and trusted last, and the blocks of a series are replaced in one transaction.
 */
export function compactSome(options: CompactorOptions): boolean {
  const { day, store, rollups } = options;
  rollups.begin(day);
  const state = rollups.stateOf(day);
  if (state === undefined) return false;
  const done: number[] = [];
  const bite = () => {
    let points = 0;
    for (const series of dueOf(state, options)) {
      points += compactSeries(series, state, options);
      done.push(series);
      if (done.length >= BITE_SERIES || points >= BITE_POINTS) break;
    }
  };
  // The rollups' commit is the inner one, and comes first.
  store.transaction(() => rollups.transaction(bite));
  if (done.length > 0) {
    rollups.advance(day, done);
    return true;
  }
  if (!state.isSealed) rollups.seal(day);
  return store.reclaim();
}

/** Forgets series on a day: points and rollups. True when the disk has not got all of their room back yet. */
export function dropSeries(series: readonly number[], { day, store, rollups }: CompactorOptions): boolean {
  rollups.transaction(() => {
    for (const one of series) rollups.put(day, one, undefined);
  });
  store.transaction(() => {
    for (const one of series) {
      store.removeBlocksOf(one - 1, one);
      store.putMinutes(one, undefined);
    }
  });
  return store.reclaim();
}

/** Gives up some of the points of a day, but not its rollups; true when there are more. */
export function shedSome({ day, store, rollups }: CompactorOptions): boolean {
  rollups.shed(day, false);
  let until = -1;
  for (let count = 0; count < BITE_SERIES; count++) {
    const next = store.blocksAfter(until);
    if (next === undefined) break;
    until = next;
  }
  if (until >= 0) {
    store.transaction(() => store.removeBlocksOf(-1, until));
    return true;
  }
  if (store.reclaim()) return true;
  rollups.shed(day, true);
  return false;
}

/** First all series of a day, then those that were marked since. */
function* dueOf(state: DayState, { day, store, rollups }: CompactorOptions): Generator<number> {
  if (!state.isSealed) {
    let found = false;
    for (
      let series = store.seriesAfter(state.afterSeries);
      series !== undefined;
      series = store.seriesAfter(series)
    ) {
      found = true;
      yield series;
    }
    if (found) return;
  }
  yield* rollups.marked(day, BITE_SERIES);
}

/** Returns how many points there were. */
function compactSeries(series: number, state: DayState, options: CompactorOptions): number {
  const { day, store, rollups } = options;
  if (!options.hasSeries(series)) {
    dropSeries([series], options);
    return 0;
  }
  if (state.isShed) {
    // The rollups are all that is known of the day; what came later than its points went is too late.
    store.removeBlocksOf(series - 1, series);
    return 0;
  }
  const heads = store.heads(series);
  const roller = new Roller(MINUTE_MS);
  const isTidy = areTidy(heads);
  const merger = new Merger(series, isTidy ? undefined : store);
  const read: number[] = [];
  let points = 0;
  for (const span of spansOf(heads.map((head) => pieceOf(head, store, read)))) {
    const run = mergeSpan(span);
    points += run.times.length;
    roller.add(run);
    merger.add(run);
  }
  merger.end();
  if (!isTidy) store.removeBlocks([...new Set(read)]);
  writeRollups(roller.rows, points);
  return points;

  function writeRollups(minutes: readonly RollupRow[], count: number): void {
    const hours = widen(minutes, HOUR_MS);
    const [rollup] = widen(hours, DAY_MS);
    const quarters = partsOf({ day, minutes, count });
    rollups.put(day, series, rollup && { rollup, hours: sealRollups(hours, HOUR_MS), quarters });
    const isWorthwhile = count >= minutes.length * POINTS_PER_MINUTE && count > 0;
    store.putMinutes(series, isWorthwhile ? sealRollups(minutes, MINUTE_MS) : undefined);
  }
}

interface DayMinutes {
  readonly day: number;
  readonly minutes: readonly RollupRow[];
  readonly count: number;
}

/** Quarters of an hour, part by part; none when that is not worth its room. */
function partsOf({ minutes, count, day }: DayMinutes): (Uint8Array<ArrayBuffer> | undefined)[] {
  const quarters = widen(minutes, QUARTER_MS);
  if (count < quarters.length * POINTS_PER_QUARTER) return [];
  const parts: RollupRow[][] = Array.from({ length: PARTS }, () => []);
  for (const row of quarters) parts[Math.floor((row.startMs - day * DAY_MS) / PART_MS)]?.push(row);
  return parts.map((rows) => (rows.length > 0 ? sealRollups(rows, QUARTER_MS) : undefined));
}

/** A block that cannot be read gives no points, and stays where it is for an expert. */
function pieceOf({ id, tMin, tMax, count }: BlockHead, store: DayStore, read: number[]): Piece {
  const load = () => {
    try {
      const points = openBlock(store.body(id));
      read.push(id);
      return points;
    } catch {
      return undefined;
    }
  };
  return { tMin, tMax, count, rank: id, load };
}

/** True when merging would gain nothing: no overlap, and not many more blocks than need be. */
function areTidy(heads: readonly BlockHead[]): boolean {
  let count = 0;
  for (const [i, head] of heads.entries()) {
    if (i > 0 && head.tMin <= (heads[i - 1] as BlockHead).tMax) return false;
    count += head.count;
  }
  return heads.length <= Math.ceil(count / MERGED_POINTS) * 1.25;
}

/** Packs runs of rising points into blocks of MERGED_POINTS. */
class Merger {
  #parts: BlockPoints[] = [];
  #count = 0;

  constructor(
    readonly series: number,
    /** Undefined: the blocks stay as they are. */
    readonly store: DayStore | undefined,
  ) {}

  add(points: BlockPoints): void {
    if (this.store === undefined || points.times.length === 0) return;
    this.#parts.push(points);
    this.#count += points.times.length;
    if (this.#count >= MERGED_POINTS) this.#write(false);
  }

  end(): void {
    if (this.#count > 0) this.#write(true);
  }

  #write(isEnd: boolean): void {
    const points = join(this.#parts);
    const count = points.times.length;
    const whole = isEnd ? count : count - (count % MERGED_POINTS);
    for (let at = 0; at < whole; at += MERGED_POINTS) {
      const block = slice(points, at, Math.min(at + MERGED_POINTS, whole));
      const { times } = block;
      this.store?.add({
        series: this.series,
        tMin: times[0] as number,
        tMax: times[times.length - 1] as number,
        count: times.length,
        body: sealBlock(block),
      });
    }
    this.#parts = whole < count ? [slice(points, whole, count)] : [];
    this.#count = count - whole;
  }
}
