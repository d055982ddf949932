// Telemetry put together: a cursor fills the memory, a flush carries it into day files, queries read both.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { AttemptContext, Cursor, DeadLetters, Log, LogBatch } from "../log/log.ts";
import type { Clock, Timer } from "../spine/clock.ts";
import type { LogEvent } from "../spine/event.ts";
import type { SeriesPoint } from "./blocks/column.ts";
import { type ConversionCounts, convertSeries } from "./change/converter.ts";
import { leftOver, Separations } from "./change/separations.ts";
import type {
  AggregateQuery,
  AggregateRow,
  ConvertQuery,
  History,
  HistoryQuery,
  LatestPoint,
  PointsPage,
  PointsQuery,
  Separation,
  Telemetry,
  TelemetryLimits,
  TelemetryStats,
} from "./contract.ts";
import { dayOf, dayRange } from "./days/day.ts";
import { DayFiles } from "./days/day-files.ts";
import { Replay } from "./days/replay.ts";
import { SeriesStore } from "./days/series-store.ts";
import { Intake, TELEMETRY_TARGET } from "./intake.ts";
import { Memory, Series } from "./memory.ts";
import { readAggregate } from "./query/aggregate.ts";
import { readHistory, readPage } from "./query/history.ts";
import type { Source } from "./query/rolled.ts";
import { rest } from "./rest.ts";
import { openRollupFile, type RollupFile } from "./rollups/rollup-store.ts";
import type { BlockOrder } from "./writer/block-writer.ts";
import { Compaction } from "./writer/compaction.ts";
import { flush } from "./writer/flush.ts";
import type { OpenWriter, Writer } from "./writer/writer.ts";

interface BlockTelemetryOptions {
  readonly dir: string;
  readonly log: Log;
  readonly clock: Clock;
  readonly deadLetters: Pick<DeadLetters, "put" | "attach">;
  readonly retentionDays: number;
  readonly limits: TelemetryLimits;
  readonly openWriter: OpenWriter;
  readonly separations: readonly Separation[];
  /** Days that a property is kept when that is shorter; asked for each series every hour. */
  readonly retentionDaysOf: (deviceId: number, property: string) => number | undefined;
}

const RETENTION_PERIOD_MS = 10 * 60_000;
const COMPACTION_PERIOD_MS = 60_000;

export class BlockTelemetry implements Telemetry {
  readonly #dir: string;
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #limits: TelemetryLimits;
  readonly #retentionDays: number;
  readonly #retentionDaysOf: BlockTelemetryOptions["retentionDaysOf"];
  readonly #openWriter: OpenWriter;
  readonly #memory: Memory;
  readonly #files: DayFiles;
  readonly #cursor: Cursor;
  readonly #removed: Set<number>;
  readonly #intake: Intake;
  readonly #detach: () => void;
  readonly #compaction: Compaction;
  readonly #separations: Separations;
  #rollups: RollupFile;
  readonly #abort = new AbortController();
  readonly #following: Promise<void>;
  readonly #timers: Timer[];
  #waiting: { readonly seq: number; readonly resolve: () => void }[] = [];
  #writer: Writer | undefined;
  #flushing: Promise<void> | undefined;
  /** Set aside and not yet in day files, with the place in the log that they reach to. */
  #frozen: { series: Series[]; seq: number; points: number; recovered: number } | undefined;
  /** Everything up to here is in memory or in day files; up to the other one in day files. */
  #seq: number;
  #flushedSeq: number;
  #pointsStored: number;
  #blocksStored: number;
  #flushMs = 0;
  #failure: string | undefined;

  constructor(options: BlockTelemetryOptions) {
    const { dir, log, clock, limits } = options;
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    this.#dir = dir;
    this.#log = log;
    this.#clock = clock;
    this.#limits = limits;
    this.#retentionDays = options.retentionDays;
    this.#retentionDaysOf = options.retentionDaysOf;
    this.#openWriter = options.openWriter;
    const store = new SeriesStore(join(dir, "series.db"));
    const progress = store.progress();
    this.#memory = new Memory(progress.nextSeries);
    this.#removed = new Set(store.removedDevices());
    for (const row of store.series()) if (!this.#removed.has(row.deviceId)) this.#memory.restore(row);
    const separations = leftOver(options.separations, store);
    store.close();
    this.#pointsStored = progress.points;
    this.#blocksStored = progress.blocks;
    // Numbers of another log mean nothing here: then all that this log still has is taken in.
    this.#flushedSeq = progress.logId === log.id ? progress.seq : 0;
    this.#files = new DayFiles(dir);
    this.#rollups = openRollupFile(this.#dir);
    this.#compaction = new Compaction({
      ...{ files: this.#files, clock, signal: this.#abort.signal },
      rollups: () => this.#rollups,
      writer: () => this.#ensureWriter(),
      ownRetentions: () => this.#memory.byRetention(this.#retentionDaysOf),
    });
    const { signal } = this.#abort;
    this.#intake = new Intake({
      ...{ memory: this.#memory, replay: new Replay(this.#files, log), removed: this.#removed },
      ...{ deadLetters: options.deadLetters, clock, retryMs: limits.retryMs, signal },
      onDeleted: (deviceId) => this.deleteDevice(deviceId),
      onFailure: this.#note,
    });
    this.#intake.oldestRawDay = (this.#compaction.newestShedDay() ?? -1) + 1;
    this.#detach = options.deadLetters.attach(TELEMETRY_TARGET, this.#takeAgain);
    this.#seq = this.#flushedSeq;
    this.#separations = new Separations(separations, {
      ...{ memory: this.#memory, clock, retryMs: limits.retryMs, signal },
      ...{ writer: () => this.#ensureWriter(), flush: () => this.flush(), onFailure: this.#note },
    });
    this.#cursor = log.openCursor({
      title: TELEMETRY_TARGET,
      from: this.#flushedSeq + 1,
      filter: { kinds: ["property", "lifecycle"] },
    });
    this.#retain();
    this.#following = this.#follow();
    this.#timers = [
      clock.every(limits.flushMs, () => void this.#flushSoon()),
      clock.every(RETENTION_PERIOD_MS, () => this.#retain()),
      clock.every(COMPACTION_PERIOD_MS, () => void this.#compactSoon()),
    ];
  }

  latest(deviceId: number): LatestPoint[] {
    const points: LatestPoint[] = [];
    for (const series of this.#memory.ofDevice(deviceId)) {
      const point = series.latest();
      if (point) points.push({ property: series.property, ...point });
    }
    return points;
  }

  readonly addNames = (deviceId: number, names: Set<string>): void => this.#memory.addNames(deviceId, names);

  latestOf(deviceId: number, property: string): SeriesPoint | undefined {
    return this.#memory.find(deviceId, property)?.latest();
  }

  async history(query: HistoryQuery): Promise<History> {
    const series = this.#memory.find(query.deviceId, query.property);
    if (series === undefined) return { isDownsampled: false, points: [] };
    return readHistory(this.#sourceOf(series, query));
  }

  async points(query: PointsQuery): Promise<PointsPage> {
    const series = this.#memory.find(query.deviceId, query.property);
    if (series === undefined) return { points: [], nextTs: undefined };
    return readPage(this.#sourceOf(series, query));
  }

  async aggregate(query: AggregateQuery): Promise<AggregateRow[]> {
    const series = this.#memory.find(query.deviceId, query.property) ?? new Series(0, 0, "");
    return readAggregate(this.#sourceOf(series, query));
  }

  deleteDevice(deviceId: number): void {
    this.#removed.add(deviceId);
    this.#memory.removeDevice(deviceId);
    this.#tell({ type: "removeDevice", deviceId });
  }

  separate(separation: Separation): void {
    this.#separations.add(separation);
    void this.#separations.runDue(this.#seq);
  }

  async convert(query: ConvertQuery): Promise<ConversionCounts> {
    await this.flush();
    const { days } = this.#files;
    return convertSeries(query, { days, memory: this.#memory, ask: (order) => this.#compaction.ask(order) });
  }

  reached(seq: number): Promise<void> {
    if (this.#seq >= seq || this.#abort.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ seq, resolve }));
  }

  async flush(): Promise<void> {
    await this.#flushing?.catch(() => undefined);
    await this.#startFlush();
  }

  compact(): Promise<void> {
    return this.#compaction.run(false);
  }

  async shedOldestRawDay(): Promise<boolean> {
    const day = await this.#compaction.shedOldestRaw();
    if (day === undefined) return false;
    this.#intake.oldestRawDay = Math.max(this.#intake.oldestRawDay, day + 1);
    return true;
  }

  async shedOldestRollups(): Promise<boolean> {
    const day = this.#compaction.oldestBareDay();
    if (day === undefined) return false;
    this.#files.forget(day);
    await this.#compaction.alone(() => this.#ensureWriter().ask({ type: "removeDay", day }));
    return true;
  }

  stats(): TelemetryStats {
    const memoryPoints = this.#memory.points + (this.#frozen?.points ?? 0);
    return {
      series: this.#memory.seriesCount,
      memoryPoints,
      pointsTotal: this.#pointsStored + this.#intake.recovered + memoryPoints,
      blocksTotal: this.#blocksStored,
      days: this.#files.days.length,
      sizeBytes: this.#files.sizeBytes(),
      lag: this.#cursor.lag(),
      flushedSeq: this.#flushedSeq,
      flushMs: this.#flushMs,
      failure: this.#failure,
      tooOld: this.#intake.tooOld,
      lostEvents: this.#intake.lostEvents,
      damaged: this.#files.damaged,
    };
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) timer.cancel();
    this.#detach();
    this.#abort.abort();
    this.#cursor.close();
    await this.#following;
    for (const { resolve } of this.#waiting.splice(0)) resolve();
    await this.flush().catch(this.#note);
    // Readers first: the last to leave a file folds its write-ahead log, which only the writer may.
    this.#files.close();
    this.#rollups.close();
    await this.#writer?.ask({ type: "close" }).catch(this.#note);
    this.#writer?.stop();
  }

  async #follow(): Promise<void> {
    for (;;) {
      const batch = await this.#cursor.next(this.#abort.signal);
      if (batch === undefined) return;
      for (const part of this.#separations.parts(batch)) {
        await this.#separations.runDue(this.#seq);
        if (this.#abort.signal.aborted) return;
        const isTaken = this.#intake.take(part);
        if (isTaken !== undefined && !(await isTaken)) return;
        this.#advance(part);
      }
      void this.#separations.runDue(this.#seq);
      if (this.#isFlushDue()) void this.#flushSoon();
      // The log keeps what we do not read: better late than without bounds.
      while (this.#memory.points >= this.#limits.maxPoints && !this.#abort.signal.aborted)
        await this.#flushSoon();
    }
  }

  #advance(batch: LogBatch): void {
    this.#seq = batch.lastSeq;
    if (this.#waiting.length > 0) this.#wake();
  }

  /** A dead letter goes with its event's place in the log behind us: it counts only when it is in day files. */
  readonly #takeAgain = async (events: readonly LogEvent[], { signal }: AttemptContext) => {
    for (const event of events) this.#intake.takeAgain(event);
    if (!signal.aborted) await this.flush();
    return { kind: "done" } as const;
  };

  #wake(): void {
    const due = this.#waiting.filter(({ seq }) => seq <= this.#seq);
    this.#waiting = this.#waiting.filter(({ seq }) => seq > this.#seq);
    for (const { resolve } of due) resolve();
  }

  #isFlushDue(): boolean {
    const { flushPoints, flushBytes } = this.#limits;
    return this.#memory.points >= flushPoints || this.#memory.sizeBytes >= flushBytes;
  }

  /** Flushes; a failure is noted and waited out. */
  async #flushSoon(): Promise<void> {
    try {
      await this.#startFlush();
    } catch (cause) {
      this.#note(cause);
      await rest(this.#clock, this.#limits.retryMs, this.#abort.signal);
    }
  }

  #startFlush(): Promise<void> {
    this.#flushing ??= this.#compaction
      .alone(() => this.#flushOnce())
      .finally(() => {
        this.#flushing = undefined;
      });
    return this.#flushing;
  }

  async #flushOnce(): Promise<void> {
    if (this.#frozen === undefined) {
      if (this.#memory.points === 0) return;
      const { points } = this.#memory;
      this.#frozen = {
        points,
        series: this.#memory.freeze(),
        seq: this.#seq,
        recovered: this.#intake.recovered,
      };
    }
    const frozen = this.#frozen;
    const startMs = this.#clock.monotonicMs();
    try {
      const blocks = await flush({
        ...frozen,
        writer: this.#ensureWriter(),
        blockPoints: this.#limits.blockPoints,
      });
      this.#blocksStored += blocks;
    } catch (cause) {
      this.#dropWriter();
      throw cause;
    }
    // First the files, then the memory lets go: a query in between finds the points twice, never not at all.
    this.#files.refresh();
    for (const series of frozen.series) series.letGo();
    this.#frozen = undefined;
    this.#flushedSeq = frozen.seq;
    this.#pointsStored += frozen.points + frozen.recovered;
    this.#intake.recovered -= frozen.recovered;
    this.#flushMs = this.#clock.monotonicMs() - startMs;
    this.#failure = undefined;
  }

  /** A fresh thread opens its files afresh; so do queries, for the file may be another one now. */
  #dropWriter(): void {
    this.#writer?.stop();
    this.#writer = undefined;
    this.#rollups.close();
    this.#rollups = openRollupFile(this.#dir);
  }

  /** While points wait to be read, the Worker is left to them. */
  async #compactSoon(): Promise<void> {
    if (this.#memory.points >= this.#limits.flushPoints) return;
    await this.#compaction.run(true).catch(this.#note);
  }

  #tell(order: BlockOrder): void {
    this.#ensureWriter().ask(order).catch(this.#note);
  }

  #ensureWriter(): Writer {
    if (this.#writer) return this.#writer;
    this.#writer = this.#openWriter();
    const { blockPoints } = this.#limits;
    this.#tell({ type: "open", dir: this.#dir, logId: this.#log.id, blockPoints });
    return this.#writer;
  }

  /** Removes days beyond the retention; a point that comes later than that is not taken. */
  #retain(): void {
    const today = dayOf(this.#clock.now());
    this.#intake.oldestDay = today - this.#retentionDays;
    const gone = this.#files.forgetBeyond(this.#intake.oldestDay, today, this.#limits.retentionBytes);
    for (const day of gone) this.#tell({ type: "removeDay", day });
  }

  #sourceOf<Q extends { readonly fromMs: number }>(series: Series, query: Q): Source<Q> {
    const days = this.#retentionDaysOf(series.deviceId, series.property) ?? this.#retentionDays;
    const oldest = Math.max(this.#intake.oldestDay, dayOf(this.#clock.now()) - days);
    const fromMs = Math.max(query.fromMs, dayRange(oldest).fromMs);
    return { files: this.#files, rollups: this.#rollups, series, query: { ...query, fromMs } };
  }

  readonly #note = (cause: unknown): void => {
    this.#failure = cause instanceof Error ? cause.message : String(cause);
  };
}
