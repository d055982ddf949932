// Which slaves of a bus answer. One that does not is asked rarely, so that it takes little time from the others.

/** So many requests without a reply, one after another, and the slave counts as dead. */
const FAILURES = 3;
/** Probes of dead slaves may together take one part in so many of the bus's time. */
const PROBE_SHARE = 15;
const PROBE_MIN_MS = 10_000;
const PROBE_MAX_MS = 600_000;

interface Slave {
  failures: number;
  /** Monotonic ms; of a dead one the time of its next probe. */
  probeAtMs: number;
}

export class BusHealth {
  readonly #slaves = new Map<string, Slave>();
  #deadCount = 0;

  /** Slaves that count as dead. */
  get deadCount(): number {
    return this.#deadCount;
  }

  isDead(slave: string): boolean {
    return (this.#slaves.get(slave)?.failures ?? 0) >= FAILURES;
  }

  /** Whether the slave may be asked now: a dead one only when its probe is due. */
  mayAsk(slave: string, nowMs: number): boolean {
    return !this.isDead(slave) || nowMs >= (this.#slaves.get(slave)?.probeAtMs ?? 0);
  }

  /** It answered; an exception is an answer too. True when it counted as dead. */
  noteReply(slave: string, nowMs: number): boolean {
    const wasDead = this.isDead(slave);
    this.#slaves.delete(slave);
    if (!wasDead) return false;
    this.#deadCount--;
    // The line is whole again, perhaps: the others are asked soon, one after another.
    for (const other of this.#slaves.values()) other.probeAtMs = Math.min(other.probeAtMs, nowMs);
    return true;
  }

  /** It did not answer within `timeoutMs`. True when this makes it count as dead. */
  noteSilence(slave: string, { nowMs, timeoutMs }: { nowMs: number; timeoutMs: number }): boolean {
    const known = this.#slaves.get(slave) ?? { failures: 0, probeAtMs: 0 };
    this.#slaves.set(slave, known);
    known.failures++;
    const isNew = known.failures === FAILURES;
    if (isNew) this.#deadCount++;
    if (known.failures >= FAILURES) {
      const fairMs = this.#deadCount * timeoutMs * PROBE_SHARE;
      known.probeAtMs = nowMs + Math.min(PROBE_MAX_MS, Math.max(PROBE_MIN_MS, fairMs));
    }
    return isNew;
  }

  /** The slave is no longer on this bus. */
  forget(slave: string): void {
    if (this.isDead(slave)) this.#deadCount--;
    this.#slaves.delete(slave);
  }

  /** The link is new: everybody gets a fresh chance. */
  reset(): void {
    this.#slaves.clear();
    this.#deadCount = 0;
  }
}
