import { ByteWriter } from "../kit/byte-writer.ts";
import type { Clock, Timer } from "../spine/clock.ts";
import { type Failure, failure } from "../spine/error.ts";
import { Changes } from "./changes.ts";
import type { Shelf, ShelfLimits, ShelfStats } from "./contract.ts";
import type { VisitRecord } from "./record-store.ts";
import type { OpenRecordThread, RecordThread } from "./record-thread.ts";
import type { RecordReport } from "./record-writer.ts";

export interface KeptShelfOptions {
  readonly path: string;
  readonly clock: Clock;
  readonly limits: ShelfLimits;
  readonly openThread: OpenRecordThread;
  readonly load: (visit: VisitRecord) => void;
}

type Settle = (failure: Failure | undefined) => void;

interface Waiting {
  readonly settle: Settle;
  /** Known before the write: something of it was not taken. */
  readonly refusal: Failure | undefined;
}

interface Batch {
  readonly changes: Changes;
  readonly waiting: readonly Waiting[];
}

const BUFFER_BYTES = 64 * 1024;
/** A buffer that one huge batch has blown up is not kept. */
const BUFFER_KEPT_BYTES = 4 * 1024 * 1024;

/** A shelf with a file: changes gather here while the thread commits those before them. */
export class KeptShelf implements Shelf {
  readonly #options: KeptShelfOptions;
  #thread: RecordThread | undefined;
  #out: ByteWriter | undefined;
  #spare: ArrayBuffer | undefined;
  #changes = new Changes();
  #waiting: Waiting[] = [];
  #inFlight: Batch | undefined;
  #isPumpQueued = false;
  #timer: Timer | undefined;
  #isTimerRelaxed = false;
  #sealedMs = Number.NEGATIVE_INFINITY;
  /** A put found no room since the last batch was sealed. */
  #isOverfull = false;
  /** Why the last write failed; a retry is under way. */
  #failed: string | undefined;
  #held: string | undefined;
  #state: "open" | "closing" | "closed" = "open";
  #onIdle: (() => void) | undefined;
  #commits = 0;

  constructor(options: KeptShelfOptions) {
    this.#options = options;
  }

  load(visit: VisitRecord): void {
    this.#options.load(visit);
  }

  put(bucket: string, key: string, value: Uint8Array): boolean {
    if (this.#changes.sizeBytes + value.length > this.#options.limits.pendingBytes) {
      this.#isOverfull = true;
      return false;
    }
    this.#set(bucket, key, value);
    return true;
  }

  remove(bucket: string, key: string): void {
    this.#set(bucket, key, undefined);
  }

  commit(settle: Settle): void {
    const refusal = this.#isOverfull ? failure("shelf_full") : undefined;
    this.#waiting.push({ settle, refusal });
    this.#queuePump();
  }

  hold(reason: string | undefined): void {
    this.#held = reason;
    this.#queuePump();
  }

  stats(): ShelfStats {
    const inFlight = this.#inFlight?.changes;
    return {
      pendingRecords: this.#changes.records + (inFlight?.records ?? 0),
      pendingBytes: this.#changes.sizeBytes + (inFlight?.sizeBytes ?? 0),
      commits: this.#commits,
      unavailable: this.#held ?? this.#failed,
    };
  }

  async close(): Promise<void> {
    if (this.#state !== "open") return;
    this.#state = "closing";
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#pump();
    while (this.#inFlight !== undefined) {
      await new Promise<void>((resolve) => {
        this.#onIdle = resolve;
      });
    }
    await this.#endThread();
    this.#state = "closed";
    this.#settle(this.#waiting.splice(0), failure("shelf_unavailable", { reason: "Gantry is stopping" }));
  }

  #set(bucket: string, key: string, value: Uint8Array | undefined): void {
    if (this.#state === "closed") return;
    this.#changes.set(bucket, key, value);
    // Somebody may never ask; an armed timer or a write under way comes back here by itself.
    if (this.#timer === undefined && this.#inFlight === undefined) this.#queuePump();
  }

  /** Not at once: what else this turn of the event loop brings goes into the same commit. */
  #queuePump(): void {
    if (this.#isPumpQueued) return;
    this.#isPumpQueued = true;
    queueMicrotask(this.#pump);
  }

  /** Seals what waits when it is time, or sees to it that it will be. */
  readonly #pump = (): void => {
    this.#isPumpQueued = false;
    if (this.#inFlight !== undefined) return;
    const unavailable = this.#state === "closed" ? "Gantry is stopping" : (this.#held ?? this.#failed);
    if (unavailable !== undefined && this.#state !== "closing") {
      this.#settle(this.#waiting.splice(0), failure("shelf_unavailable", { reason: unavailable }));
      return;
    }
    if (this.#changes.records === 0) {
      this.#settle(this.#waiting.splice(0), undefined);
      return;
    }
    if (this.#held !== undefined) return;
    const { limits, clock } = this.#options;
    const isRelaxed = this.#waiting.length === 0 && this.#changes.sizeBytes * 2 < limits.pendingBytes;
    const gapMs = limits.commitGapMs - (clock.monotonicMs() - this.#sealedMs);
    const waitMs = isRelaxed ? limits.relaxedMs : gapMs;
    if (this.#state === "closing" || waitMs <= 0) this.#seal();
    else this.#arm(waitMs, isRelaxed);
  };

  #arm(delayMs: number, isRelaxed: boolean): void {
    if (this.#timer !== undefined && this.#isTimerRelaxed === isRelaxed) return;
    this.#timer?.cancel();
    this.#isTimerRelaxed = isRelaxed;
    this.#timer = this.#options.clock.after(delayMs, () => {
      this.#timer = undefined;
      if (this.#inFlight === undefined && this.#held === undefined && this.#changes.records > 0) this.#seal();
    });
  }

  #seal(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#sealedMs = this.#options.clock.monotonicMs();
    const batch = { changes: this.#changes, waiting: this.#waiting };
    this.#changes = new Changes();
    this.#waiting = [];
    this.#isOverfull = false;
    this.#inFlight = batch;
    this.#out ??= new ByteWriter(BUFFER_BYTES);
    batch.changes.encode(this.#out);
    const sizeBytes = this.#out.at;
    const buffer = this.#out.swap(this.#spare ?? new ArrayBuffer(BUFFER_BYTES));
    this.#spare = undefined;
    this.#thread ??= this.#startThread();
    this.#thread.send({ type: "commit", path: this.#options.path, buffer, sizeBytes });
  }

  #startThread(): RecordThread {
    return this.#options.openThread({
      onReport: (report) => this.#onReport(report),
      onDeath: (reason) => {
        this.#thread = undefined;
        if (this.#inFlight !== undefined) this.#onFailed(reason);
        this.#onIdle?.();
      },
    });
  }

  #onReport(report: RecordReport): void {
    if ("buffer" in report && report.buffer.byteLength <= BUFFER_KEPT_BYTES) this.#spare = report.buffer;
    if (report.type === "committed") this.#onCommitted();
    else if (report.type === "failed") this.#onFailed(report.reason);
    this.#onIdle?.();
  }

  #onCommitted(): void {
    const batch = this.#inFlight;
    if (batch === undefined) return;
    this.#inFlight = undefined;
    this.#failed = undefined;
    this.#commits++;
    // First the next order, so that the thread works while we settle; but only when no settle would be overtaken.
    if (this.#changes.records > 0 && this.#waiting.length > 0 && this.#held === undefined) this.#pump();
    this.#settle(batch.waiting, undefined);
    this.#queuePump();
  }

  /** What was to be written is kept, so that the file holds what its owners believe once it can be written again. */
  #onFailed(reason: string): void {
    const batch = this.#inFlight;
    this.#inFlight = undefined;
    this.#failed = reason;
    if (batch === undefined) return;
    this.#changes.addOlder(batch.changes);
    const why = failure("shelf_unavailable", { reason });
    this.#settle([...batch.waiting, ...this.#waiting.splice(0)], why);
    if (this.#state === "open") this.#retryLater();
  }

  #retryLater(): void {
    this.#options.clock.after(this.#options.limits.retryMs, () => {
      if (this.#state !== "open" || this.#failed === undefined || this.#inFlight !== undefined) return;
      if (this.#held !== undefined) this.#retryLater();
      else this.#seal();
    });
  }

  #settle(waiting: readonly Waiting[], outcome: Failure | undefined): void {
    for (const { settle, refusal } of waiting) {
      try {
        settle(outcome ?? refusal);
      } catch (bug) {
        // One listener's bug must not keep the others from hearing.
        queueMicrotask(() => {
          throw bug;
        });
      }
    }
  }

  #endThread(): Promise<void> {
    const thread = this.#thread;
    if (thread === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onIdle = () => {
        thread.stop();
        resolve();
      };
      thread.send({ type: "close" });
    });
  }
}
