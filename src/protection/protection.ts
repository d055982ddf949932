// Who may knock, and how often: connections of an address by rate, and bans after failed logins.
// Owns: the tallies of failed logins, the bans, the allowances of addresses.
// Promises: this machine itself is never shut out; one bad device shuts out itself, not those that share its address.
// Must never: close what is connected, or know a protocol.

import { TokenBucket } from "../kit/token-bucket.ts";
import { ERRORS, type Failure, failure } from "../spine/error.ts";
import { Bans } from "./bans.ts";
import type { Attempt, Ban, Protection, ProtectionOptions, ProtectionStats } from "./contract.ts";

export type {
  Attempt,
  Ban,
  BanSettings,
  Protection,
  ProtectionOptions,
  ProtectionSettings,
  ProtectionStats,
} from "./contract.ts";
export { protectionMetrics } from "./metrics.ts";

/** Refusals that say nothing about who knocks: an operator's doing, or ours. */
const EXCUSED: ReadonlySet<string> = new Set(["device_disabled", "product_disabled"]);
const REPORT_PERIOD_MS = 60_000;
/** Addresses come from outside, so what is remembered of them is bounded. */
const ADDRESSES_MAX = 10_000;

/** What it remembers is bounded and in memory only: a restart lifts every ban. */
export function openProtection(options: ProtectionOptions): Protection {
  return new Guard(options);
}

interface Visitor {
  readonly bucket: TokenBucket | undefined;
  reportedMs: number;
}

class Guard implements Protection {
  readonly #options: ProtectionOptions;
  readonly #bans: Bans;
  /** Insertion order is age: a visitor is put in again whenever it comes. */
  readonly #visitors = new Map<string, Visitor>();
  #refusedBanned = 0;
  #refusedRate = 0;

  constructor(options: ProtectionOptions) {
    this.#options = options;
    this.#bans = new Bans(options.clock, options.settings);
  }

  isAdmitted(ip: string): boolean {
    if (isLoopback(ip)) return true;
    const { clock, settings } = this.#options;
    const bannedMs = this.#bans.addressBannedMs(ip);
    if (bannedMs > 0) {
      this.#refusedBanned++;
      this.#report(ip, failure("banned", { retryAfterS: Math.ceil(bannedMs / 1_000) }));
      return false;
    }
    if (settings.connections === undefined) return true;
    if (this.#visitor(ip).bucket?.tryTake(clock.monotonicMs()) !== false) return true;
    this.#refusedRate++;
    this.#report(ip, failure("connection_rate", { limit: settings.connections.ratePerS }));
    return false;
  }

  refusalOf(attempt: Attempt): Failure | undefined {
    if (isLoopback(attempt.ip)) return undefined;
    const bannedMs = this.#bans.bannedMs(attempt);
    if (bannedMs <= 0) return undefined;
    this.#refusedBanned++;
    return failure("banned", { retryAfterS: Math.ceil(bannedMs / 1_000) });
  }

  note(attempt: Attempt, outcome: Failure | undefined): void {
    if (isLoopback(attempt.ip)) return;
    if (outcome === undefined) this.#bans.succeed(attempt);
    else if (!ERRORS[outcome.code].isRetryable && !EXCUSED.has(outcome.code)) {
      const bannedMs = this.#bans.fail(attempt, outcome.code);
      if (bannedMs > 0) {
        this.#report(attempt.ip, failure("banned", { retryAfterS: Math.ceil(bannedMs / 1_000) }));
      }
    }
  }

  forgive(deviceName: string): void {
    this.#bans.forgive(deviceName);
  }

  bans(): readonly Ban[] {
    return this.#bans.list();
  }

  clear(id: string): Ban | undefined {
    return this.#bans.clear(id);
  }

  stats(): ProtectionStats {
    const kinds = this.#bans.list().map(({ kind }) => kind);
    const address = kinds.filter((kind) => kind === "address").length;
    return {
      bans: { address, login: kinds.length - address },
      refusedBanned: this.#refusedBanned,
      refusedRate: this.#refusedRate,
    };
  }

  #visitor(ip: string): Visitor {
    const { clock, settings } = this.#options;
    const known = this.#visitors.get(ip);
    const bucket = settings.connections && new TokenBucket(settings.connections, clock.monotonicMs());
    const visitor = known ?? { bucket, reportedMs: Number.NEGATIVE_INFINITY };
    this.#visitors.delete(ip);
    this.#visitors.set(ip, visitor);
    const oldest = this.#visitors.keys().next();
    if (this.#visitors.size > ADDRESSES_MAX && !oldest.done) this.#visitors.delete(oldest.value);
    return visitor;
  }

  #report(ip: string, why: Failure): void {
    const visitor = this.#visitor(ip);
    const nowMs = this.#options.clock.monotonicMs();
    if (nowMs - visitor.reportedMs < REPORT_PERIOD_MS) return;
    visitor.reportedMs = nowMs;
    this.#options.report(ip, why);
  }
}

function isLoopback(ip: string): boolean {
  return ip === "::1" || ip.startsWith("127.");
}
