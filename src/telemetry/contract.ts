// Telemetry as its users see it.

import type { DataType } from "../spine/model.ts";
import type { Quality, Value } from "../spine/point.ts";
import type { SeriesPoint } from "./blocks/column.ts";
import type { ConversionCounts } from "./change/conversion.ts";

export interface LatestPoint extends SeriesPoint {
  readonly property: string;
}

export interface HistoryQuery {
  readonly deviceId: number;
  readonly property: string;
  /** Both ends belong to the range; UTC ms. */
  readonly fromMs: number;
  readonly toMs: number;
  /** At most this many points come back; a longer series is thinned out. */
  readonly maxPoints: number;
}

export interface History {
  /** True when points were left out; the lowest and highest of each span of time never are. */
  readonly isDownsampled: boolean;
  /** By rising time. */
  readonly points: readonly SeriesPoint[];
}

export interface PointsQuery {
  readonly deviceId: number;
  readonly property: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly limit: number;
  readonly order: "asc" | "desc";
  /** Go on behind the point with this time. */
  readonly afterTs?: number;
}

export interface PointsPage {
  readonly points: readonly SeriesPoint[];
  /** Give it back as `afterTs`; undefined on the last page. */
  readonly nextTs: number | undefined;
}

export interface Interval {
  readonly unit: "second" | "minute" | "hour" | "shift" | "day" | "week" | "month";
  /** Whole, at least 1; of shifts 1. */
  readonly count: number;
}

/** When days and shifts begin by the wall clock, in minutes after midnight. */
export interface SiteDay {
  readonly startMin: number;
  /** Rising; each shift lasts until the next one begins. */
  readonly shiftMins: readonly number[];
}

/** Whose days are meant where a query names no zone. */
export interface Site extends SiteDay {
  /** IANA name. */
  readonly timeZone: string;
}

export interface AggregateQuery {
  readonly deviceId: number;
  readonly property: string;
  /** Both ends belong to the range; UTC ms. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Shorter than a day: counted from where each day begins, never across it. Weeks begin on Monday. */
  readonly interval: Interval;
  /** IANA name; days, weeks and months are those of its calendar. */
  readonly timeZone: string;
  /** Days begin at midnight, and there are no shifts, unless it says otherwise. */
  readonly siteDay?: SiteDay;
  /** What becomes of buckets without points: left out, empty, or the last value before them holds on. */
  readonly fill: "none" | "null" | "previous";
}

/** One bucket; of its points only those within the asked range count. */
export interface AggregateRow {
  /** Where the bucket begins, and where the next one does; UTC ms. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Points of whatever type. */
  readonly count: number;
  /** Of the numbers among them; null when there is none. */
  readonly min: number | null;
  readonly max: number | null;
  readonly sum: number | null;
  readonly avg: number | null;
  /** By time at the source; null in an empty bucket. */
  readonly first: Value | null;
  readonly last: Value | null;
  /** The worst of its points; null in an empty bucket. */
  readonly quality: Quality | null;
}

export interface TelemetryStats {
  readonly series: number;
  /** Points not yet in day files. */
  readonly memoryPoints: number;
  /** Points ever stored, those in memory included. */
  readonly pointsTotal: number;
  readonly blocksTotal: number;
  readonly days: number;
  /** Bytes of the day files. */
  readonly sizeBytes: number;
  /** Events between telemetry and the newest durable one. */
  readonly lag: number;
  /** Place in the log up to which day files are written. */
  readonly flushedSeq: number;
  /** How long the last flush took. */
  readonly flushMs: number;
  /** Why the last flush failed; undefined when it did not. */
  readonly failure: string | undefined;
  /** Points older than the retention when they came, and events lost to the log's own retention. */
  readonly tooOld: number;
  readonly lostEvents: number;
  /** Blocks that queries could not read. */
  readonly damaged: number;
}

/** History of a property that goes on under another name: all that came up to a place in the log. */
export interface Separation {
  /** One that was done is not done again, also by another process. */
  readonly id: string;
  readonly property: string;
  readonly into: string;
  readonly afterSeq: number;
  /** Asked when it is done; devices without the property are passed over. */
  readonly deviceIds: () => Iterable<number>;
  /** Called once it is on the disk. */
  readonly onDone: () => void;
}

export interface ConvertQuery {
  readonly deviceIds: readonly number[];
  readonly property: string;
  /** Of the values from now on. */
  readonly dataType: DataType;
}

export interface Telemetry {
  /** The newest value of each property, by time at the source; from memory. */
  latest(deviceId: number): LatestPoint[];
  /** The newest value of one property. */
  latestOf(deviceId: number, property: string): SeriesPoint | undefined;
  /** Adds the names of the properties that have values, and makes nothing else: for walks over many devices. */
  addNames(deviceId: number, names: Set<string>): void;
  history(query: HistoryQuery): Promise<History>;
  points(query: PointsQuery): Promise<PointsPage>;
  /**
   * Count, extremes, sum, average, first and last of each bucket of time, by rising time.
   * Rejects with RangeError for a time zone that does not exist, with TooManyBucketsError beyond 10,000 buckets.
   */
  aggregate(query: AggregateQuery): Promise<AggregateRow[]>;
  /** Forgets a device's series; its points leave the disk with their days. Also done on a `deleted` event. */
  deleteDevice(deviceId: number): void;
  /** To be called before anything behind `afterSeq` can have been read: in the turn in which the log said that number. */
  separate(separation: Separation): void;
  /**
   * Rewrites stored values of a property to another type, of a few devices at a time (all days are gone through).
   * What has no meaning in the new type stays as it was, its quality bad. Rejects when a day cannot be written;
   * asked again, it goes on to the same end.
   */
  convert(query: ConvertQuery): Promise<ConversionCounts>;
  /** Resolves when the events up to `seq` can be queried, or telemetry closes. */
  reached(seq: number): Promise<void>;
  /** Writes what is in memory into day files now. Rejects when that fails. */
  flush(): Promise<void>;
  /** Compacts and rolls up all days that are over, now and without rest; it is also done by and by. */
  compact(): Promise<void>;
  /** Gives up the points of the oldest day that is rolled up, but not its rollups; false when there is none. */
  shedOldestRawDay(): Promise<boolean>;
  /** Gives up the rollups of the oldest day whose points are given up; false when there is none. */
  shedOldestRollups(): Promise<boolean>;
  stats(): TelemetryStats;
  /** Writes what is in memory, then stops. */
  close(): Promise<void>;
}

export interface TelemetryLimits {
  /** Memory is written into day files at this many points, bytes or this age, whichever comes first. */
  readonly flushPoints: number;
  readonly flushBytes: number;
  readonly flushMs: number;
  /** With more points in memory than this telemetry waits for its flush before it reads on; the log holds the rest. */
  readonly maxPoints: number;
  readonly blockPoints: number;
  /** Whole days are removed beyond this, oldest first; today's never. */
  readonly retentionBytes: number;
  /** How soon a flush that failed is tried again. */
  readonly retryMs: number;
}
