// What was refused, as events, without letting a chatty mistake fill the log:
// each device (or address) has a budget, and what goes over it is counted into the next record.

import type { Clock } from "../spine/clock.ts";
import type { Failure } from "../spine/error.ts";
import type { RefusedEvent } from "../spine/event.ts";

const BURST = 20;
const REFILL_MS = 3_000;
const SOURCES = 10_000;

interface Budget {
  tokens: number;
  refilledAt: number;
  suppressed: number;
}

/** Who was refused, as far as it is known. */
export interface RefusedPeer {
  readonly deviceId: number;
  readonly productKey: string;
  readonly deviceName: string;
  readonly protocol: string;
  readonly dialect: string;
  readonly address: string;
}

export interface Refusal {
  readonly failure: Failure;
  readonly subject: string;
  readonly isStored: boolean;
  readonly reqId?: string;
}

/** What was refused, told to the log as far as the budget of its device or address reaches. */
export class Refusals {
  /** By device id, or by host of the address where no device is known; oldest dropped first. */
  private readonly budgets = new Map<string, Budget>();
  private readonly counts = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  /** The event to log, or undefined when the source's budget is used up (then it is only counted). */
  record(peer: RefusedPeer, refusal: Refusal): RefusedEvent | undefined {
    const { failure, subject, isStored } = refusal;
    this.counts.set(failure.code, (this.counts.get(failure.code) ?? 0) + 1);
    const now = this.clock.now();
    const budget = this.budgetOf(peer.deviceId > 0 ? String(peer.deviceId) : hostOf(peer.address), now);
    if (budget.tokens < 1) {
      budget.suppressed++;
      return undefined;
    }
    budget.tokens--;
    const suppressed = budget.suppressed;
    budget.suppressed = 0;
    return {
      seq: 0,
      kind: "refused",
      deviceId: peer.deviceId,
      productKey: peer.productKey,
      deviceName: peer.deviceName,
      ts: now,
      recvTs: now,
      protocol: peer.protocol,
      dialect: peer.dialect,
      reqId: refusal.reqId ?? "",
      code: failure.code,
      subject,
      params: { ...failure.params, address: peer.address, ...(suppressed > 0 ? { suppressed } : {}) },
      isStored,
    };
  }

  /** How often each code occurred since the start, whether it was logged or not. */
  countsByCode(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.counts);
  }

  private budgetOf(source: string, now: number): Budget {
    let budget = this.budgets.get(source);
    if (!budget) {
      if (this.budgets.size >= SOURCES) this.dropOldest();
      budget = { tokens: BURST, refilledAt: now, suppressed: 0 };
      this.budgets.set(source, budget);
      return budget;
    }
    const gained = Math.floor((now - budget.refilledAt) / REFILL_MS);
    if (gained > 0) {
      budget.tokens = Math.min(BURST, budget.tokens + gained);
      budget.refilledAt += gained * REFILL_MS;
    }
    return budget;
  }

  private dropOldest(): void {
    const oldest = this.budgets.keys().next();
    if (!oldest.done) this.budgets.delete(oldest.value);
  }
}

function hostOf(address: string): string {
  const colon = address.lastIndexOf(":");
  return `@${colon > 0 ? address.slice(0, colon) : address}`;
}
