// One physical bus: one request in flight, writes before reads before polls, fair over the slaves, pauses as the line
// needs them, and little time for slaves that do not answer.

import type { Clock, Timer } from "../../../spine/clock.ts";
import { failed, isFromSlave, type Outcome } from "../frame/outcome.ts";
import type { ModbusRequest } from "../frame/request.ts";
import { Doubts } from "./doubts.ts";
import type { Exchange } from "./exchange.ts";
import { BusHealth } from "./health.ts";
import { BusLoad } from "./load.ts";
import { type Priority, TaskQueue } from "./task-queue.ts";

export interface BusTask {
  /** Whoever is asked, unlike all others on the bus. */
  readonly slave: string;
  readonly priority: Priority;
  readonly request: ModbusRequest;
  readonly timeoutMs: number;
  /** How often it is sent again when there is no reply; a dead slave is asked once. */
  readonly retries: number;
  /** Runs once. */
  readonly settle: (outcome: Outcome) => void;
}

export interface BusOptions {
  readonly clock: Clock;
  /** Least silence between two frames, ms. */
  readonly gapMs: number;
  /** Before a request is sent again, ms. */
  readonly retryGapMs: number;
  /**
   * After a timeout the bus waits so long for the reply to come late, ms: on a link without transaction numbers it
   * would else be taken for the next one's. 0 where it cannot be.
   */
  readonly lateMs: number;
  /** Every outcome of every attempt, for the figures of the bus; `isForgotten`: its slave is no longer on it. */
  readonly onOutcome?: (task: BusTask, outcome: Outcome, isForgotten: boolean) => void;
  /** A slave began or ceased to count as dead. */
  readonly onHealth?: (slave: string, isDead: boolean) => void;
}

/** More reads on demand and writes than this may not wait: who asks on and on must not fill the memory. */
const WAITING = 2_000;
/** A reply may come this much after its time, and at most by as much as it has, ms. */
const LATE_MOST_MS = 1_000;

interface Waiting extends BusTask {
  attempts: number;
  /** Its slave was taken from the bus while it was under way. */
  isForgotten: boolean;
}

/** An exception that is here is a gateway's. */
const WORDLESS = new Set([
  "timeout",
  "crc",
  "short_frame",
  "unit_mismatch",
  "transaction_mismatch",
  "noise",
  "exception",
]);
/** Of these the reply itself may still be under way. */
const UNHEARD = new Set(["timeout", "unit_mismatch", "noise"]);

export class Bus {
  readonly health = new BusHealth();
  readonly #queue = new TaskQueue<Waiting>();
  #exchange: Exchange | undefined;
  /** What is under way. */
  #asked: Waiting | undefined;
  /** Monotonic ms; nothing is sent before. */
  #freeAtMs = 0;
  /** Until then. */
  #rest: Timer | undefined;
  readonly #doubts = new Doubts();
  /** Until something that is held back for a reply that may still come can go. */
  #held: Timer | undefined;
  readonly #load: BusLoad;
  /** When something was sent last, monotonic ms; 0 before that. */
  askedMs = 0;

  constructor(readonly options: BusOptions) {
    this.#load = new BusLoad(options.clock.monotonicMs());
  }

  get isUp(): boolean {
    return this.#exchange !== undefined;
  }

  /** Share of the last minute in which nothing else could be sent, 0 to 1. */
  get load(): number {
    return this.#load.at(this.options.clock.monotonicMs());
  }

  /** Replies that came after their time, and whether the line gives back what is sent; of the link that stands. */
  get oddities(): { readonly lateReplies: number; readonly isEcho: boolean } {
    const { lateReplies = 0, isEcho = false } = this.#exchange ?? {};
    return { lateReplies, isEcho };
  }

  get queueLength(): number {
    return this.#queue.length;
  }

  /** The link stands: `exchange` speaks on it. */
  open(exchange: Exchange): void {
    this.#exchange = exchange;
    this.#freeAtMs = 0;
    this.health.reset();
    this.#pump();
  }

  /** The link is gone: everything that was asked has failed. */
  shut(): void {
    const exchange = this.#exchange;
    this.#exchange = undefined;
    for (const timer of [this.#held, this.#rest]) timer?.cancel();
    this.#held = undefined;
    this.#rest = undefined;
    this.#doubts.clear();
    const waiting = this.#queue.clear();
    exchange?.lost();
    for (const task of waiting) task.settle(failed("lost"));
  }

  /**
   * Fails at once: `lost` without a link, `timeout` a poll of a dead slave that is not to be probed yet, `busy` where too
   * much waits.
   */
  submit(task: BusTask): void {
    const isSpared =
      task.priority === "poll" && !this.health.mayAsk(task.slave, this.options.clock.monotonicMs());
    if (!this.isUp) task.settle(failed("lost"));
    else if (isSpared) task.settle(failed("timeout"));
    else if (task.priority !== "poll" && this.#queue.length >= WAITING) task.settle(failed("busy"));
    else {
      this.#queue.push({ ...task, attempts: 0, isForgotten: false });
      this.#pump();
    }
  }

  /** What waits of this slave has failed (`cancelled`); what is under way comes to its end, and is not sent again. */
  forget(slave: string): void {
    this.health.forget(slave);
    if (this.#asked?.slave === slave) this.#asked.isForgotten = true;
    for (const task of this.#queue.clear(slave)) task.settle(failed("cancelled"));
  }

  #pump(): void {
    if (this.#rest !== undefined || this.#exchange === undefined || this.#exchange.isBusy) return;
    const waitMs = this.#freeAtMs - this.options.clock.monotonicMs();
    if (waitMs > 0) {
      this.#wait(waitMs);
      return;
    }
    const task = this.#next();
    if (task !== undefined) this.#send(this.#exchange, task);
    else if (this.#queue.length > 0) this.#hold();
  }

  /** All that waits could be answered by what still may come. */
  #hold(): void {
    const { clock } = this.options;
    const nowMs = clock.monotonicMs();
    const endMs = this.#doubts.nextEndMs(nowMs) ?? nowMs;
    this.#held ??= clock.after(endMs - nowMs, () => {
      this.#held = undefined;
      this.#pump();
    });
  }

  #wait(delayMs: number): void {
    this.#rest = this.options.clock.after(delayMs, () => {
      this.#rest = undefined;
      this.#exchange?.forgetLate();
      this.#pump();
    });
  }

  /** The next that is worth sending: polls of a slave that died while they waited are not. */
  #next(): Waiting | undefined {
    const nowMs = this.options.clock.monotonicMs();
    const mayGo = ({ request }: Waiting) => this.#doubts.mayAsk(request, nowMs);
    for (let task = this.#queue.shift(mayGo); task !== undefined; task = this.#queue.shift(mayGo)) {
      if (task.priority !== "poll" || this.health.mayAsk(task.slave, nowMs)) return task;
      task.settle(failed("timeout"));
    }
    return undefined;
  }

  #send(exchange: Exchange, task: Waiting): void {
    const { clock } = this.options;
    const startedMs = clock.monotonicMs();
    this.askedMs = startedMs;
    task.attempts++;
    this.#asked = task;
    exchange.start(task.request, task.timeoutMs, (outcome) => {
      this.#asked = undefined;
      this.#doubt(task, outcome, startedMs);
      const isRepeated = this.#note(task, outcome);
      this.#load.note(startedMs, Math.max(clock.monotonicMs(), this.#freeAtMs));
      if (isRepeated) this.#queue.push(task);
      else task.settle(outcome);
      this.#pump();
    });
  }

  /** Without a reply it may still come; with one to a request that was sent twice, so may the other one. */
  #doubt({ request, timeoutMs }: Waiting, outcome: Outcome, startedMs: number): void {
    if (this.options.lateMs === 0) return;
    const isOpen = outcome.ok || !UNHEARD.has(outcome.code);
    if (isOpen && !this.#doubts.has(request, this.options.clock.monotonicMs())) return;
    this.#doubts.note(request, startedMs + timeoutMs + Math.min(timeoutMs, LATE_MOST_MS));
  }

  /** Whether the task is to be sent again. */
  #note(task: Waiting, outcome: Outcome): boolean {
    const { clock, gapMs, retryGapMs, lateMs, onOutcome, onHealth } = this.options;
    const nowMs = clock.monotonicMs();
    onOutcome?.(task, outcome, task.isForgotten);
    this.#freeAtMs = nowMs + gapMs;
    if (isFromSlave(outcome)) {
      if (!task.isForgotten && this.health.noteReply(task.slave, nowMs)) onHealth?.(task.slave, false);
      return false;
    }
    if (outcome.ok || !WORDLESS.has(outcome.code)) return false;
    if (task.isForgotten) {
      this.#freeAtMs = nowMs + Math.max(gapMs, lateMs);
      return false;
    }
    const wasDead = this.health.isDead(task.slave);
    const { timeoutMs } = task;
    if (this.health.noteSilence(task.slave, { nowMs, timeoutMs })) onHealth?.(task.slave, true);
    this.#freeAtMs = nowMs + Math.max(gapMs, lateMs);
    if (wasDead || task.attempts > task.retries) return false;
    // Others need not wait for it; alone it gives the slave time to recover.
    if (this.#queue.length === 0) this.#freeAtMs = Math.max(this.#freeAtMs, nowMs + retryGapMs);
    return true;
  }
}
