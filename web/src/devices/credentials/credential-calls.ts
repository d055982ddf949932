// What the server is asked about the credentials of one device.

import { queryOptions } from "@tanstack/react-query";
import { type DeviceKey, devicePath } from "../../api.ts";
import { call } from "../../call.ts";
import type { Credentials, Login } from "../../contract.ts";

export type CredentialKind = "secret" | "token" | "password" | "certificate";

export type RotatedKind = Exclude<CredentialKind, "certificate">;

export interface DeviceCredential {
  /** 0: the device secret. */
  id: number;
  kind: CredentialKind;
  name: string;
  username: string | null;
  fingerprint: string | null;
  status: "active" | "expired" | "revoked";
  createdAt: number;
  createdBy: string;
  expiresAt: number | null;
  revokedAt: number | null;
  lastUse: { at: number; dialect: string; address: string } | null;
}

/** Of the others a new one is issued. */
export function isRotated(one: DeviceCredential): one is DeviceCredential & { readonly kind: RotatedKind } {
  return one.kind !== "certificate";
}

export interface NewCredential {
  credential: DeviceCredential;
  secret: string | null;
}

export interface OtherLogin {
  id: number;
  kind: "token" | "password";
  name: string;
  login: Login;
}

export type AllCredentials = Credentials & { others: OtherLogin[] };

export interface CredentialDraft {
  kind: CredentialKind;
  name?: string;
  username?: string;
  secret?: string;
  cert?: string;
}

const pathOf = ({ productKey, deviceName }: DeviceKey) => devicePath(productKey, deviceName);

export const credentialQueries = {
  list: (key: DeviceKey) =>
    queryOptions({
      queryKey: ["credential-list", key.productKey, key.deviceName],
      queryFn: () => call("GET", `${pathOf(key)}/credentials/list`),
      refetchInterval: 10_000,
    }),
  allowList: (key: DeviceKey) =>
    queryOptions({
      queryKey: ["allow-list", key.productKey, key.deviceName],
      queryFn: () => call("GET", `${pathOf(key)}/allow-list`),
    }),
};

export const credentialCalls = {
  add: (key: DeviceKey, body: CredentialDraft) => call("POST", `${pathOf(key)}/credentials`, { body }),
  rotate: (key: DeviceKey, body: { kind: RotatedKind; id: number; overlapHours: number; secret?: string }) =>
    call("POST", `${pathOf(key)}/credentials/rotate`, { body }),
  revoke: (key: DeviceKey, id: number) => call("DELETE", `${pathOf(key)}/credentials/${id}`),
  setAllowList: (key: DeviceKey, networks: string[]) =>
    call("PUT", `${pathOf(key)}/allow-list`, { body: { networks } }),
};
