// Credentials as the API shows them.

import * as v from "valibot";
import { named } from "../../../http/http.ts";
import { CREDENTIAL_KINDS, type Credential, statusOf } from "../credential.ts";

const Time = v.pipe(v.number(), v.description("UTC ms"));
const MqttLoginJson = v.object({ clientId: v.string(), username: v.string(), password: v.string() });

export const CredentialsJson = named(
  "DeviceCredentials",
  v.object({
    productKey: v.string(),
    deviceName: v.string(),
    deviceSecret: v.string(),
    mqtt: v.object({
      host: v.null(),
      plain: MqttLoginJson,
      alink: MqttLoginJson,
      yudao: MqttLoginJson,
      onenet: v.pipe(v.nullable(MqttLoginJson), v.description("Null when the secret is not base64")),
      thingsboard: MqttLoginJson,
      jetlinks: v.pipe(MqttLoginJson, v.description("Made for this minute: it holds for five")),
    }),
    others: v.pipe(
      v.array(
        v.object({
          id: v.number(),
          kind: v.picklist(["token", "password"]),
          name: v.string(),
          login: MqttLoginJson,
        }),
      ),
      v.description("Access tokens and user names of the device's own that are in force"),
    ),
  }),
);

export const CredentialJson = named(
  "DeviceCredential",
  v.object({
    id: v.pipe(v.number(), v.description("0: the device secret")),
    kind: v.picklist(CREDENTIAL_KINDS),
    name: v.string(),
    username: v.pipe(v.nullable(v.string()), v.description("Of a password")),
    fingerprint: v.pipe(v.nullable(v.string()), v.description("Of a certificate: SHA-256, hex")),
    status: v.picklist(["active", "expired", "revoked"]),
    createdAt: Time,
    createdBy: v.string(),
    expiresAt: v.nullable(Time),
    revokedAt: v.nullable(Time),
    lastUse: v.pipe(
      v.nullable(v.object({ at: Time, dialect: v.string(), address: v.string() })),
      v.description("Noted of devices that have more than their secret"),
    ),
  }),
);

/** What is answered once, when it is made. */
export const NewCredentialJson = named(
  "NewDeviceCredential",
  v.object({
    credential: CredentialJson,
    secret: v.pipe(v.nullable(v.string()), v.description("Null for a certificate")),
  }),
);

/** Without any secret. `now` is UTC ms. */
export function credentialJson(one: Credential, now: number): v.InferOutput<typeof CredentialJson> {
  const { id, kind, name, username, lookup, createdAt, createdBy, expiresAt, revokedAt, lastUse } = one;
  return {
    ...{ id, kind, name },
    username: kind === "password" ? username : null,
    fingerprint: kind === "certificate" ? lookup : null,
    status: statusOf(one, now),
    ...{ createdAt, createdBy, expiresAt, revokedAt, lastUse: lastUse ?? null },
  };
}

type OtherLogin = v.InferOutput<typeof CredentialsJson>["others"][number];

/** Tokens and passwords in force, as a client sends them; `deviceName` serves as the client id. */
export function otherLogins(deviceName: string, active: readonly Credential[]): OtherLogin[] {
  return active.flatMap(({ id, kind, name, username, secret }): OtherLogin[] => {
    if (kind === "token")
      return [{ id, kind, name, login: { clientId: deviceName, username: secret, password: "" } }];
    if (kind !== "password") return [];
    return [{ id, kind, name, login: { clientId: deviceName, username, password: secret } }];
  });
}
