import * as v from "valibot";
import {
  type Audit,
  actorOf,
  body,
  integerText,
  makeRouter,
  params,
  type Router,
  route,
} from "../../../http/http.ts";
import { SecretSchema } from "../../../products/products.ts";
import type { Clock } from "../../../spine/clock.ts";
import { AppError } from "../../../spine/error.ts";
import { deviceKey } from "../../../spine/ids.ts";
import type { Device } from "../../device-entry.ts";
import type { Devices } from "../../registry/contract.ts";
import type { CredentialBook } from "../book.ts";
import { CREDENTIAL_KINDS, type Credential } from "../credential.ts";
import {
  CredentialJson,
  CredentialsJson,
  credentialJson,
  NewCredentialJson,
  otherLogins,
} from "./credential-json.ts";
import { credentialsOf } from "./mqtt-login.ts";

export interface CredentialRoutesDeps {
  readonly devices: Pick<Devices, "get">;
  readonly book: CredentialBook;
  readonly audit: Audit;
  readonly clock: Pick<Clock, "now">;
}

const PATH = "/devices/:productKey/:deviceName/credentials";
const HOUR_MS = 3_600_000;
const OVERLAP_HOURS_MAX = 720;
const TIME_MAX = 8_640_000_000_000_000;
const tag = "devices";
const ByName = v.object({ productKey: v.string(), deviceName: v.string() });
const ById = v.object({ ...ByName.entries, id: integerText(1, Number.MAX_SAFE_INTEGER) });
const Name = v.pipe(v.string(), v.trim(), v.maxLength(128, "must have at most 128 characters"));
const Pem = v.pipe(v.string(), v.maxLength(16_384), v.description("Of a certificate: PEM"));

const DraftSchema = v.strictObject({
  kind: v.pipe(
    v.picklist(CREDENTIAL_KINDS),
    v.description(
      "`secret`: one more device secret, for every dialect; `token`: sent alone as the user name (ThingsBoard); `password`: a user name and password of the device's own, for any MQTT client; `certificate`: known by its fingerprint, whoever signed it",
    ),
  ),
  name: v.optional(Name),
  username: v.optional(v.pipe(v.string(), v.description("Of a password; made up when absent"))),
  secret: v.optional(v.pipe(SecretSchema, v.description("Made up when absent"))),
  cert: v.optional(Pem),
  expiresAt: v.optional(
    v.nullable(v.pipe(v.number(), v.integer(), v.maxValue(TIME_MAX), v.description("UTC ms"))),
  ),
});
const RotationSchema = v.strictObject({
  kind: v.picklist(["secret", "token", "password"]),
  id: v.optional(
    v.pipe(
      v.number(),
      v.integer(),
      v.minValue(0),
      v.description("0: the device secret; absent: the only one of the kind"),
    ),
  ),
  overlapHours: v.pipe(
    v.number(),
    v.minValue(0),
    v.maxValue(OVERLAP_HOURS_MAX),
    v.description(
      "For how long the old one stays good beside the new one; 0 ends it, and its session, at once",
    ),
  ),
  secret: v.optional(v.pipe(SecretSchema, v.description("Made up when absent"))),
});
const AllowListSchema = v.strictObject({
  networks: v.pipe(
    v.array(v.string()),
    v.description("Addresses or networks (`10.1.0.0/16`, `fd00::/8`) that it may log in from; empty: all"),
  ),
});

/** `/devices/…/credentials` and `/devices/…/allow-list`. */
export function credentialRoutes(deps: CredentialRoutesDeps): Router {
  const api = makeRouter();
  addRevealRoute(api, deps);
  addListRoutes(api, deps);
  addRotateRoute(api, deps);
  addRevokeRoute(api, deps);
  addAllowListRoutes(api, deps);
  return api;
}

function addRevealRoute(api: Router, { devices, book, audit, clock }: CredentialRoutesDeps): void {
  api.get(
    PATH,
    route({
      id: "getDeviceCredentials",
      tag,
      summary: "What the device must present, ready to paste",
      description: "Each look at it is recorded in the audit trail.",
      allow: "manage",
      returns: CredentialsJson,
      errors: ["not_found"],
    }),
    params(ByName),
    (c) => {
      const { productKey, deviceName } = c.req.valid("param");
      const device = devices.get(productKey, deviceName);
      audit(actorOf(c), { action: "device.reveal-secret", target: keyOf(device) });
      const others = otherLogins(deviceName, book.active(device));
      return c.json({ ...credentialsOf(device, clock.now()), others });
    },
  );
}

function addListRoutes(api: Router, { devices, book, audit, clock }: CredentialRoutesDeps): void {
  api.get(
    `${PATH}/list`,
    route({
      id: "listDeviceCredentials",
      tag,
      summary: "What the device may prove itself with, the device secret first",
      description:
        "Without the secrets themselves. Ended ones stay for a while, so that a refusal can name them.",
      allow: "manage",
      returns: v.object({ items: v.array(CredentialJson) }),
      errors: ["not_found"],
    }),
    params(ByName),
    (c) => {
      const { productKey, deviceName } = c.req.valid("param");
      const items = book.list(devices.get(productKey, deviceName));
      return c.json({ items: items.map((one) => credentialJson(one, clock.now())) });
    },
  );
  api.post(
    PATH,
    route({
      id: "addDeviceCredential",
      isSecret: true,
      tag,
      summary: "Give the device one more credential",
      allow: "manage",
      status: 201,
      returns: NewCredentialJson,
      errors: ["not_found", "already_exists", "too_many_credentials", "weak_password"],
    }),
    params(ByName),
    body(DraftSchema),
    (c) => {
      const { productKey, deviceName } = c.req.valid("param");
      const device = devices.get(productKey, deviceName);
      const actor = actorOf(c);
      const made = book.add(device, c.req.valid("json"), actor.username);
      audit(actor, { action: "device.add-credential", target: keyOf(device), after: auditOf(made) });
      return c.json(newJson(made, clock.now()), 201);
    },
  );
}

function addRotateRoute(api: Router, { devices, book, audit, clock }: CredentialRoutesDeps): void {
  api.post(
    `${PATH}/rotate`,
    route({
      id: "rotateDeviceCredential",
      isSecret: true,
      tag,
      summary: "Put a new secret in the place of an old one, which stays good for an overlap",
      description:
        "During the overlap both let the device in, and the list shows which of them it used last. Then the old one is refused; nobody who is connected is sent away.",
      allow: "manage",
      returns: NewCredentialJson,
      errors: ["not_found", "already_exists", "too_many_credentials", "weak_password"],
    }),
    params(ByName),
    body(RotationSchema),
    (c) => {
      const { productKey, deviceName } = c.req.valid("param");
      const device = devices.get(productKey, deviceName);
      const { kind, id = onlyOne(book, device, kind), overlapHours, secret } = c.req.valid("json");
      const actor = actorOf(c);
      const overlapMs = Math.round(overlapHours * HOUR_MS);
      const made = book.rotate(device, { id, overlapMs, secret }, actor.username);
      const after = { ...auditOf(made), overlapHours };
      audit(actor, {
        action: "device.rotate-credential",
        target: keyOf(device),
        before: { id, kind },
        after,
      });
      return c.json(newJson(made, clock.now()));
    },
  );
}

function addRevokeRoute(api: Router, { devices, book, audit, clock }: CredentialRoutesDeps): void {
  api.delete(
    `${PATH}/:id`,
    route({
      id: "revokeDeviceCredential",
      tag,
      summary: "End a credential now",
      description:
        "The session that was opened with it is closed. The device secret itself is not revoked but rotated without overlap.",
      allow: "manage",
      returns: CredentialJson,
      errors: ["not_found"],
    }),
    params(ById),
    (c) => {
      const { productKey, deviceName, id } = c.req.valid("param");
      const device = devices.get(productKey, deviceName);
      const one = book.revoke(device, id);
      audit(actorOf(c), { action: "device.revoke-credential", target: keyOf(device), before: auditOf(one) });
      return c.json(credentialJson(one, clock.now()));
    },
  );
}

function addAllowListRoutes(api: Router, { devices, book, audit }: CredentialRoutesDeps): void {
  const path = "/devices/:productKey/:deviceName/allow-list";
  const description =
    "Of the device's own connections; what a gateway says for it is not held against the list.";
  api.get(
    path,
    route({
      ...{ id: "getDeviceAllowList", tag, description, allow: "read", returns: AllowListSchema },
      summary: "Addresses that the device may log in from",
      etag: { except: [] },
      errors: ["not_found"],
    }),
    params(ByName),
    (c) => {
      const { productKey, deviceName } = c.req.valid("param");
      return c.json({ networks: [...book.networksOf(devices.get(productKey, deviceName))] });
    },
  );
  api.put(
    path,
    route({
      ...{ id: "setDeviceAllowList", tag, description, allow: "manage", returns: AllowListSchema },
      summary: "Say from which addresses the device may log in",
      errors: ["not_found"],
    }),
    params(ByName),
    body(AllowListSchema),
    (c) => {
      const { productKey, deviceName } = c.req.valid("param");
      const device = devices.get(productKey, deviceName);
      const before = { networks: [...book.networksOf(device)] };
      const after = { networks: [...book.setNetworks(device, c.req.valid("json").networks)] };
      audit(actorOf(c), { action: "device.set-allow-list", target: keyOf(device), before, after });
      return c.json(after);
    },
  );
}

/** Throws `invalid_request` when there is none of the kind, or more than one. */
function onlyOne(book: CredentialBook, device: Device, kind: Credential["kind"]): number {
  if (kind === "secret") return 0;
  const [one, ...more] = book.active(device).filter((other) => other.kind === kind);
  if (one !== undefined && more.length === 0) return one.id;
  throw new AppError("invalid_request", {
    detail: `id is needed: the device has ${one ? "several" : "no"} ${kind}`,
  });
}

function newJson(made: Credential, now: number) {
  return { credential: credentialJson(made, now), secret: made.kind === "certificate" ? null : made.secret };
}

/** For the audit trail, which masks the secret. */
function auditOf({ id, kind, name, username, secret, expiresAt }: Credential) {
  return { id, kind, name, ...(kind === "password" ? { username } : {}), secret, expiresAt };
}

function keyOf({ productKey, deviceName }: Device): string {
  return deviceKey(productKey, deviceName);
}
