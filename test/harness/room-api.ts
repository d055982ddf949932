// Calls an API in memory: routes under test behind the real glue, with a caller of any role.

import {
  type Actor,
  type AuditEntry,
  type GroupTree,
  makeApi,
  makePermissions,
  type Person,
  permissionsOfRole,
  type Router,
} from "../../src/http/http.ts";
import { BUILT_IN, type Role, type Scope } from "../../src/spine/permission.ts";

export interface ApiAnswer {
  readonly status: number;
  /** Parsed when it is JSON, else the text; null when empty. */
  readonly body: unknown;
  readonly headers: Headers;
}

export interface ApiCall {
  readonly role?: Role;
  /** What the caller reaches; everything unless given. */
  readonly scopes?: readonly Scope[];
  /** Sent as JSON, unless it is text. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ApiClient {
  call(method: string, path: string, options?: ApiCall): Promise<ApiAnswer>;
  /** As it comes, for streams. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

/** Entries that `audit` was given, as `[username, entry]`. */
export function makeAuditLog() {
  const entries: [string, AuditEntry][] = [];
  return { entries, audit: (actor: Actor, entry: AuditEntry) => void entries.push([actor.username, entry]) };
}

/** A signed-in person with a built-in role. */
export function personWith(role: Role, permissions = permissionsOfRole(role)): Person {
  return {
    ...{ kind: "person", userId: 1, username: role, role, permissions },
    ...{ language: "en", address: "", mustChangePassword: false },
  };
}

/** The reach of who reaches everything. */
export const EVERYTHING = permissionsOfRole("admin").reach;

/** No device stands in any group. */
const NO_GROUPS: GroupTree = { groupOf: () => undefined, isWithin: () => false, touches: () => false };

/** The role comes from the header that `call` sets; an answer of 500 throws what went wrong. */
export function makeApiClient(routes: Router, root?: Router, groups = NO_GROUPS): ApiClient {
  const failures: unknown[] = [];
  const api = makeApi({
    authenticate: (request) => {
      const role = request.headers.get("x-test-role") as Role | "" | null;
      if (role === null || role === "") return undefined;
      const scopes: Scope[] | null = JSON.parse(request.headers.get("x-test-scopes") ?? "null");
      return personWith(role, scopes ? makePermissions(BUILT_IN[role], scopes, groups) : undefined);
    },
    reportError: (error) => failures.push(error),
    version: "0",
  });
  api.mount(routes);
  if (root !== undefined) api.mountRoot(root);
  const send = async (path: string, init: RequestInit) => api.app.request(path, init);
  return {
    fetch: (path, init = {}) => send(path, { ...init, headers: { "x-test-role": "admin", ...init.headers } }),
    async call(method, path, { role = "admin", scopes, body, headers = {} } = {}) {
      const isText = typeof body === "string";
      const response = await send(
        path.startsWith("/openapi") || root !== undefined ? path : `/openapi/v1${path}`,
        {
          method,
          headers: {
            "x-test-role": role,
            ...(scopes === undefined ? {} : { "x-test-scopes": JSON.stringify(scopes) }),
            ...(body === undefined || isText ? {} : { "content-type": "application/json" }),
            ...headers,
          },
          ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
        },
      );
      const failure = failures.pop();
      if (failure !== undefined) throw failure;
      const text = await response.text();
      const isJson = response.headers.get("content-type")?.includes("json") ?? false;
      return {
        status: response.status,
        body: text === "" ? null : isJson ? JSON.parse(text) : text,
        headers: response.headers,
      };
    },
  };
}
