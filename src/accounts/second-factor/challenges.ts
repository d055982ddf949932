// Sign-ins that are half done: the password was right, and the second step is awaited.

import type { Clock } from "../../spine/clock.ts";
import { hashToken, makeToken } from "../sessions/cookie.ts";

/** `code`: of the factor that the user has. `enrolment`: the user has none yet, and the role needs one. */
export type ChallengeNeed = "code" | "enrolment";

export interface HalfSignIn {
  readonly userId: number;
  readonly needs: ChallengeNeed;
  /** How the first step was done. */
  readonly via: "password" | "ldap";
  /** Of the password that the first step was done with: another one since then voids it. */
  readonly passwordHash: string;
}

/** In memory and bounded: a restart makes people begin again. */
export interface Challenges {
  /** Gives the text by which the second step refers to the first. */
  open(half: HalfSignIn): string;
  /** Undefined when there is none, or its time is over. */
  find(challenge: string): HalfSignIn | undefined;
  close(challenge: string): void;
}

const LASTS_MS = 10 * 60_000;
const OPEN_MAX = 10_000;

export function makeChallenges(clock: Clock): Challenges {
  // Insertion order is age. By hash, so that the time of a look-up tells nothing of the text.
  const open = new Map<string, HalfSignIn & { readonly endMs: number }>();
  return {
    open(half) {
      const challenge = makeToken();
      open.set(hashToken(challenge), { ...half, endMs: clock.monotonicMs() + LASTS_MS });
      const oldest = open.keys().next();
      if (open.size > OPEN_MAX && !oldest.done) open.delete(oldest.value);
      return challenge;
    },
    find(challenge) {
      const found = open.get(hashToken(challenge));
      if (found === undefined || clock.monotonicMs() >= found.endMs) return undefined;
      const { endMs: _, ...half } = found;
      return half;
    },
    close: (challenge) => void open.delete(hashToken(challenge)),
  };
}
