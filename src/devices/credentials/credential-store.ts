import type { Db } from "../../db/db.ts";
import { assert } from "../../kit/assert.ts";
import type { Credential, CredentialKind, CredentialUse } from "./credential.ts";

interface Row {
  id: number;
  device_id: number;
  kind: CredentialKind;
  name: string;
  username: string;
  secret: string;
  lookup: string;
  created_at: number;
  created_by: string;
  expires_at: number | null;
  revoked_at: number | null;
  used_at: number | null;
  used_dialect: string;
  used_address: string;
}

/** What is kept of a device beside its credentials. */
export interface AccessRow {
  /** Addresses that it may log in from, as written; empty: all. */
  readonly networks: readonly string[];
  /** When the device secret was rotated last, UTC ms; null: never. */
  readonly secretSince: number | null;
  readonly secretUse: CredentialUse | undefined;
}

interface RawAccess {
  networks: string;
  secret_since: number | null;
  secret_used_at: number | null;
  secret_used_dialect: string;
  secret_used_address: string;
}

export type NewCredential = Omit<Credential, "id" | "revokedAt" | "lastUse">;

/** SQL of credentials and of allow-lists. Throws DbError. */
export class CredentialStore {
  readonly #ofDevice;
  readonly #byLookup;
  readonly #byId;
  readonly #insert;
  readonly #expire;
  readonly #revoke;
  readonly #remove;
  readonly #removeOfDevice;
  readonly #use;
  readonly #access;
  readonly #setNetworks;
  readonly #setSecretSince;
  readonly #useSecret;
  readonly #removeAccess;

  constructor(readonly db: Db) {
    const { sqlite } = db;
    this.#ofDevice = sqlite.query<Row, [number]>(
      "SELECT * FROM device_credentials WHERE device_id = ? ORDER BY id",
    );
    this.#byLookup = sqlite.query<Row, [string, CredentialKind]>(
      "SELECT * FROM device_credentials WHERE lookup = ? AND kind = ? ORDER BY id DESC LIMIT 20",
    );
    this.#byId = sqlite.query<Row, [number]>("SELECT * FROM device_credentials WHERE id = ?");
    this.#insert = sqlite.query<{ id: number }, (string | number | null)[]>(
      `INSERT INTO device_credentials(device_id, kind, name, username, secret, lookup, created_at, created_by,
       expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
    );
    this.#expire = sqlite.query("UPDATE device_credentials SET expires_at = ? WHERE id = ?");
    this.#revoke = sqlite.query("UPDATE device_credentials SET revoked_at = ? WHERE id = ?");
    this.#remove = sqlite.query("DELETE FROM device_credentials WHERE id = ?");
    this.#removeOfDevice = sqlite.query(
      "DELETE FROM device_credentials WHERE device_id = ? AND NOT (kind = 'certificate' AND revoked_at IS NOT NULL)",
    );
    this.#use = sqlite.query(
      "UPDATE device_credentials SET used_at = ?, used_dialect = ?, used_address = ? WHERE id = ?",
    );
    this.#access = sqlite.query<RawAccess, [number]>("SELECT * FROM device_access WHERE device_id = ?");
    this.#setNetworks = sqlite.query(
      `INSERT INTO device_access(device_id, networks) VALUES (?1, ?2)
       ON CONFLICT(device_id) DO UPDATE SET networks = ?2`,
    );
    this.#setSecretSince = sqlite.query(
      `INSERT INTO device_access(device_id, networks, secret_since) VALUES (?1, '[]', ?2)
       ON CONFLICT(device_id) DO UPDATE SET secret_since = ?2, secret_used_at = NULL`,
    );
    this.#useSecret = sqlite.query(
      `INSERT INTO device_access(device_id, networks, secret_used_at, secret_used_dialect, secret_used_address)
       VALUES (?1, '[]', ?2, ?3, ?4) ON CONFLICT(device_id) DO UPDATE
       SET secret_used_at = ?2, secret_used_dialect = ?3, secret_used_address = ?4`,
    );
    this.#removeAccess = sqlite.query("DELETE FROM device_access WHERE device_id = ?");
  }

  /** Devices that have credentials beside their secret, and those that may not log in from everywhere. */
  holders(): { withCredentials: number[]; withNetworks: number[] } {
    const ids = (sql: string) =>
      this.db.sqlite
        .query<{ id: number }, []>(sql)
        .all()
        .map(({ id }) => id);
    return {
      withCredentials: ids("SELECT DISTINCT device_id AS id FROM device_credentials"),
      withNetworks: ids("SELECT device_id AS id FROM device_access WHERE networks <> '[]'"),
    };
  }

  ofDevice(deviceId: number): Credential[] {
    return this.#ofDevice.all(deviceId).map(toCredential);
  }

  /** Newest first. */
  byLookup(kind: CredentialKind, lookup: string): Credential[] {
    return this.#byLookup.all(lookup, kind).map(toCredential);
  }

  byId(id: number): Credential | undefined {
    const row = this.#byId.get(id);
    return row === null ? undefined : toCredential(row);
  }

  /** Returns the new row's id. */
  insert(one: NewCredential): number {
    const { deviceId, kind, name, username, secret, lookup, createdAt, createdBy, expiresAt } = one;
    const row = this.#insert.get(
      ...[deviceId, kind, name, username, secret, lookup, createdAt, createdBy, expiresAt],
    );
    assert(row !== null, "an insert returns its row");
    return row.id;
  }

  expire(id: number, at: number): void {
    this.#expire.run(at, id);
  }

  revoke(id: number, at: number): void {
    this.#revoke.run(at, id);
  }

  remove(id: number): void {
    this.#remove.run(id);
  }

  /** All of a device that will not come back, but for certificates that were revoked. */
  removeOfDevice(deviceId: number): void {
    this.#removeOfDevice.run(deviceId);
    this.#removeAccess.run(deviceId);
  }

  noteUse(id: number, { at, dialect, address }: CredentialUse): void {
    this.#use.run(at, dialect, address, id);
  }

  noteSecretUse(deviceId: number, { at, dialect, address }: CredentialUse): void {
    this.#useSecret.run(deviceId, at, dialect, address);
  }

  access(deviceId: number): AccessRow {
    const row = this.#access.get(deviceId);
    if (row === null) return { networks: [], secretSince: null, secretUse: undefined };
    const { secret_used_at: at, secret_used_dialect: dialect, secret_used_address: address } = row;
    return {
      networks: JSON.parse(row.networks) as string[],
      secretSince: row.secret_since,
      secretUse: at === null ? undefined : { at, dialect, address },
    };
  }

  setNetworks(deviceId: number, networks: readonly string[]): void {
    this.#setNetworks.run(deviceId, JSON.stringify(networks));
  }

  setSecretSince(deviceId: number, at: number): void {
    this.#setSecretSince.run(deviceId, at);
  }
}

function toCredential(row: Row): Credential {
  const { id, kind, name, username, secret, lookup, used_at: at } = row;
  return {
    ...{ id, deviceId: row.device_id, kind, name, username, secret, lookup },
    createdAt: row.created_at,
    createdBy: row.created_by,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    lastUse: at === null ? undefined : { at, dialect: row.used_dialect, address: row.used_address },
  };
}
