// The newest points of every series, not yet in day files; and the latest value of each.

import type { PropertyEvent } from "../spine/event.ts";
import type { Point, Quality, Value } from "../spine/point.ts";
import { Column, type SeriesPoint } from "./blocks/column.ts";
import type { SeriesRow } from "./days/series-store.ts";
import { storedQuality } from "./quality.ts";

/** One property of one device. */
export class Series {
  /** Takes what comes in. */
  live = new Column();
  /** On its way into day files; readable until it is there. */
  frozen: Column | undefined;
  /** True once the number is stored, so that blocks may refer to it. */
  isStored = false;
  /** True when `live` holds something. */
  isListed = false;
  firstTs = Number.POSITIVE_INFINITY;
  latestTs = Number.NEGATIVE_INFINITY;
  latestValue: Value = 0;
  latestQuality: Quality = 0;
  latestRecvTs: number | undefined;

  constructor(
    readonly id: number,
    readonly deviceId: number,
    public property: string,
  ) {}

  /** What was on its way is in day files. */
  letGo(): void {
    this.frozen?.release();
    this.frozen = undefined;
  }

  latest(): SeriesPoint | undefined {
    if (this.latestTs === Number.NEGATIVE_INFINITY) return undefined;
    const { latestTs: ts, latestValue: value, latestQuality: quality, latestRecvTs: recvTs } = this;
    return { ts, value, quality, recvTs };
  }
}

/** A device's series, and the order in which they came last time, which they mostly come in again. */
interface DeviceSeries {
  readonly byProperty: Map<string, Series>;
  readonly order: Series[];
}

/** Bytes of a point in a column of numbers: time, value, quality, delay. */
const POINT_BYTES = 25;

export class Memory {
  /** Points in live columns. */
  points = 0;
  /** About what the live columns hold, bytes. */
  sizeBytes = 0;
  #devices = new Map<number, DeviceSeries>();
  /** Series whose live column holds something. */
  #listed: Series[] = [];
  #count = 0;

  /** Number of the next new series. */
  #nextId: number;

  constructor(nextId: number) {
    this.#nextId = nextId;
  }

  get seriesCount(): number {
    return this.#count;
  }

  /** Takes a stored series over at the start. */
  restore(row: SeriesRow): void {
    const series = new Series(row.id, row.deviceId, row.property);
    series.isStored = true;
    if (row.latest) {
      series.firstTs = row.firstTs;
      series.latestTs = row.latest.ts;
      series.latestValue = row.latest.value;
      series.latestQuality = row.latest.quality;
      series.latestRecvTs = row.latest.recvTs;
    }
    this.#device(row.deviceId).byProperty.set(row.property, series);
    this.#count++;
    this.#nextId = Math.max(this.#nextId, row.id + 1);
  }

  /** Takes the points of an event, but for those that `isWanted` refuses (undefined: all); what comes late is marked so. */
  add(event: PropertyEvent, isWanted: ((point: Point) => boolean) | undefined): void {
    const device = this.#device(event.deviceId);
    const { points } = event;
    const recvTs = Math.trunc(event.recvTs);
    for (let i = 0; i < points.length; i++) {
      const point = points[i] as Point;
      if (isWanted !== undefined && !isWanted(point)) continue;
      let series = device.order[i];
      if (series === undefined || series.property !== point.property) {
        series = this.#series(device, event.deviceId, point.property);
        if (i <= device.order.length) device.order[i] = series;
      }
      this.#addPoint(series, point, recvTs);
    }
  }

  find(deviceId: number, property: string): Series | undefined {
    return this.#devices.get(deviceId)?.byProperty.get(property);
  }

  /** Adds the names under which the device has values. */
  addNames(deviceId: number, names: Set<string>): void {
    for (const series of this.ofDevice(deviceId))
      if (series.latestTs !== Number.NEGATIVE_INFINITY) names.add(series.property);
  }

  ofDevice(deviceId: number): Iterable<Series> {
    return this.#devices.get(deviceId)?.byProperty.values() ?? [];
  }

  /** Sets the live columns aside and begins new ones. What was set aside before must be gone. */
  freeze(): Series[] {
    const frozen = this.#listed;
    for (const series of frozen) {
      series.frozen = series.live;
      // As many again, most likely; a few more, so that it does not double for the last of them.
      series.live = new Column(Math.ceil(series.frozen.length * 1.1));
      series.isListed = false;
    }
    this.#listed = [];
    this.points = this.sizeBytes = 0;
    return frozen;
  }

  /** Numbers of the series that have a retention of their own, by its length in days. */
  byRetention(
    retentionDaysOf: (deviceId: number, property: string) => number | undefined,
  ): Map<number, number[]> {
    const byDays = new Map<number, number[]>();
    for (const { id, deviceId, property } of this.all()) {
      const days = retentionDaysOf(deviceId, property);
      if (days === undefined) continue;
      const ids = byDays.get(days);
      if (ids) ids.push(id);
      else byDays.set(days, [id]);
    }
    return byDays;
  }

  *all(): Generator<Series> {
    for (const { byProperty } of this.#devices.values()) yield* byProperty.values();
  }

  /** What it holds goes on under another name; the next point of the old one begins a new series. */
  rename(series: Series, into: string): void {
    const device = this.#device(series.deviceId);
    device.byProperty.delete(series.property);
    series.property = into;
    device.byProperty.set(into, series);
    device.order.length = 0;
  }

  removeDevice(deviceId: number): void {
    const device = this.#devices.get(deviceId);
    if (device === undefined) return;
    for (const series of device.byProperty.values()) {
      this.points -= series.live.length;
      this.#count--;
    }
    this.#listed = this.#listed.filter((series) => series.deviceId !== deviceId);
    this.#devices.delete(deviceId);
  }

  #addPoint(series: Series, point: Point, recvTs: number): void {
    const { value } = point;
    const ts = Math.trunc(point.ts);
    const delay = recvTs - ts;
    const quality = storedQuality(point.quality, delay);
    if (!series.isListed) {
      series.isListed = true;
      this.#listed.push(series);
    }
    series.live.add(ts, value, { quality, delay });
    this.points++;
    this.sizeBytes += typeof value === "number" ? POINT_BYTES : sizeOf(value);
    if (ts < series.firstTs) series.firstTs = ts;
    if (ts < series.latestTs) return;
    series.latestTs = ts;
    series.latestValue = value;
    series.latestQuality = quality;
    series.latestRecvTs = recvTs;
  }

  #device(deviceId: number): DeviceSeries {
    const known = this.#devices.get(deviceId);
    if (known) return known;
    const device = { byProperty: new Map(), order: [] };
    this.#devices.set(deviceId, device);
    return device;
  }

  #series(device: DeviceSeries, deviceId: number, property: string): Series {
    const known = device.byProperty.get(property);
    if (known) return known;
    const series = new Series(this.#nextId++, deviceId, property);
    device.byProperty.set(property, series);
    this.#count++;
    return series;
  }
}

/** About how much memory a value takes in a column, with its time and quality. */
function sizeOf(value: Value): number {
  if (typeof value === "string") return 40 + value.length * 2;
  if (typeof value !== "object") return 40;
  return Object.values(value).reduce((sum: number, inner: Value) => sum + 16 + sizeOf(inner), 64);
}
