// The calls of the API that are about signing in safely.

import { call, get } from "../../call.ts";
import type { SessionUser, User } from "../../contract.ts";
import { edit } from "../../edit/edit.ts";
import type { FactorSetup, FactorState, SignedInSession, SignInBan, SignInPolicy } from "./contract.ts";

const FACTOR = "/session/second-factor";

/** Whose: one's own without `userId`. */
const sessionsPath = (userId: User["id"] | undefined) =>
  userId === undefined ? "/sessions" : `/users/${userId}/sessions`;

export const securityApi = {
  finishSignIn: (challenge: string, code: string) =>
    call<{ user: SessionUser; recoveryCodes?: string[] }>("POST", "/session/code", {
      body: { challenge, code },
    }),
  enrol: (challenge: string) => call<FactorSetup>("POST", `${FACTOR}/enrolment`, { body: { challenge } }),
  factor: () => get<FactorState>(FACTOR),
  setUpFactor: (password: string) => call<FactorSetup>("POST", `${FACTOR}/setup`, { body: { password } }),
  confirmFactor: (code: string) =>
    call<{ recoveryCodes: string[] }>("POST", `${FACTOR}/confirm`, { body: { code } }),
  renewCodes: (code: string) =>
    call<{ recoveryCodes: string[] }>("POST", `${FACTOR}/recovery-codes`, { body: { code } }),
  switchOffFactor: (code: string) => call<void>("POST", `${FACTOR}/off`, { body: { code } }),
  resetFactor: (userId: User["id"]) => call<void>("DELETE", `/users/${userId}/second-factor`),
  sessions: (userId?: User["id"]) => get<{ items: SignedInSession[] }>(sessionsPath(userId)),
  endSession: (sessionId: string, userId?: User["id"]) =>
    call<void>("DELETE", `${sessionsPath(userId)}/${sessionId}`),
  policy: () => get<SignInPolicy>("/sign-in-policy"),
  /** What is not in `change` stays as it is then. */
  savePolicy: (change: Partial<SignInPolicy>, basis: SignInPolicy) =>
    edit<SignInPolicy, SignInPolicy>("replaceSignInPolicy", {
      basis,
      body: (whole) => ({ ...whole, ...change }),
      part: (whole) => Object.keys(change).map((name) => Reflect.get(whole, name)),
    }),
  bans: () => get<{ items: SignInBan[] }>("/sign-in-bans"),
  clearBan: (id: string) => call<void>("DELETE", `/sign-in-bans/${id}`),
  /** All but the one that asks. */
  endSessions: (userId?: User["id"]) => call<{ ended: number }>("DELETE", sessionsPath(userId)),
};
