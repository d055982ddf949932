// The calls of the API that are about signing in safely.

import { call, get } from "../../call.ts";
import type { Sent } from "../../call-types.ts";
import type { User } from "../../contract.ts";

const FACTOR = "/session/second-factor";

/** Whose: one's own without `userId`. */
const sessionsPath = (userId: User["id"] | undefined) =>
  userId === undefined ? ("/sessions" as const) : (`/users/${userId}/sessions` as const);

export const securityApi = {
  finishSignIn: (challenge: string, code: string) =>
    call("POST", "/session/code", {
      body: { challenge, code },
    }),
  enrol: (challenge: string) => call("POST", `${FACTOR}/enrolment`, { body: { challenge } }),
  factor: () => get(FACTOR),
  setUpFactor: (password: string) => call("POST", `${FACTOR}/setup`, { body: { password } }),
  confirmFactor: (code: string) => call("POST", `${FACTOR}/confirm`, { body: { code } }),
  renewCodes: (code: string) => call("POST", `${FACTOR}/recovery-codes`, { body: { code } }),
  switchOffFactor: (code: string) => call("POST", `${FACTOR}/off`, { body: { code } }),
  resetFactor: (userId: User["id"]) => call("DELETE", `/users/${userId}/second-factor`),
  sessions: (userId?: User["id"]) => get(sessionsPath(userId)),
  endSession: (sessionId: string, userId?: User["id"]) =>
    call("DELETE", `${sessionsPath(userId)}/${sessionId}`),
  policy: () => get("/sign-in-policy"),
  savePolicy: (body: Sent<"/sign-in-policy", "PUT">) => call("PUT", "/sign-in-policy", { body }),
  bans: () => get("/sign-in-bans"),
  clearBan: (id: string) => call("DELETE", `/sign-in-bans/${id}`),
  /** All but the one that asks. */
  endSessions: (userId?: User["id"]) => call("DELETE", sessionsPath(userId)),
};
