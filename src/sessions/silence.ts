// Who has not been heard for longer than the product allows: looked for in portions, without a timer each.

import type { Clock, Timer } from "../spine/clock.ts";
import type { OfflineRule } from "../spine/product.ts";

/** What the watch keeps with each session. */
export interface Watched {
  readonly peer: { readonly productKey: string };
  /** When it was heard last, in the watch's own time. */
  heardMs: number;
  /** `offline`: a child that is silent for too long; its gateway's connection stays. */
  silence: "none" | "stale" | "offline";
}

export interface SilenceOptions<T extends Watched> {
  readonly clock: Clock;
  /** All sessions; they may come and go while this is walked. */
  readonly sessions: () => IterableIterator<T>;
  readonly count: () => number;
  readonly ruleOf: (productKey: string) => OfflineRule | undefined;
  /** True while devices may talk but are not listened to (a log that takes nothing): nobody is silent then. */
  readonly isDeaf: () => boolean;
  readonly onStale: (session: T) => void;
  /** It was silent for `limitS`. */
  readonly onLost: (session: T, limitS: number) => void;
  /** Its product allows more silence than it did. */
  readonly onExcused: (session: T) => void;
}

export const TICK_MS = 500;
/** Everybody is looked at once within this time, so that a limit is noticed at most so late. */
const ROUND_MS = 2_000;
/** "Heard" is noted once a second; nobody is silent before the limit is really over. */
const NOTE_MS = 1_000;
/** Most changes in one go: a network that fails makes all its devices silent at once. */
const CHANGES_AT_ONCE = 1_000;
const CATCH_UP_MS = 20;

/**
 * Its time stands still while the machine sleeps or the process is held up: otherwise all devices would have been
 * silent when it goes on.
 */
export class SilenceWatch<T extends Watched> {
  readonly #options: SilenceOptions<T>;
  #walk: Iterator<T> | undefined;
  #lostMs = 0;
  #lastTickMs = 0;
  #timer: Timer | undefined;
  #catchUp: Timer | undefined;

  constructor(options: SilenceOptions<T>) {
    this.#options = options;
  }

  /** Time in which devices could have been heard, ms since some start. */
  now(): number {
    return this.#options.clock.monotonicMs() - this.#lostMs;
  }

  start(): void {
    this.#lastTickMs = this.#options.clock.monotonicMs();
    this.#timer = this.#options.clock.every(TICK_MS, () => this.#tick());
  }

  stop(): void {
    this.#timer?.cancel();
    this.#catchUp?.cancel();
  }

  #tick(): void {
    const { clock, isDeaf, count } = this.#options;
    const at = clock.monotonicMs();
    const passedMs = at - this.#lastTickMs;
    this.#lastTickMs = at;
    if (isDeaf()) this.#lostMs += passedMs;
    else if (passedMs > 2 * TICK_MS) this.#lostMs += passedMs - TICK_MS;
    if (this.#catchUp === undefined) this.#look(Math.ceil((count() * TICK_MS) / ROUND_MS));
  }

  #look(portion: number): void {
    this.#catchUp = undefined;
    const now = this.now();
    let left = portion;
    let changes = 0;
    this.#walk ??= this.#options.sessions();
    for (; left > 0 && changes < CHANGES_AT_ONCE; left--) {
      const next = this.#walk.next();
      if (next.done === true) {
        this.#walk = undefined;
        return;
      }
      if (this.#judge(next.value, now)) changes += 1;
    }
    if (left > 0) this.#catchUp = this.#options.clock.after(CATCH_UP_MS, () => this.#look(left));
  }

  /** True when something changed. */
  #judge(session: T, now: number): boolean {
    const rule = this.#options.ruleOf(session.peer.productKey);
    const silentS = (now - session.heardMs - NOTE_MS) / 1_000;
    const isOver = (limitS: number | null | undefined): limitS is number =>
      limitS !== null && limitS !== undefined && silentS >= limitS;
    const { onLost, onStale, onExcused } = this.#options;
    if (isOver(rule?.offlineAfterS)) {
      if (session.silence === "offline") return false;
      onLost(session, rule.offlineAfterS);
    } else if (isOver(rule?.staleAfterS)) {
      if (session.silence === "stale") return false;
      onStale(session);
    } else {
      if (session.silence === "none") return false;
      onExcused(session);
    }
    return true;
  }
}
