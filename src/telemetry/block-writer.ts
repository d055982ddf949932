// What the telemetry Worker does with an order; apart from the thread so that tests can run it in theirs.

import { renameSync, rmSync } from "node:fs";
import { join as joinPath } from "node:path";
import { DbError } from "../db/db.ts";
import type { Value } from "../spine/point.ts";
import { type BlockPoints, sealBlock } from "./block.ts";
import type { ColumnKind } from "./column.ts";
import { dayFileName } from "./day.ts";
import { DayStore } from "./day-store.ts";
import { inOrder, slice } from "./points.ts";
import { type SeriesExtent, SeriesStore } from "./series-store.ts";

/** One series' points within a parcel of many. */
export interface SeriesSlice {
  readonly series: number;
  readonly kind: ColumnKind;
  readonly start: number;
  readonly count: number;
  /** Values of kind `any`. */
  readonly others: readonly Value[];
}

/** Points of many series of one day, in the order in which they came. */
export interface Parcel {
  readonly slices: readonly SeriesSlice[];
  readonly times: Float64Array<ArrayBuffer>;
  readonly numbers: Float64Array<ArrayBuffer>;
  readonly qualities: Uint8Array<ArrayBuffer>;
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
  | { readonly type: "close" };

/** One report an order, in their order. */
export interface BlockReport {
  /** Undefined when it was done. */
  readonly failure: string | undefined;
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
  /** The newest day is written again and again, so it stays open. */
  #open: OpenDay | undefined;
  /** Days that were found complete already: their points are written, a crash came before the progress was. */
  readonly #skipped = new Set<number>();

  obey(order: BlockOrder): BlockReport {
    try {
      this.#do(order);
      return { failure: undefined };
    } catch (cause) {
      const day = "day" in order ? order.day : undefined;
      this.#closeDay();
      // A damaged file must not stop all others for ever: it is kept for an expert, and its day begins anew.
      if (day !== undefined && cause instanceof DbError && cause.kind === "corrupt") this.#setAside(day);
      const text = cause instanceof Error ? cause.message : String(cause);
      return { failure: cause instanceof DbError ? `${cause.kind}: ${cause.detail}` : text };
    }
  }

  #do(order: BlockOrder): void {
    switch (order.type) {
      case "open":
        this.#dir = order.dir;
        this.#logId = order.logId;
        this.#blockPoints = order.blockPoints;
        return;
      case "series":
        this.#meta().addSeries(order.added);
        return;
      case "points":
        this.#write(order.day, order.seq, order.parcel);
        return;
      case "day":
        this.#commitDay(order.day, order.seq);
        return;
      case "extents":
        this.#meta().saveExtents(order.extents);
        return;
      case "progress": {
        const { seq, points, blocks } = order;
        this.#meta().commit({ logId: this.#logId, seq, points, blocks });
        return;
      }
      case "removeDevice":
        this.#meta().removeDevice(order.deviceId);
        return;
      case "removeDay":
        this.#removeDay(order.day);
        return;
      case "close":
        this.#closeDay();
        this.#series?.close();
        this.#series = undefined;
    }
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
    for (const suffix of SIDE_FILES) rmSync(this.#path(day) + suffix, { force: true });
  }

  #setAside(day: number): void {
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
  };
}
