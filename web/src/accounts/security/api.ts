// The calls of the API that are about signing in safely.

import { call, get } from "../../call.ts";
import type { User } from "../../contract.ts";
import type { SignedInSession, SignInBan, SignInPolicy } from "./contract.ts";

/** Whose: one's own without `userId`. */
const sessionsPath = (userId: User["id"] | undefined) =>
  userId === undefined ? "/sessions" : `/users/${userId}/sessions`;

export const securityApi = {
  sessions: (userId?: User["id"]) => get<{ items: SignedInSession[] }>(sessionsPath(userId)),
  endSession: (sessionId: string, userId?: User["id"]) =>
    call<void>("DELETE", `${sessionsPath(userId)}/${sessionId}`),
  policy: () => get<SignInPolicy>("/sign-in-policy"),
  savePolicy: (body: unknown) => call<SignInPolicy>("PUT", "/sign-in-policy", { body }),
  bans: () => get<{ items: SignInBan[] }>("/sign-in-bans"),
  clearBan: (id: string) => call<void>("DELETE", `/sign-in-bans/${id}`),
  /** All but the one that asks. */
  endSessions: (userId?: User["id"]) => call<{ ended: number }>("DELETE", sessionsPath(userId)),
};
