// What the telemetry Worker does with an order; apart from the thread so that tests can run it in theirs.

import { renameSync, rmSync } from "node:fs";
import { join as joinPath } from "node:path";
import { DbError } from "../../db/db.ts";
import { assert } from "../../kit/assert.ts";
import type { DataType } from "../../spine/model.ts";
import type { Value } from "../../spine/point.ts";
import { type BlockPoints, sealBlock } from "../blocks/block.ts";
import type { ColumnKind } from "../blocks/column.ts";
import { inOrder, slice } from "../blocks/points.ts";
import { type ConversionCounts, convertDay } from "../change/conversion.ts";
import { dayFileName } from "../days/day.ts";
import { DayStore } from "../days/day-store.ts";
import { type SeriesExtent, SeriesStore } from "../days/series-store.ts";
import { openRollupStore, ROLLUPS_FILE, type RollupStore, setRollupsAside } from "../rollups/rollup-store.ts";
import { type CompactorOptions, compactSome, dropSeries, shedSome } from "./compactor.ts";

/** One series' points within a parcel of many. */
export interface SeriesSlice {
  readonly series: number;
  readonly kind: ColumnKind;
  readonly start: number;
  readonly count: number;
  /** Values of kind `any`. */
  readonly others: readonly Value[];
  /** Of all its points; undefined: of each in the parcel's `delays`. */
  readonly delay: number | undefined;
}

/** Points of many series of one day, in the order in which they came. */
export interface Parcel {
  readonly slices: readonly SeriesSlice[];
  readonly times: Float64Array<ArrayBuffer>;
  readonly numbers: Float64Array<ArrayBuffer>;
  readonly qualities: Uint8Array<ArrayBuffer>;
  /** Received minus own time, ms; empty when all slices have one of their own. */
  readonly delays: Float64Array<ArrayBuffer>;
}

export type BlockOrder =
  | { readonly type: "open"; readonly dir: string; readonly logId: string; readonly blockPoints: number }
  | { readonly type: "series"; readonly added: readonly { id: number; deviceId: number; property: string }[] }
  /** Points for a day; they wait in the day's transaction. */
  | { readonly type: "points"; readonly day: number; readonly seq: number; readonly parcel: Parcel }
  /** The day is complete up to `seq`: commits it. */
  | { readonly type: "day"; readonly day: number; readonly seq: number }
  | { readonly type: "extents"; readonly extents: readonly SeriesExtent[] }
  /** All days are complete up to `seq`. */
  | { readonly type: "progress"; readonly seq: number; readonly points: number; readonly blocks: number }
  | { readonly type: "removeDevice"; readonly deviceId: number }
  | { readonly type: "removeDay"; readonly day: number }
  /** Makes some of a day that is over small and quick to ask. */
  | { readonly type: "compact"; readonly day: number }
  /** Forgets series on a day. */
  | { readonly type: "dropSeries"; readonly day: number; readonly series: readonly number[] }
  /** Gives up some of the points of a sealed day, but not its rollups. */
  | { readonly type: "shed"; readonly day: number }
  /** Series go on under another name; done once for each `id`. */
  | {
      readonly type: "rename";
      readonly id: string;
      readonly into: string;
      readonly series: readonly number[];
    }
  /** Rewrites the values of series on a day to another type. */
  | {
      readonly type: "convert";
      readonly day: number;
      readonly series: readonly number[];
      readonly dataType: DataType;
    }
  | { readonly type: "close" };

/** One report an order, in their order. */
export interface BlockReport {
  /** Undefined when it was done. */
  readonly failure: string | undefined;
  /** Of `compact`, `dropSeries` and `shed`: true when the same order would find more to do. */
  readonly isMore?: boolean;
  /** Of `convert`. */
  readonly counts?: ConversionCounts;
}

const SIDE_FILES = ["", "-wal", "-shm"];

interface OpenDay {
  readonly day: number;
  readonly store: DayStore;
  /** True while a transaction is open. */
  isBegun: boolean;
}

export class BlockWriter {
  #dir = "";
  #logId = "";
  #blockPoints = 0;
  #series: SeriesStore | undefined;
  #rollups: RollupStore | undefined;
  /** The newest day is written again and again, so it stays open. */
  #open: OpenDay | undefined;
  /** Days that were found complete already: their points are written, a crash came before the progress was. */
  readonly #skipped = new Set<number>();

  obey(order: BlockOrder): BlockReport {
    try {
      if (order.type === "convert") return { failure: undefined, counts: this.#convert(order) };
      const isMore = this.#do(order);
      return isMore === undefined ? { failure: undefined } : { failure: undefined, isMore };
    } catch (cause) {
      const day = "day" in order ? order.day : undefined;
      this.#closeDay();
      if (day !== undefined && cause instanceof DbError && cause.kind === "corrupt") this.#setAside(day);
      const text = cause instanceof Error ? cause.message : String(cause);
      return { failure: cause instanceof DbError ? `${cause.kind}: ${cause.detail}` : text };
    }
  }

  #convert({ day, series, dataType }: Extract<BlockOrder, { type: "convert" }>): ConversionCounts {
    assert(this.#dir !== "", "telemetry's folder is opened before it is written to");
    const counts = convertDay(series, dataType, this.#oldDay(day));
    this.#settled(day, false);
    return counts;
  }

  #do(order: Exclude<BlockOrder, { type: "convert" }>): boolean | undefined {
    const isOpened = this.#dir !== "" || order.type === "open" || order.type === "close";
    assert(isOpened, "telemetry's folder is opened before it is written to");
    switch (order.type) {
      case "open":
        this.#dir = order.dir;
        this.#logId = order.logId;
        this.#blockPoints = order.blockPoints;
        return undefined;
      case "series":
        this.#meta().addSeries(order.added);
        return undefined;
      case "points":
        this.#write(order.day, order.seq, order.parcel);
        return undefined;
      case "day":
        this.#commitDay(order.day, order.seq);
        return undefined;
      case "extents":
        this.#meta().saveExtents(order.extents);
        return undefined;
      case "progress": {
        const { seq, points, blocks } = order;
        this.#meta().commit({ logId: this.#logId, seq, points, blocks });
        return undefined;
      }
      case "rename":
        this.#meta().rename(order.id, order.into, order.series);
        return undefined;
      case "removeDevice":
        // First the marks: they are what makes the blocks go.
        this.#rolled().markEverywhere(this.#meta().seriesOf(order.deviceId));
        this.#meta().removeDevice(order.deviceId);
        return undefined;
      case "removeDay":
        this.#removeDay(order.day);
        return undefined;
      case "compact":
        return this.#settled(order.day, compactSome(this.#oldDay(order.day)));
      case "dropSeries":
        return this.#settled(order.day, dropSeries(order.series, this.#oldDay(order.day)));
      case "shed":
        return this.#settled(order.day, shedSome(this.#oldDay(order.day)));
      case "close":
        this.#closeDay();
        this.#series?.close();
        this.#series = undefined;
        this.#rollups?.close();
        this.#rollups = undefined;
        return undefined;
    }
  }

  /** A day outside of a flush. */
  #oldDay(day: number): CompactorOptions {
    if (this.#open?.isBegun) this.#closeDay();
    const { store } = this.#turnTo(day);
    return { day, store, rollups: this.#rolled(), hasSeries: (series) => this.#meta().hasSeries(series) };
  }

  /** A day that is done is closed, so that its file stands alone. */
  #settled(day: number, isMore: boolean): boolean {
    if (!isMore && this.#open?.day === day) this.#closeDay();
    return isMore;
  }

  #rolled(): RollupStore {
    this.#rollups ??= openRollupStore(joinPath(this.#dir, ROLLUPS_FILE));
    return this.#rollups;
  }

  #meta(): SeriesStore {
    this.#series ??= new SeriesStore(joinPath(this.#dir, "series.db"));
    return this.#series;
  }

  #write(day: number, seq: number, parcel: Parcel): void {
    const open = this.#turnTo(day);
    if (!open.isBegun) {
      if (open.store.applied(this.#logId) >= seq) this.#skipped.add(day);
      if (this.#skipped.has(day)) return;
      open.store.begin();
      open.isBegun = true;
    }
    // Marked before the points are durable: rollups are never trusted that lack some.
    if (this.#rolled().stateOf(day))
      this.#rolled().mark(
        day,
        parcel.slices.map(({ series }) => series),
      );
    for (const part of parcel.slices) this.#writeSlice(open.store, part, inOrder(pick(parcel, part)));
  }

  #writeSlice(store: DayStore, part: SeriesSlice, points: BlockPoints): void {
    for (let at = 0; at < points.times.length; at += this.#blockPoints) {
      const block = slice(points, at, Math.min(at + this.#blockPoints, points.times.length));
      const count = block.times.length;
      store.add({
        series: part.series,
        tMin: block.times[0] as number,
        tMax: block.times[count - 1] as number,
        count,
        body: sealBlock(block),
      });
    }
  }

  #commitDay(day: number, seq: number): void {
    if (this.#skipped.delete(day)) return;
    const open = this.#turnTo(day);
    if (!open.isBegun) return;
    open.store.commit(this.#logId, seq);
    open.isBegun = false;
  }

  #turnTo(day: number): OpenDay {
    if (this.#open?.day === day) return this.#open;
    this.#closeDay();
    this.#open = { day, store: new DayStore(this.#path(day)), isBegun: false };
    return this.#open;
  }

  #removeDay(day: number): void {
    if (this.#open?.day === day) this.#closeDay();
    this.#rolled().remove(day);
    for (const suffix of SIDE_FILES) rmSync(this.#path(day) + suffix, { force: true });
  }

  /** A damaged file must not stop all others for ever: it is kept for an expert, and what it held begins anew. */
  #setAside(day: number): void {
    if (this.#rollups?.isSound() === false) {
      this.#rollups.close();
      this.#rollups = undefined;
      setRollupsAside(joinPath(this.#dir, ROLLUPS_FILE));
      return;
    }
    for (const suffix of SIDE_FILES) {
      try {
        renameSync(this.#path(day) + suffix, `${this.#path(day)}.damaged${suffix}`);
      } catch {
        // Not every side file exists.
      }
    }
  }

  #path(day: number): string {
    return joinPath(this.#dir, dayFileName(day));
  }

  /** What was not committed is undone. */
  #closeDay(): void {
    const open = this.#open;
    this.#open = undefined;
    this.#skipped.clear();
    try {
      if (open?.isBegun) open.store.close();
      else open?.store.settle();
    } catch {
      // It failed before; the next order opens it afresh.
    }
  }
}

function pick(parcel: Parcel, part: SeriesSlice): BlockPoints {
  const { start } = part;
  const end = start + part.count;
  return {
    kind: part.kind,
    times: parcel.times.subarray(start, end),
    numbers: part.kind === "any" ? new Float64Array(0) : parcel.numbers.subarray(start, end),
    others: part.others,
    qualities: parcel.qualities.subarray(start, end),
    delays: part.delay ?? parcel.delays.subarray(start, end),
  };
}
