// /session/preferences.

import * as v from "valibot";
import { body, makeRouter, personOf, type Router, route } from "../../http/http.ts";
import { PREFERENCES_BYTES, type Preferences } from "./preferences.ts";

const Values = v.pipe(
  v.record(v.pipe(v.string(), v.minLength(1), v.maxLength(128)), v.unknown()),
  v.description("Name to any JSON value; the server keeps it and does not look inside"),
);
const OWN = { tag: "session", allow: "signed-in", returns: Values } as const;
/** The bare document and the braces around it. */
const BODY_BYTES = PREFERENCES_BYTES + 1_024;

/** Routes of a user's own preferences, to be mounted under the API. */
export function preferencesRoutes(preferences: Preferences): Router {
  const api = makeRouter();
  api.get(
    "/session/preferences",
    route({
      ...OWN,
      id: "getPreferences",
      summary: "One's own preferences of the pages",
      etag: { except: [] },
    }),
    (c) => c.json({ ...preferences.read(personOf(c).userId) }),
  );
  api.put(
    "/session/preferences",
    route({
      ...OWN,
      id: "replacePreferences",
      summary: "Replace one's own preferences",
      description: "At most 64 KiB of JSON.",
      errors: ["payload_too_large"],
      bodyBytes: BODY_BYTES,
    }),
    body(Values),
    (c) => c.json({ ...preferences.replace(personOf(c).userId, c.req.valid("json")) }),
  );
  api.patch(
    "/session/preferences",
    route({
      ...OWN,
      id: "changePreferences",
      summary: "Change some of one's own preferences",
      description: "Names that are not given stay as they are; null removes one.",
      errors: ["payload_too_large"],
      bodyBytes: BODY_BYTES,
    }),
    body(Values),
    (c) => c.json({ ...preferences.merge(personOf(c).userId, c.req.valid("json")) }),
  );
  return api;
}
