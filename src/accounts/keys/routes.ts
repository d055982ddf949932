// /api-keys.

import * as v from "valibot";
import { actorOf, body, makeRouter, named, params, type Router, route } from "../../http/http.ts";
import { readNetwork } from "../../kit/cidr.ts";
import { ACTIONS } from "../../spine/permission.ts";
import { ActionsSchema, ScopeSchema, scopesOf } from "../roles/permission-schema.ts";
import type { ApiKeyRow } from "../table.ts";
import type { ApiKeys } from "./keys.ts";
import { LegacyKeySchema, readLegacyKey } from "./legacy-key.ts";

const KeyName = v.pipe(
  v.string(),
  v.regex(/^[\p{L}\p{N}_.@-]{1,64}$/u, "must be 1 to 64 letters, digits or _ . @ -"),
);
const Description = v.pipe(v.string(), v.maxLength(500));
const ExpiresAt = v.pipe(
  v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8_640_000_000_000_000))),
  v.description("UTC milliseconds; null: never. Open sessions end then"),
);
const Address = v.pipe(
  v.string(),
  v.maxLength(64),
  v.check((text) => readNetwork(text) !== undefined, "must be an address or a network such as 10.0.0.0/8"),
);
const PER_MIN_MAX = 1_000_000;
const RIGHTS = {
  actions: v.pipe(
    ActionsSchema,
    v.description("What it may do by the API, in all areas but those of people and keys; none: MQTT only"),
  ),
  scopes: v.pipe(scopesOf(ScopeSchema), v.description("What the actions reach")),
  addresses: v.pipe(
    v.array(Address),
    v.maxLength(100, "at most 100 networks"),
    v.readonly(),
    v.description("Networks that it may be used from; empty: any"),
  ),
  ratePerMin: v.pipe(
    v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(PER_MIN_MAX))),
    v.description("Requests of the API in a minute; null: no limit"),
  ),
};
const TokenKey = v.pipe(
  v.nullable(
    v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]{22,172}={0,2}$/, "must be base64 of 16 to 128 bytes")),
  ),
  v.description(
    "Signs OneNET tokens of `userid/{name}`, sent in `authorization`; kept in clear, never shown",
  ),
);
const KEY_FIELDS = {
  keyId: v.pipe(v.string(), v.description("The user name to log in with; the name does too")),
  name: v.string(),
  description: v.string(),
  isEnabled: v.boolean(),
  expiresAt: ExpiresAt,
  createdAt: v.number(),
  createdBy: v.string(),
  lastUsedAt: v.pipe(v.nullable(v.number()), v.description("Last login or request")),
  lastAddress: v.nullable(v.string()),
  actions: v.array(v.picklist(ACTIONS)),
  scopes: v.array(ScopeSchema),
  addresses: v.array(v.string()),
  ratePerMin: v.nullable(v.number()),
  hasTokenKey: v.boolean(),
  isSigned: v.pipe(
    v.boolean(),
    v.description("Its requests are signed (RFC 9421); its secret is refused at the API"),
  ),
  previousUntil: v.pipe(
    v.nullable(v.number()),
    v.description("UTC ms: until then the secret before the last rotation is good too"),
  ),
};
const KeyJson = named("ApiKey", v.object(KEY_FIELDS));
const CreatedKey = named(
  "CreatedApiKey",
  v.object({
    ...KEY_FIELDS,
    secret: v.pipe(
      v.string(),
      v.description(
        "`Authorization: Bearer {keyId}.{secret}`, or the password at MQTT; it is not shown again",
      ),
    ),
    signingKey: v.pipe(
      v.nullable(v.string()),
      v.description(
        "Where `isSigned`: 32 bytes in hex, the key of the `hmac-sha256` that signs requests; it is not shown again",
      ),
    ),
  }),
);
const IsSigned = v.pipe(
  v.boolean(),
  v.description(
    "Requests are signed (RFC 9421, `hmac-sha256`) and the secret never travels; it is refused as a Bearer. The " +
      "signing key, derived from the secret (HKDF), is kept in clear to check signatures, for such keys only",
  ),
);
const NewKey = named(
  "NewApiKey",
  v.pipe(
    v.strictObject({
      name: KeyName,
      description: v.optional(Description, ""),
      expiresAt: v.optional(ExpiresAt, null),
      actions: v.optional(RIGHTS.actions, []),
      scopes: v.optional(RIGHTS.scopes, [{ kind: "all" }]),
      addresses: v.optional(RIGHTS.addresses, []),
      ratePerMin: v.optional(RIGHTS.ratePerMin, null),
      tokenKey: v.optional(TokenKey, null),
      isSigned: v.optional(IsSigned, false),
    }),
    v.examples([
      {
        ...{ name: "mes-1", description: "Reads line 1", expiresAt: null },
        ...{ actions: ["read"], scopes: [{ kind: "group", groupId: 3 }] },
        ...{ addresses: ["10.20.0.0/16"], ratePerMin: 600, tokenKey: null, isSigned: false },
      },
    ]),
  ),
);
const KeyChange = named(
  "ApiKeyChange",
  v.strictObject({
    name: v.optional(KeyName),
    description: v.optional(Description),
    expiresAt: v.optional(ExpiresAt),
    isEnabled: v.optional(v.boolean()),
    actions: v.optional(RIGHTS.actions),
    scopes: v.optional(RIGHTS.scopes),
    addresses: v.optional(RIGHTS.addresses),
    ratePerMin: v.optional(RIGHTS.ratePerMin),
    tokenKey: v.optional(TokenKey),
  }),
);
const OVERLAP_MAX_S = 30 * 86_400;
const Rotation = named(
  "ApiKeyRotation",
  v.strictObject({
    overlapS: v.pipe(
      v.number(),
      v.integer(),
      v.minValue(0),
      v.maxValue(OVERLAP_MAX_S),
      v.description("So many seconds the old secret stays good beside the new one; 0 ends it at once"),
    ),
    isSigned: v.optional(
      v.pipe(
        v.boolean(),
        v.description("Whether requests are to be signed by the new secret; as before unless given"),
      ),
    ),
  }),
);
const KeyParams = v.object({ keyId: v.pipe(v.string(), v.maxLength(64)) });

const KEYS = { tag: "api keys", allow: "admin" } as const;

/** The product of a device of this name; undefined when there is none, or more than one. */
export type ProductOfDevice = (deviceName: string) => string | undefined;

/** Routes of API keys, to be mounted under the API. */
export function keysRoutes(keys: ApiKeys, productOf: ProductOfDevice = () => undefined): Router {
  const api = makeRouter();
  api.get(
    "/api-keys",
    route({
      ...KEYS,
      id: "listApiKeys",
      summary: "Keys by which programs call the API and log in at MQTT",
      returns: v.object({ items: v.array(KeyJson) }),
    }),
    (c) => c.json({ items: keys.list().map(keyOf) }),
  );
  api.post(
    "/api-keys",
    route({
      ...KEYS,
      id: "createApiKey",
      isSecret: true,
      summary: "Make a key; its secret is in the answer and nowhere else",
      description:
        "By the API it may do its `actions` within its `scopes`. What it may publish and subscribe at MQTT, access rules " +
        "say; without one, nothing. Nobody can give what is not allowed to himself.",
      status: 201,
      returns: CreatedKey,
      errors: ["already_exists", "too_many_keys", "exceeds_own"],
    }),
    body(NewKey),
    (c) => {
      const { key, ...secrets } = keys.create(c.req.valid("json"), actorOf(c));
      return c.json({ ...keyOf(key), ...secrets }, 201);
    },
  );
  api.patch(
    "/api-keys/:keyId",
    route({
      ...KEYS,
      id: "updateApiKey",
      summary: "Change, enable or disable a key",
      description: "Disabling it, or an expiry in the past, ends its sessions at once.",
      returns: KeyJson,
      errors: ["not_found", "already_exists", "exceeds_own"],
    }),
    params(KeyParams),
    body(KeyChange),
    (c) => c.json(keyOf(keys.update(c.req.valid("param").keyId, c.req.valid("json"), actorOf(c)))),
  );
  api.delete(
    "/api-keys/:keyId",
    route({
      ...KEYS,
      id: "deleteApiKey",
      summary: "Remove a key and end its sessions",
      status: 204,
      errors: ["not_found", "exceeds_own"],
    }),
    params(KeyParams),
    (c) => {
      keys.remove(c.req.valid("param").keyId, actorOf(c));
      return c.body(null, 204);
    },
  );
  addOneKeyRoute(api, keys);
  addRotateRoute(api, keys);
  addImportRoute(api, keys, productOf);
  return api;
}

function addOneKeyRoute(api: Router, keys: ApiKeys): void {
  api.get(
    "/api-keys/:keyId",
    route({
      ...{ ...KEYS, id: "getApiKey", summary: "One key, without its secret", returns: KeyJson },
      etag: { except: ["lastUsedAt", "lastAddress"] },
      errors: ["not_found"],
    }),
    params(KeyParams),
    (c) => c.json(keyOf(keys.get(c.req.valid("param").keyId))),
  );
}

function addRotateRoute(api: Router, keys: ApiKeys): void {
  api.post(
    "/api-keys/:keyId/rotate",
    route({
      ...KEYS,
      id: "rotateApiKey",
      isSecret: true,
      summary: "Give a key another secret; it is in the answer and nowhere else",
      returns: CreatedKey,
      errors: ["not_found", "exceeds_own"],
    }),
    params(KeyParams),
    body(Rotation),
    (c) => {
      const { overlapS, isSigned } = c.req.valid("json");
      const rotation = { overlapMs: overlapS * 1_000, isSigned };
      const { key, ...secrets } = keys.rotate(c.req.valid("param").keyId, rotation, actorOf(c));
      return c.json({ ...keyOf(key), ...secrets });
    },
  );
}

/** `POST /api-keys/import`. */
function addImportRoute(api: Router, keys: ApiKeys, productOf: ProductOfDevice): void {
  api.post(
    "/api-keys/import",
    route({
      ...KEYS,
      id: "importApiKey",
      isSecret: true,
      summary: "Make a key of what OneNET's legacy `/keys` takes",
      description:
        "`dev_id` is the name of a device, `ds_id` an identifier of a property. get becomes `read`, post and put " +
        "`write` and `command`, delete `manage`. What one key could only say wider is refused.",
      status: 201,
      returns: CreatedKey,
      errors: ["already_exists", "too_many_keys", "exceeds_own"],
    }),
    body(LegacyKeySchema),
    (c) => {
      const rights = readLegacyKey(c.req.valid("json"), productOf);
      const draft = { ...rights, description: "OneNET", expiresAt: null };
      const { key, ...secrets } = keys.create(draft, actorOf(c));
      return c.json({ ...keyOf(key), ...secrets }, 201);
    },
  );
}

function keyOf({
  nameKey,
  secretHash,
  previousHash,
  tokenKey,
  signingKey,
  previousSigningKey,
  ...key
}: ApiKeyRow): v.InferOutput<typeof KeyJson> {
  return {
    ...{ ...key, hasTokenKey: tokenKey !== null, isSigned: signingKey !== null },
    ...{ actions: [...key.actions], scopes: [...key.scopes], addresses: [...key.addresses] },
  };
}
