// What devices prove themselves with beside their secret; both sides of it over one store.

import { type Db, migrate } from "../../db/db.ts";
import type { Clock } from "../../spine/clock.ts";
import type { Device } from "../device-entry.ts";
import type { Devices } from "../registry/contract.ts";
import { CredentialBook } from "./book.ts";
import type { CredentialUse } from "./credential.ts";
import { CredentialStore } from "./credential-store.ts";
import { CREDENTIAL_MIGRATIONS } from "./migrations.ts";
import { CredentialProofs } from "./proofs.ts";
import { CredentialUses } from "./uses.ts";

export interface DeviceCredentials {
  /** For logins. */
  readonly proofs: CredentialProofs;
  /** For people. */
  readonly book: CredentialBook;
  /** Notes with what a device was let in; nothing is kept of one that has only its secret. */
  noteUse(deviceId: number, credentialId: number, use: CredentialUse): void;
  /** Writes what still waits. */
  close(): void;
}

export interface CredentialsOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly devices: Pick<Devices, "byId" | "findBySecret" | "stageUpdate">;
  /** Whether a person or an application has this user name; no device gets it then. */
  readonly isNameTaken?: ((username: string) => boolean) | undefined;
}

/** Creates or migrates the tables in the database of the devices. Owns a timer until `close`. */
export function openCredentials(options: CredentialsOptions): DeviceCredentials {
  const { db, clock, devices, isNameTaken = () => false } = options;
  migrate(db, "device_credentials", CREDENTIAL_MIGRATIONS);
  const store = new CredentialStore(db);
  const proofs = new CredentialProofs({ clock, devices, store });
  const uses = new CredentialUses(clock, store);
  const book = new CredentialBook({ clock, devices, store, proofs, uses, isNameTaken });
  return {
    proofs,
    book,
    noteUse(deviceId: Device["id"], credentialId, use) {
      if (proofs.isHolder(deviceId)) uses.note({ deviceId, credentialId }, use);
    },
    close: () => uses.stop(),
  };
}
