// How fast peers may publish: an allowance of each device, and one that those of an address share.

import { type BucketLimits, TokenBucket } from "../../kit/token-bucket.ts";

export interface PaceLimits {
  /** Messages of one connection; undefined: as fast as it likes. */
  readonly peer: BucketLimits | undefined;
  /** Messages of all connections of one address together. */
  readonly address: BucketLimits | undefined;
}

/** A peer that is held back is told of once in so long. */
const REPORT_PERIOD_MS = 60_000;

/** Those who pay from one allowance. */
interface Shared {
  readonly bucket: TokenBucket;
  peers: number;
}

export class Pace {
  readonly #limits: PaceLimits;
  readonly #addresses = new Map<string, Shared>();

  constructor(limits: PaceLimits) {
    this.#limits = limits;
  }

  /** The allowance of a new connection; undefined where there is no limit. `address` is `ip:port`. */
  open(address: string, nowMs: number): PacedPeer | undefined {
    const { peer } = this.#limits;
    const ip = address.slice(0, address.lastIndexOf(":"));
    const shared = ip.startsWith("127.") || ip === "[::1]" ? undefined : this.#share(ip, nowMs);
    if (peer === undefined && shared === undefined) return undefined;
    const own = peer && new TokenBucket(peer, nowMs);
    return new PacedPeer(own, shared?.bucket, () => this.#leave(ip, shared));
  }

  /** Addresses that are remembered: those with connections. */
  get addresses(): number {
    return this.#addresses.size;
  }

  #share(ip: string, nowMs: number): Shared | undefined {
    const limits = this.#limits.address;
    if (limits === undefined) return undefined;
    const shared = this.#addresses.get(ip) ?? { bucket: new TokenBucket(limits, nowMs), peers: 0 };
    shared.peers++;
    this.#addresses.set(ip, shared);
    return shared;
  }

  #leave(ip: string, shared: Shared | undefined): void {
    if (shared === undefined) return;
    shared.peers--;
    if (shared.peers === 0) this.#addresses.delete(ip);
  }
}

/** One connection's part. */
export class PacedPeer {
  #reportedMs = Number.NEGATIVE_INFINITY;

  constructor(
    readonly own: TokenBucket | undefined,
    readonly shared: TokenBucket | undefined,
    readonly close: () => void,
  ) {}

  /** Pays for a message; answers for how long no further one may be read, ms. */
  spend(nowMs: number): number {
    return Math.max(this.own?.spend(nowMs) ?? 0, this.shared?.spend(nowMs) ?? 0);
  }

  /** The limit to tell of, the first time in a while that the peer is held back. */
  toReport(nowMs: number): number | undefined {
    if (nowMs - this.#reportedMs < REPORT_PERIOD_MS) return undefined;
    this.#reportedMs = nowMs;
    return (this.own ?? this.shared)?.limits.ratePerS;
  }
}
