// Where a person is signed in, and the end of it: a list of sessions of which each can be revoked.

import type { Db } from "../../db/db.ts";
import type { Actor } from "../../http/http.ts";
import type { Clock } from "../../spine/clock.ts";
import { AppError } from "../../spine/error.ts";
import type { AuditTrail } from "../audit-trail.ts";
import type { UserSessionRow } from "../table.ts";
import { describeBrowser } from "./browser.ts";
import { hashToken, tokensOf } from "./cookie.ts";
import { ABSOLUTE_MS, IDLE_MS } from "./lifetime.ts";
import { makeSessionStore } from "./session-store.ts";

/** How a person proved who it is. */
export const SESSION_WAYS = ["password", "ldap", "oidc"] as const;

export interface ListedSession {
  /** Names the session to its owner and administrators; nobody can sign in with it. */
  readonly id: string;
  /** `Chrome 127`; empty where it cannot be told. */
  readonly browser: string;
  readonly system: string;
  readonly address: string;
  readonly via: UserSessionRow["via"];
  /** UTC ms. */
  readonly createdAt: number;
  /** Exact to a minute. */
  readonly seenAt: number;
  /** The one that asks. */
  readonly isCurrent: boolean;
}

/** Whose sessions, and of which request the current one is. */
export interface SessionOwner {
  readonly id: number;
  readonly username: string;
}

/** Throws AppError `not_found`. */
export interface Sessions {
  /** The current one first, then by activity. */
  list(owner: SessionOwner, request: Request): ListedSession[];
  end(owner: SessionOwner, sessionId: string, actor: Actor): void;
  /** All but the one behind `request`, if that is the owner's; how many they were. */
  endOthers(owner: SessionOwner, request: Request, actor: Actor): number;
  /** Lets the least used go where one person has too many. */
  trim(userId: number): void;
}

/** A person has a few browsers; who has more has scripts that sign in each time. */
export const SESSIONS_MAX = 100;
const ID_LENGTH = 16;

export interface SessionsDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly trail: AuditTrail;
  /** Sessions were ended: what is open under them has to end. */
  readonly onEnd: () => void;
}

export function makeSessions({ db, clock, trail, onEnd }: SessionsDeps): Sessions {
  const store = makeSessionStore(db);
  const rowsOf = ({ id }: SessionOwner) =>
    store.listOf(id, { createdAfter: clock.now() - ABSOLUTE_MS, seenAfter: clock.now() - IDLE_MS });
  return {
    list(owner, request) {
      const own = hashesOf(request);
      const listed = rowsOf(owner).map((row) => viewOf(row, own.has(row.tokenHash)));
      return listed.sort((a, b) => Number(b.isCurrent) - Number(a.isCurrent));
    },
    end(owner, sessionId, actor) {
      const row = rowsOf(owner).find(({ tokenHash }) => idOf(tokenHash) === sessionId);
      if (row === undefined) throw new AppError("not_found", { what: `Session ${sessionId}` });
      const { browser, system, address } = viewOf(row, false);
      db.transaction(() => {
        store.remove(row.tokenHash);
        const before = { browser, system, address };
        trail.record(actor, { action: "session.revoke", target: owner.username, before });
      });
      onEnd();
    },
    endOthers(owner, request, actor) {
      const own = hashesOf(request);
      const kept = rowsOf(owner).find(({ tokenHash }) => own.has(tokenHash))?.tokenHash ?? "";
      const ended = db.transaction(() => {
        const count = store.removeOthers(owner.id, kept);
        trail.record(actor, { action: "session.revoke-all", target: owner.username, before: { count } });
        return count;
      });
      onEnd();
      return ended;
    },
    trim: (userId) => store.trim(userId, SESSIONS_MAX),
  };
}

function hashesOf(request: Request): ReadonlySet<string> {
  return new Set(tokensOf(request).map(hashToken));
}

/** A part of the hash of 256 random bits: it names the session and gives nothing away. */
function idOf(tokenHash: string): string {
  return tokenHash.slice(0, ID_LENGTH);
}

function viewOf(row: UserSessionRow, isCurrent: boolean): ListedSession {
  const { tokenHash, address, via, createdAt, seenAt, agent } = row;
  return { id: idOf(tokenHash), ...describeBrowser(agent), address, via, createdAt, seenAt, isCurrent };
}
