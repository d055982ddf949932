// How a session begins: a token for the browser, its hash for the table.

import type { Clock } from "../../spine/clock.ts";
import type { AccountStore } from "../store.ts";
import type { UserSessionRow } from "../table.ts";
import { AGENT_LENGTH } from "./browser.ts";
import { hashToken, makeToken } from "./cookie.ts";
import type { Sessions } from "./sessions.ts";

/** Where a session is opened from. */
export interface Origin {
  readonly address: string;
  /** The User-Agent header. */
  readonly agent?: string | undefined;
}

export type SessionWay = UserSessionRow["via"];

/** Gives the token, which is kept nowhere. */
export type OpenSession = (userId: number, origin: Origin, via?: SessionWay) => string;

export interface OpeningDeps {
  readonly store: Pick<AccountStore, "insertSession">;
  readonly clock: Clock;
  readonly sessions: Pick<Sessions, "trim">;
}

export function makeOpening({ store, clock, sessions }: OpeningDeps): OpenSession {
  return (userId, { address, agent = "" }, via = "password") => {
    const token = makeToken();
    const now = clock.now();
    store.insertSession({
      ...{ tokenHash: hashToken(token), userId, address, createdAt: now, seenAt: now },
      ...{ agent: agent.slice(0, AGENT_LENGTH), via },
    });
    sessions.trim(userId);
    return token;
  };
}
