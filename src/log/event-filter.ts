// Which events a cursor wants, asked of a whole batch first and of each event only when that is not enough.

import type { LogEvent } from "../spine/event.ts";
import type { CursorFilter } from "./contract.ts";
import { kindBits } from "./record.ts";

export interface BatchHead {
  readonly kinds: number;
  readonly products: readonly string[] | undefined;
}

const NONE: readonly LogEvent[] = [];

export class EventFilter {
  readonly #kinds: number;
  readonly #kindNames: ReadonlySet<string> | undefined;
  readonly #products: ReadonlySet<string> | undefined;

  constructor(filter: CursorFilter) {
    this.#kindNames = filter.kinds && new Set(filter.kinds);
    this.#kinds = filter.kinds ? kindBits(filter.kinds) : ~0;
    this.#products = filter.productKeys && new Set(filter.productKeys);
  }

  /** False when nothing in the batch is wanted. */
  mayMatch(head: BatchHead): boolean {
    if ((head.kinds & this.#kinds) === 0) return false;
    const wanted = this.#products;
    return (
      wanted === undefined || head.products === undefined || head.products.some((key) => wanted.has(key))
    );
  }

  /** The wanted events of a batch from `fromSeq` on; the list itself when all are. */
  pick(
    batch: BatchHead & { readonly firstSeq: number; readonly events: readonly LogEvent[] },
    fromSeq: number,
  ): readonly LogEvent[] {
    if (!this.mayMatch(batch)) return NONE;
    const skipped = fromSeq - batch.firstSeq;
    const events = skipped > 0 ? batch.events.slice(skipped) : batch.events;
    return this.#takesAll(batch) ? events : events.filter((event) => this.#wants(event));
  }

  #takesAll(head: BatchHead): boolean {
    const wanted = this.#products;
    if ((head.kinds & ~this.#kinds) !== 0) return false;
    return wanted === undefined || (head.products?.every((key) => wanted.has(key)) ?? false);
  }

  #wants(event: LogEvent): boolean {
    return (this.#kindNames?.has(event.kind) ?? true) && (this.#products?.has(event.productKey) ?? true);
  }
}
