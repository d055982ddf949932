// How many requests of the API one caller may make in a second; whoever goes on faster is told to wait.

import type { MiddlewareHandler } from "hono";
import { counter, type Metric } from "../kit/prometheus-text.ts";
import { TokenBucket } from "../kit/token-bucket.ts";
import type { Clock } from "../spine/clock.ts";
import { AppError } from "../spine/error.ts";
import { type ApiContext, type ApiEnv, addressOf } from "./actor.ts";

/** A page asks for much at once, and then for nothing: so many seconds' worth may come together. */
const BURST_S = 5;
/** Callers come from outside, so what is remembered of them is bounded; the least recently seen is forgotten. */
const CALLERS_MAX = 10_000;

export interface RequestLimit {
  readonly middleware: MiddlewareHandler<ApiEnv>;
  /** Requests refused so far. */
  refused(): number;
}

export interface RequestLimitOptions {
  /** 0: any number. */
  readonly ratePerS: number;
  readonly clock: Pick<Clock, "monotonicMs">;
}

/** Counts by person, or by address where nobody is signed in. This machine's own programs are not counted. */
export function makeRequestLimit({ ratePerS, clock }: RequestLimitOptions): RequestLimit {
  // Insertion order is age: a caller is put in again at each request.
  const buckets = new Map<string, TokenBucket>();
  const limits = { ratePerS, burst: ratePerS * BURST_S };
  let refused = 0;

  const bucketOf = (caller: string, nowMs: number): TokenBucket => {
    const bucket = buckets.get(caller) ?? new TokenBucket(limits, nowMs);
    buckets.delete(caller);
    buckets.set(caller, bucket);
    const oldest = buckets.keys().next();
    if (buckets.size > CALLERS_MAX && !oldest.done) buckets.delete(oldest.value);
    return bucket;
  };
  return {
    refused: () => refused,
    middleware: async (c, next) => {
      if (ratePerS > 0 && !isOwn(c)) {
        const nowMs = clock.monotonicMs();
        const actor = c.get("actor");
        const caller = actor === undefined ? `address ${addressOf(c)}` : `caller ${actor.username}`;
        if (!bucketOf(caller, nowMs).tryTake(nowMs)) {
          refused += 1;
          throw new AppError("rate_limited", { retryAfterS: 1 });
        }
      }
      await next();
    },
  };
}

/** What `/metrics` tells of it; names are a contract with dashboards: add, never rename. */
export function requestLimitMetrics(limit: RequestLimit): Metric[] {
  const help = "Requests of the API refused because their caller made too many.";
  return [counter("gantry_http_requests_limited_total", help, limit.refused())];
}

/** From this machine and not through a proxy on it; or a read that serves a request which was counted. */
function isOwn(c: ApiContext): boolean {
  if (c.env?.repeatFor !== undefined) return true;
  const isForwarded =
    c.req.header("x-forwarded-for") !== undefined || c.req.header("forwarded") !== undefined;
  const address = addressOf(c);
  return !isForwarded && (address === "::1" || address.startsWith("127."));
}
