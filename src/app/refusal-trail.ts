// What signed-in people and keys were refused for want of rights, in the audit trail: the first few of each minute, then
// how many more.

import type { AuditPerson, AuditTrail } from "../accounts/audit-trail.ts";
import type { Refusal } from "../http/http.ts";
import type { Clock, Timer } from "../spine/clock.ts";

/** Of the guard of routes; too many requests are no attempt at somebody else's things. */
const CODES: ReadonlySet<string> = new Set(["forbidden", "out_of_scope", "persons_only"]);
/** Whoever is refused a thousand times a second must not fill the trail. */
const ENTRIES_PER_MIN = 5;
const MINUTE_MS = 60_000;
const PATH_CHARS = 300;

export interface RefusalTrail {
  report(refusal: Refusal): void;
  /** Writes how many were left out, and takes no more. */
  close(): void;
}

export interface RefusalTrailDeps {
  readonly record: AuditTrail["record"];
  readonly clock: Pick<Clock, "after">;
  /** What the trail could not take: whoever was refused is answered all the same. */
  readonly reportError: (error: unknown) => void;
}

interface Caller {
  entries: number;
  leftOut: number;
  /** Of the last one that was left out. */
  address: string;
}

/** Each minute a caller leaves at most six entries `request.refused`, the last of which counts what was left out. */
export function makeRefusalTrail({ record, clock, reportError }: RefusalTrailDeps): RefusalTrail {
  const write = (person: AuditPerson, target: string, after: object) => {
    try {
      record(person, { action: "request.refused", target, after });
    } catch (error) {
      reportError(error);
    }
  };
  const callers = new Map<string, Caller>();
  let minute: Timer | undefined;
  const settle = () => {
    minute = undefined;
    for (const [username, { leftOut, address }] of callers) {
      if (leftOut > 0) write({ username, address }, "", { leftOut });
    }
    callers.clear();
  };
  return {
    report({ username, address, code, method, path, needs }) {
      if (username === "" || !CODES.has(code)) return;
      minute ??= clock.after(MINUTE_MS, settle);
      const caller = callers.get(username) ?? { entries: 0, leftOut: 0, address };
      callers.set(username, caller);
      if (caller.entries >= ENTRIES_PER_MIN) {
        caller.leftOut += 1;
        caller.address = address;
        return;
      }
      caller.entries += 1;
      const shown = path.slice(0, PATH_CHARS);
      const after = { method, path: shown, code, ...(needs !== undefined && { needs }) };
      write({ username, address }, `${method} ${shown}`, after);
    },
    close() {
      minute?.cancel();
      settle();
    },
  };
}
