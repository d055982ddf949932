// One request and its reply on a link: never two at a time, whatever the transport.

import type { Clock, Timer } from "../../../spine/clock.ts";
import type { Expected, Framing } from "../frame/framing.ts";
import { failed, type Outcome } from "../frame/outcome.ts";
import {
  BROADCAST,
  EXCEPTION_BYTES,
  encodeRequest,
  isRead,
  type ModbusRequest,
  replySizeOf,
} from "../frame/request.ts";

export interface ExchangeOptions {
  readonly clock: Clock;
  readonly framing: Framing;
  send(bytes: Uint8Array): void;
  /** Of what is sent to everybody on a serial line: time for the slaves to act on it, ms. */
  readonly turnaroundMs: number;
  /** What arrives while nothing is asked, and what arrives too late. */
  readonly idle?: ((chunk: Uint8Array) => void) | undefined;
}

interface Current {
  readonly request: ModbusRequest;
  readonly expected: Expected;
  readonly startedMs: number;
  readonly settle: (outcome: Outcome) => void;
  timer: Timer;
}

const NOTHING = new Uint8Array();

export class Exchange {
  #current: Current | undefined;
  /** A reply that did not come in time may still come, and must not be taken for the next one's. */
  #overdue: Expected | undefined;
  /** Replies that came after their time. */
  lateReplies = 0;
  /** Since the last reply something came that belongs to nothing. */
  #hasStray = false;

  constructor(readonly options: ExchangeOptions) {}

  get isBusy(): boolean {
    return this.#current !== undefined;
  }

  /** Whether a reply is still to come that nobody waits for any more. */
  get isAwaitingLate(): boolean {
    return this.#overdue !== undefined;
  }

  /** The line gives back what is sent on it. */
  get isEcho(): boolean {
    return this.options.framing.isEcho;
  }

  /** What answers does not speak Modbus. */
  get isBroken(): boolean {
    return this.options.framing.isBroken;
  }

  /** Sends a request; `settle` runs once, never before `start` returns. `timeoutMs` counts from now. */
  start(request: ModbusRequest, timeoutMs: number, settle: (outcome: Outcome) => void): void {
    const { clock, framing, turnaroundMs } = this.options;
    const sent = encodeRequest(request);
    const { unit, functionCode } = request;
    framing.reset();
    this.#overdue = undefined;
    const isBroadcast = unit === BROADCAST && !isRead(request);
    this.#current = {
      request,
      settle,
      startedMs: clock.monotonicMs(),
      expected: { unit, functionCode, sizeBytes: replySizeOf(request), sent },
      timer: isBroadcast
        ? clock.after(turnaroundMs, () => this.#answer(NOTHING))
        : clock.after(timeoutMs, () => this.#timeOut()),
    };
    this.options.send(framing.wrap(sent));
  }

  received(chunk: Uint8Array): void {
    const { framing, idle } = this.options;
    framing.feed(chunk);
    const current = this.#current;
    if (current === undefined) {
      this.#takeLate(chunk);
      idle?.(chunk);
      return;
    }
    const reply = framing.take(current.expected);
    if (reply !== undefined) this.#read(current, reply);
  }

  /** The link is gone: what is asked has failed. */
  lost(): void {
    this.#overdue = undefined;
    this.#settle(failed("lost"));
  }

  /** What carries the bytes begins anew: nothing that came before belongs to what follows. */
  restart(): void {
    this.#overdue = undefined;
    this.options.framing.restart();
  }

  /** From here on nothing late is expected. */
  forgetLate(): void {
    this.#overdue = undefined;
    if (this.#current === undefined) this.options.framing.reset();
  }

  #takeLate(chunk: Uint8Array): void {
    if (this.#overdue === undefined) {
      this.options.framing.take(NOBODY);
      this.#hasStray ||= this.options.framing.isStray(chunk);
      return;
    }
    if (this.options.framing.take(this.#overdue) === undefined) return;
    this.#overdue = undefined;
    this.lateReplies++;
  }

  #read({ request }: Current, reply: Uint8Array): void {
    if (((reply[1] ?? 0) & 0x80) !== 0) this.#settle(failed("exception", reply, reply[2]));
    else if (isRead(request)) this.#answer(reply.subarray(3, reply.length - 2));
    else if (request.functionCode === 43) this.#answer(reply.subarray(2, reply.length - 2));
    else if (isConfirmed(reply, this.#current?.expected.sent)) this.#answer(NOTHING);
    else this.#settle(failed("noise", reply));
  }

  #answer(bytes: Uint8Array): void {
    const { clock, framing } = this.options;
    const durationMs = clock.monotonicMs() - (this.#current?.startedMs ?? 0);
    const hasStray = framing.hasStray || this.#hasStray;
    this.#hasStray = false;
    this.#settle({ ok: true, bytes, ts: clock.now(), durationMs, ...(hasStray && { hasStray }) });
  }

  #timeOut(): void {
    const current = this.#current;
    if (current === undefined) return;
    this.#overdue = current.expected;
    this.#settle(this.options.framing.blame(current.expected));
  }

  #settle(outcome: Outcome): void {
    const current = this.#current;
    if (current === undefined) return;
    this.#current = undefined;
    current.timer.cancel();
    current.settle(outcome);
  }
}

/** No reply fits it. */
const NOBODY: Expected = { unit: -1, functionCode: 0, sizeBytes: EXCEPTION_BYTES, sent: NOTHING };

/** A write is confirmed by its own first bytes: unit, function, address, and value or quantity. */
function isConfirmed(reply: Uint8Array, sent: Uint8Array = NOTHING): boolean {
  const sizeBytes = reply.length - 2;
  for (let at = 0; at < sizeBytes; at++) if (reply[at] !== sent[at]) return false;
  return true;
}
