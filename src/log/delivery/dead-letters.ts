// Dead letters: events that a target could not take, kept with the reason until a person decides.

import type { Clock } from "../../spine/clock.ts";
import { type Failure, failure } from "../../spine/error.ts";
import type { LogEvent } from "../../spine/event.ts";
import { err, ok, type Result } from "../../spine/result.ts";
import { openChunk, sealChunk } from "../chunk.ts";
import { RecordWriter } from "../record.ts";
import type {
  Attempt,
  DeadLetter,
  DeadLetterPage,
  DeadLetters,
  NewDeadLetter,
  Redelivery,
  Send,
  TargetCount,
} from "./contract.ts";
import { DeadLetterStore, type TargetSum } from "./dead-letter-store.ts";

export interface DeadLetterLimits {
  /** Of one target: more than this, and the oldest go; a noisy target does not push out the letters of others. */
  readonly maxLetters: number;
  readonly maxBytes: number;
}

export interface DeadLettersOptions {
  /** The file; made when absent. */
  readonly path: string;
  readonly clock: Clock;
  readonly limits?: Partial<DeadLetterLimits>;
}

const DEFAULT_LIMITS: DeadLetterLimits = { maxLetters: 10_000, maxBytes: 16 * 1024 * 1024 };
/** A longer reason is cut: it may be the whole answer of a server. */
const REASON_CHARS = 500;

/** Opens the store of dead letters. Throws DbError when its file cannot be opened. */
export function openDeadLetters({ path, clock, limits }: DeadLettersOptions): DeadLetters {
  return new LetterBox(new DeadLetterStore(path), clock, { ...DEFAULT_LIMITS, ...limits });
}

class LetterBox implements DeadLetters {
  readonly #targets = new Map<string, Send>();
  /** Letters that are being offered right now. */
  readonly #busy = new Set<number>();
  readonly #abort = new AbortController();
  readonly #records = new RecordWriter();
  #sums: Map<string, TargetSum>;
  #dropped: ReadonlyMap<string, number>;

  constructor(
    readonly store: DeadLetterStore,
    readonly clock: Clock,
    readonly limits: DeadLetterLimits,
  ) {
    this.#sums = this.#readSums();
    this.#dropped = store.dropped();
  }

  put(letters: readonly NewDeadLetter[]): void {
    const atMs = this.clock.now();
    this.store.put(
      letters.map(({ target, event, reason, attempts }) => {
        const { seq, kind, productKey, deviceName } = event;
        const what = { target, seq, kind, productKey, deviceName, attempts };
        return { ...what, atMs, reason: reason.slice(0, REASON_CHARS), body: this.#seal(event) };
      }),
    );
    this.#sums = this.#readSums();
    const { maxLetters, maxBytes } = this.limits;
    for (const target of new Set(letters.map((letter) => letter.target))) {
      const sum = this.#sums.get(target);
      if (sum === undefined || (sum.count <= maxLetters && sum.sizeBytes <= maxBytes)) continue;
      this.store.trim(target, maxLetters, maxBytes);
      this.#sums = this.#readSums();
      this.#dropped = this.store.dropped();
    }
  }

  list(page: DeadLetterPage): DeadLetter[] {
    return this.store.list(page);
  }

  get(id: number): DeadLetter | undefined {
    return this.store.get(id);
  }

  eventOf(id: number): LogEvent | undefined {
    const letter = this.store.get(id);
    const body = this.store.body(id);
    if (letter === undefined || body === undefined) return undefined;
    try {
      return openChunk(body, letter.seq, 1)[0];
    } catch {
      return undefined;
    }
  }

  counts(): TargetCount[] {
    const names = new Set([...this.#targets.keys(), ...this.#sums.keys(), ...this.#dropped.keys()]);
    return [...names].sort().map((target) => {
      const { count, sizeBytes } = this.#sums.get(target) ?? { count: 0, sizeBytes: 0 };
      const dropped = this.#dropped.get(target) ?? 0;
      return { target, count, sizeBytes, dropped, isAttached: this.#targets.has(target) };
    });
  }

  oldest(target: string, limit: number): number[] {
    return this.store.oldest(target, limit);
  }

  attach(target: string, send: Send): () => void {
    this.#targets.set(target, send);
    return () => {
      if (this.#targets.get(target) === send) this.#targets.delete(target);
    };
  }

  async replay(id: number): Promise<Result<undefined, Failure>> {
    const letter = this.store.get(id);
    if (letter === undefined) return err(failure("not_found", { what: String(id) }));
    const { target } = letter;
    const send = this.#targets.get(target);
    if (send === undefined) return err(failure("dead_letter_no_target", { target }));
    const event = this.eventOf(id);
    if (event === undefined) return err(failure("dead_letter_damaged", { id }));
    if (this.#busy.has(id)) return err(failure("dead_letter_busy", { id }));
    this.#busy.add(id);
    try {
      const attempt = await tryOnce(send, event, this.#abort.signal);
      if (this.#abort.signal.aborted) return err(failure("not_ready"));
      if (attempt.kind === "done") {
        this.discard([id]);
        return ok(undefined);
      }
      this.store.noteFailure(id, attempt.reason.slice(0, REASON_CHARS), this.clock.now());
      const code = attempt.kind === "refused" ? "dead_letter_refused" : "dead_letter_unavailable";
      return err(failure(code, { target, reason: attempt.reason }));
    } finally {
      this.#busy.delete(id);
    }
  }

  async replayAll(ids: readonly number[]): Promise<Redelivery> {
    const delivered: number[] = [];
    const failed: { id: number; reason: string }[] = [];
    for (const id of ids) {
      const result = await this.replay(id);
      if (result.ok) delivered.push(id);
      else if (result.error.code !== "not_found")
        failed.push({ id, reason: String(result.error.params.reason ?? result.error.code) });
      // A target that is away would make each of the others wait for the same answer.
      if (!result.ok && ENDING.has(result.error.code)) break;
    }
    return { delivered, failed };
  }

  discard(ids: readonly number[]): number {
    const removed = this.store.remove(ids);
    if (removed > 0) this.#sums = this.#readSums();
    return removed;
  }

  close(): void {
    if (this.#abort.signal.aborted) return;
    this.#abort.abort();
    this.store.close();
  }

  #seal(event: LogEvent): Uint8Array {
    this.#records.forget();
    this.#records.out.at = 0;
    this.#records.add(event);
    return sealChunk(this.#records.out.written());
  }

  #readSums(): Map<string, TargetSum> {
    return new Map(this.store.sums().map((sum) => [sum.target, sum]));
  }
}

const ENDING: ReadonlySet<string> = new Set([
  "dead_letter_unavailable",
  "dead_letter_no_target",
  "not_ready",
]);

async function tryOnce(send: Send, event: LogEvent, signal: AbortSignal): Promise<Attempt> {
  try {
    return await send([event], { lastSeq: event.seq, signal, isReplay: true });
  } catch (cause) {
    return { kind: "refused", reason: cause instanceof Error ? cause.message : String(cause) };
  }
}
