// /sessions: one's own; /users/:id/sessions: anyone's, for administrators.

import * as v from "valibot";
import {
  actorOf,
  integerText,
  makeRouter,
  named,
  params,
  personOf,
  type Router,
  route,
} from "../../http/http.ts";
import type { People } from "../people.ts";
import { SESSION_WAYS, type Sessions } from "./sessions.ts";

export interface SessionRoutesDeps {
  readonly sessions: Sessions;
  readonly people: Pick<People, "get">;
}

const SessionJson = named(
  "SignedInSession",
  v.object({
    id: v.pipe(v.string(), v.description("Names the session; nobody can sign in with it")),
    browser: v.pipe(v.string(), v.description("`Chrome 127`; empty where it cannot be told")),
    system: v.pipe(v.string(), v.description("`Windows`; empty where it cannot be told")),
    address: v.pipe(v.string(), v.description("Where it was opened from")),
    via: v.pipe(v.picklist(SESSION_WAYS), v.description("How the person proved who it is")),
    createdAt: v.pipe(v.number(), v.description("UTC ms")),
    seenAt: v.pipe(v.number(), v.description("Last activity, exact to a minute")),
    isCurrent: v.pipe(v.boolean(), v.description("The session that asks")),
  }),
);
const SessionList = v.object({ items: v.array(SessionJson) });
const Ended = v.object({ ended: v.pipe(v.number(), v.description("How many sessions were ended")) });
const SessionId = v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/, "must be the id of a session"));
const UserId = integerText(1, Number.MAX_SAFE_INTEGER);
const OWN = { tag: "session", allow: "signed-in" } as const;
const ANYONES = { tag: "users", allow: "admin" } as const;

/** Routes of sessions, to be mounted under the API. */
export function sessionsRoutes(deps: SessionRoutesDeps): Router {
  const api = makeRouter();
  addOwn(api, deps);
  addAnyones(api, deps);
  return api;
}

function addOwn(api: Router, { sessions, people }: SessionRoutesDeps): void {
  api.get(
    "/sessions",
    route({ ...OWN, id: "listOwnSessions", summary: "Where one is signed in", returns: SessionList }),
    (c) => c.json({ items: sessions.list(people.get(personOf(c).userId), c.req.raw) }),
  );
  api.delete(
    "/sessions/:sessionId",
    route({
      ...OWN,
      id: "endOwnSession",
      summary: "End one of one's own sessions",
      status: 204,
      errors: ["not_found"],
    }),
    params(v.object({ sessionId: SessionId })),
    (c) => {
      const actor = personOf(c);
      sessions.end(people.get(actor.userId), c.req.valid("param").sessionId, actor);
      return c.body(null, 204);
    },
  );
  api.delete(
    "/sessions",
    route({
      ...OWN,
      id: "endOtherSessions",
      summary: "End all of one's own sessions but this one",
      returns: Ended,
    }),
    (c) => {
      const actor = personOf(c);
      return c.json({ ended: sessions.endOthers(people.get(actor.userId), c.req.raw, actor) });
    },
  );
}

function addAnyones(api: Router, { sessions, people }: SessionRoutesDeps): void {
  api.get(
    "/users/:id/sessions",
    route({
      ...ANYONES,
      id: "listUserSessions",
      summary: "Where a user is signed in",
      returns: SessionList,
      errors: ["not_found"],
    }),
    params(v.object({ id: UserId })),
    (c) => c.json({ items: sessions.list(people.get(c.req.valid("param").id), c.req.raw) }),
  );
  api.delete(
    "/users/:id/sessions/:sessionId",
    route({
      ...ANYONES,
      id: "endUserSession",
      summary: "End a session of a user",
      status: 204,
      errors: ["not_found"],
    }),
    params(v.object({ id: UserId, sessionId: SessionId })),
    (c) => {
      const { id, sessionId } = c.req.valid("param");
      sessions.end(people.get(id), sessionId, actorOf(c));
      return c.body(null, 204);
    },
  );
  api.delete(
    "/users/:id/sessions",
    route({
      ...ANYONES,
      id: "endUserSessions",
      summary: "End all sessions of a user",
      description: "Of the caller's own, the one that asks stays.",
      returns: Ended,
      errors: ["not_found"],
    }),
    params(v.object({ id: UserId })),
    (c) => {
      const ended = sessions.endOthers(people.get(c.req.valid("param").id), c.req.raw, actorOf(c));
      return c.json({ ended });
    },
  );
}
