import { ChunkWriter, type CommitOrder, type WriterOrder } from "../../src/log/chunk-writer.ts";
import type { OpenWriter, WriterEnds } from "../../src/log/writer.ts";

/** The writer in the test's own thread: it commits when the test says so, or fails as told. */
export class ScriptedWriter {
  /** While set, commits and probes fail with it. */
  failure: string | undefined;
  /** While true, orders wait until `release`. */
  isHeld = false;
  readonly commits: { firstSeq: number; count: number }[] = [];
  #waiting: WriterOrder[] = [];
  #ends: WriterEnds | undefined;
  #writer = new ChunkWriter();
  opened = 0;

  readonly open: OpenWriter = (ends) => {
    this.opened++;
    this.#ends = ends;
    return {
      send: (order) => {
        if (this.isHeld && order.type === "commit") this.#waiting.push(order);
        else queueMicrotask(() => this.#obey(order));
      },
      stop: () => undefined,
    };
  };

  /** Lets the waiting orders through. */
  release(): void {
    this.isHeld = false;
    for (const order of this.#waiting.splice(0)) this.#obey(order);
  }

  /** The thread ends without a word, its orders with it. */
  die(reason: string): void {
    this.#waiting = [];
    this.#writer = new ChunkWriter();
    this.#ends?.onDeath(reason);
  }

  /** Commits what waits and then says that it failed: an error after the bytes were on the disk. */
  commitButFail(reason: string): void {
    this.isHeld = false;
    for (const order of this.#waiting.splice(0)) {
      this.#writer.obey(order);
      this.#ends?.onReport({ type: "failed", reason, buffer: (order as CommitOrder).buffer });
    }
  }

  #obey(order: WriterOrder): void {
    const { failure } = this;
    if (failure !== undefined && order.type === "commit") {
      this.#ends?.onReport({ type: "failed", reason: failure, buffer: order.buffer });
    } else if (failure !== undefined && order.type === "probe") {
      this.#ends?.onReport({ type: "probed", reason: failure, lastSeq: 0 });
    } else {
      if (order.type === "commit") this.commits.push({ firstSeq: order.firstSeq, count: order.count });
      this.#ends?.onReport(this.#writer.obey(order));
      this.#writer.tidy();
    }
  }
}
