import type { Shelf } from "../../../src/access/adapter.ts";
import { type Failure, failure } from "../../../src/spine/error.ts";

/** A shelf in memory. What was put is lost in a crash until it is committed. */
export class FakeShelf implements Shelf {
  readonly #durable: Map<string, Uint8Array>;
  #pending: [string, Uint8Array | undefined][] = [];
  #settles: ((failure: Failure | undefined) => void)[] = [];
  /** Takes no put, and fails the next commit after one. */
  isFull = false;
  #isOverfull = false;
  /** "auto" commits in a microtask; "manual" leaves it to `commitNow`. */
  committing: "auto" | "manual" = "auto";

  constructor(durable = new Map<string, Uint8Array>()) {
    this.#durable = durable;
  }

  load(visit: (bucket: string, key: string, value: Uint8Array) => void): void {
    for (const [name, value] of this.#durable) {
      const [bucket = "", key = ""] = JSON.parse(name) as [string, string];
      visit(bucket, key, Uint8Array.from(value));
    }
  }

  put(bucket: string, key: string, value: Uint8Array): boolean {
    if (this.isFull) {
      this.#isOverfull = true;
      return false;
    }
    this.#pending.push([JSON.stringify([bucket, key]), value]);
    return true;
  }

  remove(bucket: string, key: string): void {
    this.#pending.push([JSON.stringify([bucket, key]), undefined]);
  }

  commit(settle: (failure: Failure | undefined) => void): void {
    const isRefused = this.#isOverfull;
    this.#settles.push((why) => settle(why ?? (isRefused ? failure("shelf_full") : undefined)));
    if (this.committing === "auto") queueMicrotask(() => this.commitNow());
  }

  commitNow(reason?: Failure): void {
    if (reason === undefined) {
      for (const [name, value] of this.#pending.splice(0)) {
        if (value === undefined) this.#durable.delete(name);
        else this.#durable.set(name, value);
      }
    }
    this.#isOverfull = false;
    for (const settle of this.#settles.splice(0)) settle(reason);
  }

  /** What is left after the power went: only what was committed. */
  crash(): FakeShelf {
    return new FakeShelf(new Map(this.#durable));
  }

  /** Bucket and key of everything committed, in order. */
  names(): string[] {
    return [...this.#durable.keys()].map((name) => (JSON.parse(name) as string[]).join(" ")).sort();
  }
}
