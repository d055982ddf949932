import type { Shelf } from "../../../src/access/adapter.ts";
import type { Failure } from "../../../src/spine/error.ts";

/** A shelf in memory. What was put is lost in a crash until it is committed. */
export class FakeShelf implements Shelf {
  readonly #durable: Map<string, Uint8Array>;
  #pending: [string, Uint8Array | undefined][] = [];
  #settles: ((failure: Failure | undefined) => void)[] = [];
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

  put(bucket: string, key: string, value: Uint8Array): void {
    this.#pending.push([JSON.stringify([bucket, key]), value]);
  }

  remove(bucket: string, key: string): void {
    this.#pending.push([JSON.stringify([bucket, key]), undefined]);
  }

  commit(settle: (failure: Failure | undefined) => void): void {
    this.#settles.push(settle);
    if (this.committing === "auto") queueMicrotask(() => this.commitNow());
  }

  commitNow(failure?: Failure): void {
    if (failure === undefined) {
      for (const [name, value] of this.#pending.splice(0)) {
        if (value === undefined) this.#durable.delete(name);
        else this.#durable.set(name, value);
      }
    }
    for (const settle of this.#settles.splice(0)) settle(failure);
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
