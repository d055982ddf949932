import { willWaitS } from "../messages/will.ts";
import type { Routing } from "../routing/routing.ts";
import { ClientSession } from "../session.ts";
import type { SessionMemory } from "./recollect.ts";

/** A client that was connected when we stopped has at least so long to come back before its will is published. */
const GRACE_S = 60;

/** A session as it was, without its connection, and subscribed again. */
export function restoreSession(memory: SessionMemory, routing: Routing, nowMs: number): ClientSession {
  const { key, record, received } = memory;
  const session = new ClientSession(key);
  session.version = record.version;
  session.expiryS = record.expiryS;
  // It was connected when we stopped: what it outlives its connection by is counted from now.
  session.endedMs = record.endedMs === 0 ? nowMs : record.endedMs;
  if (received.length > 0) session.received = new Set(received);
  for (const { filter, ...options } of record.subscriptions) routing.add(session, filter, options);
  if (record.will !== undefined) {
    const { isRelayed, ...will } = record.will;
    session.will = { will, isRelayed, report: undefined };
    session.willDueMs = nowMs + Math.max(GRACE_S, willWaitS(will, record.expiryS)) * 1_000;
  }
  return session;
}
