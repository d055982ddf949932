// How long a session lasts: from its last activity, and at most.

export const IDLE_MS = 12 * 3_600_000;
export const ABSOLUTE_MS = 7 * 86_400_000;

export interface SessionTimes {
  /** UTC ms. */
  readonly createdAt: number;
  readonly seenAt: number;
}

export function isSessionAlive({ createdAt, seenAt }: SessionTimes, now: number): boolean {
  return now - seenAt < IDLE_MS && now - createdAt < ABSOLUTE_MS;
}
