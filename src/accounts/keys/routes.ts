// /application-keys.

import * as v from "valibot";
import { actorOf, body, makeRouter, named, params, type Router, route } from "../../http/http.ts";
import type { ApplicationKeyRow } from "../table.ts";
import type { ApplicationKeys } from "./keys.ts";

const KeyName = v.pipe(
  v.string(),
  v.regex(/^[\p{L}\p{N}_.@-]{1,64}$/u, "must be 1 to 64 letters, digits or _ . @ -"),
);
const Description = v.pipe(v.string(), v.maxLength(500));
const ExpiresAt = v.pipe(
  v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8_640_000_000_000_000))),
  v.description("UTC milliseconds; null: never. Open sessions end then"),
);
const KEY_FIELDS = {
  keyId: v.pipe(v.string(), v.description("The user name to log in with; the name does too")),
  name: v.string(),
  description: v.string(),
  isEnabled: v.boolean(),
  expiresAt: ExpiresAt,
  createdAt: v.number(),
  createdBy: v.string(),
  lastUsedAt: v.pipe(v.nullable(v.number()), v.description("Last login")),
  lastAddress: v.nullable(v.string()),
};
const KeyJson = named("ApplicationKey", v.object(KEY_FIELDS));
const CreatedKey = named(
  "CreatedApplicationKey",
  v.object({
    ...KEY_FIELDS,
    secret: v.pipe(v.string(), v.description("The password to log in with; it is not shown again")),
  }),
);
const NewKey = named(
  "NewApplicationKey",
  v.pipe(
    v.strictObject({
      name: KeyName,
      description: v.optional(Description, ""),
      expiresAt: v.optional(ExpiresAt, null),
    }),
    v.examples([{ name: "scada-1", description: "Control room, line 1", expiresAt: null }]),
  ),
);
const KeyChange = named(
  "ApplicationKeyChange",
  v.strictObject({
    name: v.optional(KeyName),
    description: v.optional(Description),
    expiresAt: v.optional(ExpiresAt),
    isEnabled: v.optional(v.boolean()),
  }),
);
const KeyParams = v.object({ keyId: v.pipe(v.string(), v.maxLength(64)) });

const KEYS = { tag: "application keys", allow: "admin" } as const;

/** Routes of application keys, to be mounted under the API. */
export function keysRoutes(keys: ApplicationKeys): Router {
  const api = makeRouter();
  api.get(
    "/application-keys",
    route({
      ...KEYS,
      id: "listApplicationKeys",
      summary: "Keys by which applications log in",
      returns: v.object({ items: v.array(KeyJson) }),
    }),
    (c) => c.json({ items: keys.list().map(keyOf) }),
  );
  api.post(
    "/application-keys",
    route({
      ...KEYS,
      id: "createApplicationKey",
      isSecret: true,
      summary: "Make a key; its secret is in the answer and nowhere else",
      description: "What it may publish and subscribe, access rules say; without one, nothing.",
      status: 201,
      returns: CreatedKey,
      errors: ["already_exists", "too_many_keys"],
    }),
    body(NewKey),
    (c) => {
      const { key, secret } = keys.create(c.req.valid("json"), actorOf(c));
      return c.json({ ...keyOf(key), secret }, 201);
    },
  );
  api.patch(
    "/application-keys/:keyId",
    route({
      ...KEYS,
      id: "updateApplicationKey",
      summary: "Change, enable or disable a key",
      description: "Disabling it, or an expiry in the past, ends its sessions at once.",
      returns: KeyJson,
      errors: ["not_found", "already_exists"],
    }),
    params(KeyParams),
    body(KeyChange),
    (c) => c.json(keyOf(keys.update(c.req.valid("param").keyId, c.req.valid("json"), actorOf(c)))),
  );
  api.delete(
    "/application-keys/:keyId",
    route({
      ...KEYS,
      id: "deleteApplicationKey",
      summary: "Remove a key and end its sessions",
      status: 204,
      errors: ["not_found"],
    }),
    params(KeyParams),
    (c) => {
      keys.remove(c.req.valid("param").keyId, actorOf(c));
      return c.body(null, 204);
    },
  );
  return api;
}

function keyOf({ nameKey, secretHash, ...key }: ApplicationKeyRow) {
  return key;
}
