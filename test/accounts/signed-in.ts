// The accounts room behind the HTTP glue, on a clock that stands still, with callers that keep their cookies.

import { openAccounts } from "../../src/accounts/accounts.ts";
import { accountsRoutes } from "../../src/accounts/routes.ts";
import { type Db, openDatabase } from "../../src/db/db.ts";
import { actorOf, makeApi, makeRouter, type Person, permissionsOfRole, route } from "../../src/http/http.ts";
import { ROLES, type Role } from "../../src/spine/permission.ts";
import { makeManualClock } from "../harness/manual-clock.ts";

export const ADMIN_PASSWORD = "correct horse";
export const MACHINE: Person = {
  ...{ kind: "person", userId: 0, username: "setup" },
  ...{ role: "admin", permissions: permissionsOfRole("admin") },
  language: "en",
  address: "",
  mustChangePassword: false,
};

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly json: Record<string, unknown>;
}

export interface CallOptions {
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly address?: string;
  readonly isSecure?: boolean;
}

/** One browser: keeps the cookies it is given. */
export interface Caller {
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  signIn(username: string, password: string, options?: CallOptions): Promise<Answer>;
  readonly cookies: Map<string, string>;
}

export interface AccountsOptions {
  readonly adminPassword?: string | undefined;
  readonly db?: Db;
}

export async function startAccounts({ adminPassword, db = openDatabase(":memory:") }: AccountsOptions = {}) {
  const clock = makeManualClock();
  const accounts = openAccounts({ db, clock, adminPassword });
  const reported: unknown[] = [];
  const api = makeApi({
    authenticate: accounts.authenticate,
    onRightsChange: accounts.onRightsChange,
    reportError: (error) => reported.push(error),
    version: "1",
  });
  api.mount(
    accountsRoutes(accounts, {
      needs: () => [
        { area: "ops", action: "read" },
        { area: "users", action: "admin" },
      ],
      timeZone: "Pacific/Auckland",
    }),
  );
  // Stands for the rest of the product: what any signed-in viewer may read.
  const rest = makeRouter();
  rest.get("/rest", route({ id: "rest", tag: "devices", summary: "s", allow: "read" }), (c) => {
    const { permissions: _, ...actor } = actorOf(c);
    return c.json(actor);
  });
  api.mount(rest);
  await accounts.ready;

  const makeCaller = (): Caller => {
    const cookies = new Map<string, string>();
    const call: Caller["call"] = async (
      method,
      path,
      { body, headers, address = "10.0.0.1", isSecure = false } = {},
    ) => {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
      const init: RequestInit = {
        method,
        headers: { ...(cookie === "" ? {} : { cookie }), "content-type": "application/json", ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      };
      const answer = await api.app.request(`/openapi/v1${path}`, init, { address, isSecure });
      keepCookies(cookies, answer.headers);
      const text = await answer.text();
      return { status: answer.status, headers: answer.headers, json: text === "" ? {} : JSON.parse(text) };
    };
    return {
      call,
      cookies,
      signIn: (username, password, options) =>
        call("POST", "/session", { ...options, body: { username, password } }),
    };
  };
  /** A caller signed in with `role`. */
  const callerWith = async (role: Role): Promise<Caller> => {
    const caller = makeCaller();
    const username = `the-${role}`;
    const draft = { username, password: "correct horse", role, mustChangePassword: false };
    await accounts.people.create(draft, MACHINE);
    await caller.signIn(username, "correct horse");
    return caller;
  };
  return { accounts, api, clock, db, reported, makeCaller, callerWith, ROLES };
}

function keepCookies(cookies: Map<string, string>, headers: Headers): void {
  for (const line of headers.getSetCookie()) {
    const [pair = ""] = line.split(";");
    const [name = "", value = ""] = pair.split("=");
    if (value === "") cookies.delete(name);
    else cookies.set(name, value);
  }
}
