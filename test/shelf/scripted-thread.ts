import type { OpenRecordThread, RecordThreadEnds } from "../../src/shelf/record-thread.ts";
import { type RecordOrder, RecordWriter } from "../../src/shelf/record-writer.ts";

/** The thread in the test's own: it writes when the test says so, or fails as told. */
export class ScriptedThread {
  /** While set, commits fail with it. */
  failure: string | undefined;
  /** While true, orders wait until `release`. */
  isHeld = false;
  started = 0;
  commits = 0;
  #waiting: RecordOrder[] = [];
  #ends: RecordThreadEnds | undefined;
  #writer = new RecordWriter();

  readonly open: OpenRecordThread = (ends) => {
    this.started++;
    this.#ends = ends;
    return {
      send: (order) => {
        if (this.isHeld) this.#waiting.push(order);
        else queueMicrotask(() => this.#obey(order));
      },
      stop: () => undefined,
    };
  };

  release(): void {
    this.isHeld = false;
    for (const order of this.#waiting.splice(0)) this.#obey(order);
  }

  /** The thread ends without a word, its orders with it. */
  die(reason: string): void {
    this.#waiting = [];
    this.#writer = new RecordWriter();
    this.#ends?.onDeath(reason);
  }

  #obey(order: RecordOrder): void {
    if (order.type === "commit") this.commits++;
    if (order.type === "commit" && this.failure !== undefined) {
      this.#ends?.onReport({ type: "failed", reason: this.failure, buffer: order.buffer });
      return;
    }
    const report = this.#writer.obey(order);
    this.#ends?.onReport(report);
    this.#writer.tidy();
  }
}
