// The log put together: appends are gathered, sealed, written by the Worker, shared in the tail and settled.

import { join } from "node:path";
import { Quantiles } from "../kit/quantiles.ts";
import type { Clock, Timer } from "../spine/clock.ts";
import { type Failure, failure } from "../spine/error.ts";
import type { LogEvent } from "../spine/event.ts";
import { err } from "../spine/result.ts";
import { DAMAGED, type WriterReport } from "./chunk-writer.ts";
import type { Cadence, Cursor, CursorOptions, Log, LogBatch, LogStats, SettleAppend } from "./contract.ts";
import { type CursorSource, LogCursor } from "./cursor.ts";
import { FileReader } from "./file-reader.ts";
import { Generations } from "./generation.ts";
import type { LogLimits } from "./log-limits.ts";
import { type Batch, Pending, URGENCY, waitMsOf } from "./pending.ts";
import { Positions } from "./positions.ts";
import { guarded, settleCommitted } from "./settle.ts";
import { Tail } from "./tail.ts";
import type { OpenWriter, Writer } from "./writer.ts";

interface EventLogOptions {
  readonly dir: string;
  readonly clock: Clock;
  readonly limits: LogLimits;
  readonly openWriter: OpenWriter;
}

/** Commits measured for the percentiles. */
const COMMITS_MEASURED = 1_024;
const EXPIRE_PERIOD_MS = 60_000;
/** How long the writer may take to end at a close. */
const CLOSE_MS = 5_000;

export class EventLog implements Log, CursorSource {
  readonly id: string;
  readonly tail: Tail;
  readonly files: FileReader;
  readonly #clock: Clock;
  readonly #limits: LogLimits;
  readonly #openWriter: OpenWriter;
  readonly #generations: Generations;
  readonly #positions: Positions;
  readonly #pending: Pending;
  readonly #commitMs = new Quantiles(COMMITS_MEASURED);
  readonly #cursors = new Set<LogCursor>();
  readonly #durable = new Set<(events: readonly LogEvent[]) => void>();
  readonly #settled = new Set<() => void>();
  readonly #congestion = new Set<(isCongested: boolean) => void>();
  readonly #expiry: Timer;
  #waking = new Set<() => void>();
  #writer: Writer | undefined;
  /** Seq of the newest durable event. */
  #lastSeq: number;
  #inFlight: Batch | undefined;
  #sealTimer: Timer | undefined;
  #timerUrgency = 0;
  #isPumpQueued = false;
  #lastSealMs = Number.NEGATIVE_INFINITY;
  #refusal: Failure | undefined;
  /** Why others want nothing accepted, whatever the writer can do. */
  #held: Failure | undefined;
  #isCongested = false;
  #closing: "no" | "draining" | "closed" = "no";
  #onWriterClosed: (() => void) | undefined;
  #batches = 0;
  #events = 0;

  constructor(options: EventLogOptions) {
    const { dir, clock, limits } = options;
    this.#clock = clock;
    this.#limits = limits;
    this.#openWriter = options.openWriter;
    this.#generations = new Generations(dir, limits);
    this.#positions = new Positions(join(dir, "positions.db"), clock, limits.positionsMs);
    this.id = this.#positions.logId;
    const found = this.#generations.lastSeqFound;
    // A file that someone took away must not lead to numbers that were given before.
    this.#lastSeq = Math.max(found, this.#positions.lastSeqSeen);
    if (this.#lastSeq > found) this.#generations.breakOff();
    this.#pending = new Pending(limits, (settle) => this.#refuse(settle, failure("log_full")));
    this.tail = new Tail(limits);
    this.files = new FileReader(this.#generations, () => (this.tail.firstSeq() ?? this.#lastSeq + 1) - 1);
    this.#expiry = clock.every(EXPIRE_PERIOD_MS, () => this.#generations.expire(clock.now()));
    this.#generations.expire(clock.now());
    this.#startWriter();
  }

  append(events: readonly LogEvent[], cadence: Cadence, settle?: SettleAppend): void {
    const refusal = this.#refusal ?? this.#held;
    if (refusal !== undefined) {
      this.#refuse(settle, refusal);
      return;
    }
    const pending = this.#pending;
    if (events.length === 0 && pending.isEmpty) {
      this.#settleInTurn(settle);
      return;
    }
    if (!pending.add(events, cadence, settle)) {
      this.#refuse(settle, failure("log_full"));
      return;
    }
    if (!this.#isCongested && pending.events > this.#limits.highWaterEvents) this.#setCongested(true);
    if (this.#inFlight !== undefined || this.#isPumpQueued) return;
    const isTimerEnough = !pending.isFull && URGENCY[cadence] <= this.#timerUrgency;
    if (this.#sealTimer !== undefined && isTimerEnough) return;
    // Not at once: what else this turn of the event loop brings goes into the same commit.
    this.#isPumpQueued = true;
    queueMicrotask(this.#pump);
  }

  openCursor(options: CursorOptions): Cursor {
    const stored = options.name === undefined ? undefined : this.#positions.get(options.name);
    const cursor = new LogCursor(
      this,
      options,
      Math.min(stored ?? this.#startOf(options.from), this.#lastSeq),
    );
    this.#cursors.add(cursor);
    return cursor;
  }

  onDurable(listener: (events: readonly LogEvent[]) => void): () => void {
    this.#durable.add(listener);
    return () => this.#durable.delete(listener);
  }

  onSettled(listener: () => void): () => void {
    this.#settled.add(listener);
    return () => this.#settled.delete(listener);
  }

  isCongested(): boolean {
    return this.#isCongested;
  }

  onCongestion(listener: (isCongested: boolean) => void): () => void {
    this.#congestion.add(listener);
    return () => this.#congestion.delete(listener);
  }

  hold(reason: string | undefined): void {
    this.#held = reason === undefined ? undefined : failure("log_unavailable", { reason });
  }

  shed(keepFromSeq: number): number {
    return this.#generations.shedOldest(keepFromSeq);
  }

  stats(): LogStats {
    const refusal = this.#refusal ?? this.#held;
    const titled = [...this.#cursors].filter((cursor) => cursor.title !== undefined);
    return {
      firstSeq: this.#generations.firstSeq(this.#lastSeq),
      lastSeq: this.#lastSeq,
      pendingEvents: this.#pending.events + (this.#inFlight?.events.length ?? 0),
      batches: this.#batches,
      events: this.#events,
      sizeBytes: this.#generations.sizeBytes(),
      generations: this.#generations.list.length,
      commitMsP50: this.#commitMs.at(0.5),
      commitMsP99: this.#commitMs.at(0.99),
      unavailable: refusal === undefined ? undefined : String(refusal.params.reason),
      droppedRelaxed: this.#pending.droppedRelaxed,
      damagedChunks: this.files.damagedChunks,
      damage: this.files.damage(),
      gaps: this.#positions.gaps(),
      cursors: titled.map((cursor) => ({ name: cursor.title ?? "", seq: cursor.seq, lag: cursor.lag() })),
    };
  }

  async close(): Promise<void> {
    if (this.#closing !== "no") return;
    this.#closing = "draining";
    this.#expiry.cancel();
    this.#pump();
    // What is appended from now on is refused, but what waits is still written.
    this.#refusal ??= failure("log_unavailable", { reason: "Gantry is stopping" });
    while (this.#writer && this.#inFlight) await this.#settledOnce();
    await this.#endWriter();
    this.#closing = "closed";
    this.#wakeCursors();
    this.#positions.close(this.#lastSeq);
    await this.#generations.close();
  }

  lastSeq(): number {
    return this.#lastSeq;
  }

  isClosed(): boolean {
    return this.#closing === "closed";
  }

  onMore(wake: () => void): () => void {
    this.#waking.add(wake);
    return () => this.#waking.delete(wake);
  }

  savePosition(name: string, seq: number): void {
    this.#positions.set(name, seq, this.#lastSeq);
  }

  noteGap(reader: string, gap: NonNullable<LogBatch["gap"]>): void {
    this.#positions.noteGap({ ...gap, reader, atMs: this.#clock.now() });
  }

  rest(): Promise<void> {
    return new Promise((resolve) => this.#clock.after(this.#limits.probeMs, resolve));
  }

  forget(cursor: LogCursor): void {
    this.#cursors.delete(cursor);
  }

  #startOf(from: CursorOptions["from"]): number {
    if (from === "newest") return this.#lastSeq;
    return (from === "oldest" ? this.#generations.firstSeq(this.#lastSeq) : Math.max(1, from)) - 1;
  }

  /** Seals the open batch when it is time, or sees to it that it will be. */
  readonly #pump = (): void => {
    this.#isPumpQueued = false;
    const pending = this.#pending;
    const isStuck = this.#inFlight !== undefined || this.#writer === undefined;
    if (isStuck || pending.isEmpty || (this.#refusal !== undefined && this.#closing === "no")) return;
    if (this.#closing !== "no" || pending.isFull) {
      this.#seal();
      return;
    }
    const { urgency } = pending;
    if (this.#sealTimer && this.#timerUrgency === urgency) return;
    const waitMs = waitMsOf(urgency, this.#limits, this.#clock.monotonicMs() - this.#lastSealMs);
    if (waitMs <= 0) {
      this.#seal();
      return;
    }
    this.#sealTimer?.cancel();
    this.#timerUrgency = urgency;
    this.#sealTimer = this.#clock.after(waitMs, this.#onTimer);
  };

  readonly #onTimer = (): void => {
    this.#sealTimer = undefined;
    if (this.#inFlight || this.#pending.isEmpty || this.#refusal) return;
    this.#seal();
  };

  #seal(): void {
    this.#sealTimer?.cancel();
    this.#sealTimer = undefined;
    this.#lastSealMs = this.#clock.monotonicMs();
    const firstSeq = this.#lastSeq + 1;
    const { batch, buffer } = this.#pending.seal(firstSeq, this.#lastSealMs);
    this.#inFlight = batch;
    const atMs = this.#clock.now();
    const { kinds, products, sizeBytes } = batch;
    const path = this.#generations.fileFor(firstSeq, atMs);
    const count = batch.events.length;
    this.#writer?.send({ type: "commit", path, firstSeq, count, atMs, kinds, products, buffer, sizeBytes });
    this.#pending.refill();
    if (this.#isCongested && this.#pending.events < this.#limits.lowWaterEvents) this.#setCongested(false);
  }

  #startWriter(): void {
    this.#writer = this.#openWriter({
      onReport: (report) => this.#onReport(report),
      onDeath: (reason) => {
        this.#writer = undefined;
        this.#onWriterClosed?.();
        this.#fail(reason);
      },
    });
  }

  #onReport(report: WriterReport): void {
    if ("buffer" in report) this.#pending.recycle(report.buffer);
    if (report.type === "committed") this.#onCommitted(report.fileBytes);
    else if (report.type === "failed") this.#fail(report.reason);
    else if (report.type === "closed") this.#onWriterClosed?.();
    else if (report.reason === undefined) this.#recover(report.lastSeq);
    else this.#probeLater(report.reason);
  }

  #onCommitted(fileBytes: number): void {
    const batch = this.#inFlight;
    if (batch === undefined) return;
    this.#inFlight = undefined;
    this.#lastSeq += batch.events.length;
    this.#batches++;
    this.#events += batch.events.length;
    this.#commitMs.add(this.#clock.monotonicMs() - batch.sealedAtMs);
    // Not only once a minute: under load a small log passes its bounds in seconds.
    if (this.#generations.noteSize(fileBytes, this.#clock.now())) this.#generations.expire(this.#clock.now());
    const { events, firstSeq, kinds, products, sizeBytes } = batch;
    this.tail.add({ events, firstSeq, kinds, products, sizeBytes }, this.#cursors);
    // First the next order, so that the writer works while we settle.
    this.#pump();
    settleCommitted(batch);
    for (const listener of this.#durable) guarded(() => listener(batch.events));
    this.#wakeCursors();
    this.#noteSettled();
  }

  /** The writer cannot write: nothing is acknowledged, nothing accepted, until a probe goes through. */
  #fail(reason: string): void {
    const refusal = failure("log_unavailable", { reason });
    this.#refusal = refusal;
    this.#sealTimer?.cancel();
    this.#sealTimer = undefined;
    const settles = [...(this.#inFlight?.settles ?? []), ...this.#pending.takeAll()];
    this.#inFlight = undefined;
    for (const settle of settles) guarded(() => settle?.(err(refusal)));
    if (this.#isCongested) this.#setCongested(false);
    this.#noteSettled();
    if (this.#closing === "no") this.#probeLater(reason);
  }

  #probeLater(reason: string): void {
    this.#refusal = failure("log_unavailable", { reason });
    this.#clock.after(this.#limits.probeMs, () => {
      if (this.#closing !== "no") return;
      // A probe writes, and what is left of a full disk is not ours to use up.
      if (this.#held !== undefined) return this.#probeLater(reason);
      if (this.#writer === undefined) this.#startWriter();
      // In a damaged file nothing can be written any more; what it holds is still read as far as it goes.
      if (reason === DAMAGED) this.#generations.breakOff();
      const path = this.#generations.fileToProbe(this.#lastSeq + 1, this.#clock.now());
      this.#writer?.send({ type: "probe", path });
    });
  }

  /** A commit that was reported as failed may be on the disk all the same: then its numbers are taken. */
  #recover(lastSeqInFile: number): void {
    if (this.#closing !== "no") return;
    this.#refusal = undefined;
    if (lastSeqInFile <= this.#lastSeq) return;
    this.#lastSeq = lastSeqInFile;
    this.tail.clear();
    this.#wakeCursors();
  }

  /** A group without events is durable when everything before it is. */
  #settleInTurn(settle: SettleAppend | undefined): void {
    if (settle === undefined) return;
    const batch = this.#inFlight;
    if (batch === undefined) queueMicrotask(() => settle({ ok: true, value: { seq: this.#lastSeq } }));
    else {
      batch.settles.push(settle);
      batch.counts.push(0);
    }
  }

  /** Also a refusal at once is told only after `append` has returned. */
  #refuse(settle: SettleAppend | undefined, why: Failure): void {
    if (settle) queueMicrotask(() => settle(err(why)));
  }

  #setCongested(isCongested: boolean): void {
    this.#isCongested = isCongested;
    for (const listener of this.#congestion) guarded(() => listener(isCongested));
  }

  #wakeCursors(): void {
    const waking = this.#waking;
    if (waking.size === 0) return;
    this.#waking = new Set();
    for (const wake of waking) wake();
  }

  #noteSettled(): void {
    for (const listener of this.#settled) guarded(listener);
  }

  #settledOnce(): Promise<void> {
    return new Promise((resolve) => {
      const stop = this.onSettled(() => {
        stop();
        resolve();
      });
    });
  }

  async #endWriter(): Promise<void> {
    const writer = this.#writer;
    if (writer === undefined) return;
    await new Promise<void>((resolve) => {
      const timer = this.#clock.after(CLOSE_MS, resolve);
      this.#onWriterClosed = () => {
        timer.cancel();
        resolve();
      };
      writer.send({ type: "close" });
    });
    writer.stop();
  }
}
