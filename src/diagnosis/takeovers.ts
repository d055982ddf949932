// Devices whose connections drive one another out: two of them with one credential, or one that cannot settle.

import type { Clock } from "../spine/clock.ts";

/** More takeovers of one device than this within the window are no accident. */
const TAKEOVERS_MAX = 5;
const WINDOW_MS = 60_000;
/** A contest is over when it paused for so long. */
const QUIET_MS = 120_000;
/** While it lasts it is told again this often. */
const REPORT_PERIOD_MS = 600_000;
const DEVICES_MAX = 10_000;

export interface Contest {
  readonly deviceId: number;
  /** IPs, the newest first; one alone when all came from there. */
  readonly hosts: readonly string[];
  /** Takeovers within the last minute of it. */
  readonly count: number;
  readonly since: number;
  readonly lastAt: number;
}

interface Tally {
  /** The newest takeovers, oldest first. */
  readonly recent: { readonly at: number; readonly host: string }[];
  since: number | undefined;
  lastOverAt: number;
  hosts: readonly string[];
  count: number;
  reportedAt: number;
}

/** Tallies of takeovers by device, bounded, in memory only. */
export class Takeovers {
  /** Insertion order is age: a tally is put in again at each takeover. */
  readonly #tallies = new Map<number, Tally>();

  constructor(
    private readonly clock: Clock,
    /** Told when a contest begins, and now and then while it lasts. */
    private readonly report: (contest: Contest) => void,
  ) {}

  /** Notes that a connection from `host` took the place of the device's older one, or lost its own. */
  note(deviceId: number, host: string): void {
    const now = this.clock.now();
    const tally = this.#tallies.get(deviceId) ?? {
      ...{ recent: [], since: undefined, lastOverAt: 0, hosts: [], count: 0, reportedAt: 0 },
    };
    this.#tallies.delete(deviceId);
    this.#tallies.set(deviceId, tally);
    const oldest = this.#tallies.keys().next();
    if (this.#tallies.size > DEVICES_MAX && !oldest.done) this.#tallies.delete(oldest.value);
    // One more than counts is enough to know that there were too many.
    const recent = tally.recent.filter(({ at }) => at > now - WINDOW_MS).slice(-99);
    tally.recent.splice(0, tally.recent.length, ...recent, { at: now, host });
    if (tally.recent.length <= TAKEOVERS_MAX) return;
    if (tally.since === undefined || now > tally.lastOverAt + QUIET_MS) {
      tally.since = now;
      tally.reportedAt = Number.NEGATIVE_INFINITY;
    }
    tally.lastOverAt = now;
    tally.count = tally.recent.length;
    tally.hosts = [...new Set(tally.recent.map((one) => one.host).reverse())].slice(0, 4);
    if (now < tally.reportedAt + REPORT_PERIOD_MS) return;
    tally.reportedAt = now;
    this.report(toContest(deviceId, tally, now));
  }

  /** What goes on now. */
  contests(): Contest[] {
    const now = this.clock.now();
    return [...this.#tallies].flatMap(([deviceId, tally]) =>
      tally.since !== undefined && now <= tally.lastOverAt + QUIET_MS
        ? [toContest(deviceId, tally, tally.since)]
        : [],
    );
  }

  forget(deviceId: number): void {
    this.#tallies.delete(deviceId);
  }

  sweep(): void {
    const now = this.clock.now();
    for (const [deviceId, { recent }] of this.#tallies) {
      const newest = recent.at(-1)?.at ?? 0;
      if (now > newest + REPORT_PERIOD_MS) this.#tallies.delete(deviceId);
    }
  }
}

function toContest(deviceId: number, { hosts, count, lastOverAt }: Tally, since: number): Contest {
  return { deviceId, hosts, count, since, lastAt: lastOverAt };
}
