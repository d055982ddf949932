// What a consumer of the log is asked to do, and what becomes of the events that it cannot take.

import type { Failure } from "../../spine/error.ts";
import type { LogEvent } from "../../spine/event.ts";
import type { Result } from "../../spine/result.ts";

/**
 * What became of an attempt to hand events to a target:
 * `refused`: the events themselves are why; the same events would fail again. Counts towards being put aside.
 * `unavailable`: the target or its disk is why; tried again for as long as it takes.
 */
export type Attempt =
  | { readonly kind: "done" }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "unavailable"; readonly reason: string };

export interface AttemptContext {
  /** Everything up to this seq is done once these events are. */
  readonly lastSeq: number;
  readonly signal: AbortSignal;
  /** True when a dead letter is offered again: the target's place in the log must not move. */
  readonly isReplay: boolean;
}

/** Takes all of `events` or none. What it throws counts as a refusal. */
export type Send = (events: readonly LogEvent[], context: AttemptContext) => Attempt | Promise<Attempt>;

export interface NewDeadLetter {
  readonly target: string;
  readonly event: LogEvent;
  /** Why the target did not take it, in the target's own words. */
  readonly reason: string;
  readonly attempts: number;
}

export interface DeadLetter {
  /** Rises with the order in which letters were put aside. */
  readonly id: number;
  readonly target: string;
  /** Place of the event in the log; one letter a target and seq. */
  readonly seq: number;
  /** When it was last tried in vain, UTC ms. */
  readonly atMs: number;
  readonly kind: LogEvent["kind"];
  readonly productKey: string;
  readonly deviceName: string;
  readonly reason: string;
  readonly attempts: number;
  readonly sizeBytes: number;
}

export interface DeadLetterPage {
  readonly target?: string | undefined;
  /** Only letters older than this one. */
  readonly beforeId?: number | undefined;
  readonly limit: number;
}

export interface TargetCount {
  readonly target: string;
  readonly count: number;
  readonly sizeBytes: number;
  /** Letters that had to go because there were too many; since the file was made. */
  readonly dropped: number;
  /** True while the target is there to be offered its letters again. */
  readonly isAttached: boolean;
}

/** What became of letters that were offered again. */
export interface Redelivery {
  readonly delivered: readonly number[];
  /** These stay, with the new reason. */
  readonly failed: readonly { readonly id: number; readonly reason: string }[];
}

export interface DeadLetters {
  /** Durable on return; the same event of the same target replaces its letter. Throws DbError. */
  put(letters: readonly NewDeadLetter[]): void;
  /** Newest first. */
  list(page: DeadLetterPage): DeadLetter[];
  get(id: number): DeadLetter | undefined;
  /** The event of a letter; undefined when there is none or its bytes are damaged. */
  eventOf(id: number): LogEvent | undefined;
  /** Targets with letters, or that are attached. */
  counts(): TargetCount[];
  /** The oldest letters of a target, at most `limit`: what a bulk call works on. */
  oldest(target: string, limit: number): number[];
  /** Lets `send` be offered the letters of `target`; returns its removal. */
  attach(target: string, send: Send): () => void;
  /**
   * Offers one letter again and removes it once taken. A failure: `not_found`, `dead_letter_no_target`,
   * `dead_letter_damaged`, `dead_letter_busy` or `dead_letter_refused` (then it stays, with the new reason).
   */
  replay(id: number): Promise<Result<undefined, Failure>>;
  /** Offers letters again, in the order of the log; stops where the target is unavailable. */
  replayAll(ids: readonly number[]): Promise<Redelivery>;
  /** Removes letters for good; returns how many there were. */
  discard(ids: readonly number[]): number;
  close(): void;
}

export interface DeliveryLimits {
  /** Most events in one attempt. */
  readonly batchEvents: number;
  /** Refusals of a single event before it is put aside. */
  readonly attempts: number;
  /** Waits between attempts: from the first bound, doubling up to the last, half of it at random. */
  readonly firstWaitMs: number;
  readonly lastWaitMs: number;
  /** A pause after a delivery while fewer events wait than fit into one attempt; 0 for none. */
  readonly gatherMs: number;
}

export interface DeliveryStats {
  readonly delivered: number;
  readonly deadLettered: number;
  /** Attempts in vain. */
  readonly failures: number;
  readonly lag: number;
  readonly lostEvents: number;
  /** Why the newest attempt failed; undefined once one went well again. */
  readonly failure: string | undefined;
}

export interface Delivery {
  stats(): DeliveryStats;
  /** Ends after what is under way; the cursor stays open. */
  stop(): Promise<void>;
}
