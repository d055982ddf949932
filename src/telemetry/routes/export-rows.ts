// Every point of some properties of a device as rows: a time, and what each property was at that time.

import type { SeriesPoint, Telemetry } from "../telemetry.ts";

export interface ExportRange {
  readonly deviceId: number;
  readonly properties: readonly string[];
  /** Both ends belong to it; UTC ms. */
  readonly fromMs: number;
  readonly toMs: number;
}

export interface ExportRow {
  readonly ts: number;
  /** In the order of the properties; undefined where one has no point at that time. */
  readonly points: readonly (SeriesPoint | undefined)[];
}

/** Points that are held at once, of all properties together. */
const HELD_POINTS = 64_000;
const PAGE_MIN = 1_000;
const PAGE_MAX = 16_000;
const BATCH_ROWS = 1_000;

/** By rising time, in batches; holds a page of each property, however long the range is. */
export async function* exportRows(telemetry: Telemetry, range: ExportRange): AsyncGenerator<ExportRow[]> {
  const share = Math.floor(HELD_POINTS / range.properties.length);
  const limit = Math.min(PAGE_MAX, Math.max(PAGE_MIN, share));
  const readers = range.properties.map(
    (property) => new SeriesReader(telemetry, { ...range, property, limit }),
  );
  let batch: ExportRow[] = [];
  for (;;) {
    let ts = Number.POSITIVE_INFINITY;
    for (const reader of readers) {
      if (reader.isAtEnd()) await reader.fill();
      ts = Math.min(ts, reader.nextTs());
    }
    if (ts === Number.POSITIVE_INFINITY) break;
    batch.push({ ts, points: readers.map((reader) => reader.take(ts)) });
    if (batch.length < BATCH_ROWS) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

interface SeriesRange extends Omit<ExportRange, "properties"> {
  readonly property: string;
  readonly limit: number;
}

/** One property's points, a page in memory at a time. */
class SeriesReader {
  #points: readonly SeriesPoint[] = [];
  #at = 0;
  #afterTs: number | undefined;
  #isLast = false;

  constructor(
    readonly telemetry: Telemetry,
    readonly range: SeriesRange,
  ) {}

  /** True when the page is used up and there may be another. */
  isAtEnd(): boolean {
    return this.#at >= this.#points.length && !this.#isLast;
  }

  async fill(): Promise<void> {
    const afterTs = this.#afterTs;
    const page = await this.telemetry.points({
      ...{ ...this.range, order: "asc" },
      ...(afterTs !== undefined && { afterTs }),
    });
    this.#points = page.points;
    this.#at = 0;
    this.#afterTs = page.nextTs;
    this.#isLast = page.nextTs === undefined;
  }

  nextTs(): number {
    return this.#points[this.#at]?.ts ?? Number.POSITIVE_INFINITY;
  }

  take(ts: number): SeriesPoint | undefined {
    const point = this.#points[this.#at];
    if (point?.ts !== ts) return undefined;
    this.#at += 1;
    return point;
  }
}
