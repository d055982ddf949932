// The audit trail: what persons did, when, from where, and what it changed; secrets masked, half a year kept.

import type { AuditEntry } from "../http/http.ts";
import { redact } from "../kit/redact.ts";
import type { Clock } from "../spine/clock.ts";
import type { AccountStore } from "./store.ts";

const KEPT_MS = 180 * 86_400_000;
/** A whole thing model fits; what is larger is told by its size only. */
const SIDE_BYTES = 64 * 1024;

/** Who is written down: an Actor, or someone who is not signed in. */
export interface AuditPerson {
  readonly username: string;
  readonly address: string;
}

export interface AuditTrail {
  record(person: AuditPerson, entry: AuditEntry): void;
  /** Removes what is older than 180 days. */
  prune(): void;
}

export function makeAuditTrail(store: AccountStore, clock: Clock): AuditTrail {
  return {
    record({ username, address }, { action, target, before, after }) {
      const sides = { before: fit(before), after: fit(after) };
      store.insertAudit({ at: clock.now(), actor: username, address, action, target, ...sides });
    },
    prune: () => store.removeAuditBefore(clock.now() - KEPT_MS),
  };
}

function fit(side: unknown): unknown {
  if (side === undefined || side === null) return null;
  const masked = redact(side);
  const sizeBytes = Buffer.byteLength(JSON.stringify(masked));
  return sizeBytes > SIDE_BYTES ? { isTooLarge: true, sizeBytes } : masked;
}
