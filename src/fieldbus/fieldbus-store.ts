import type { Db } from "../db/db.ts";

export interface LinkRow {
  readonly id: number;
  /** JSON. It was checked before it was stored. */
  readonly settings: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface SlaveRow {
  readonly deviceId: number;
  readonly linkId: number;
  /** JSON. It was checked before it was stored. */
  readonly settings: string;
}

/** The room's SQL. Throws DbError. */
export class FieldbusStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  links(): LinkRow[] {
    const sql =
      "SELECT id, settings, created_at AS createdAt, updated_at AS updatedAt FROM field_links ORDER BY id";
    return this.#db.sqlite.query<LinkRow, []>(sql).all();
  }

  insertLink(settings: string, now: number): number {
    const sql = "INSERT INTO field_links (settings, created_at, updated_at) VALUES (?1, ?2, ?2) RETURNING id";
    return this.#db.sqlite.query<{ id: number }, [string, number]>(sql).get(settings, now)?.id ?? 0;
  }

  updateLink(id: number, settings: string, now: number): void {
    this.#db.sqlite
      .query("UPDATE field_links SET settings = ?, updated_at = ? WHERE id = ?")
      .run(settings, now, id);
  }

  removeLink(id: number): void {
    this.#db.sqlite.query("DELETE FROM field_links WHERE id = ?").run(id);
  }

  slaves(): SlaveRow[] {
    const sql =
      "SELECT device_id AS deviceId, link_id AS linkId, settings FROM field_slaves ORDER BY device_id";
    return this.#db.sqlite.query<SlaveRow, []>(sql).all();
  }

  slaveOf(deviceId: number): SlaveRow | undefined {
    const sql =
      "SELECT device_id AS deviceId, link_id AS linkId, settings FROM field_slaves WHERE device_id = ?";
    return this.#db.sqlite.query<SlaveRow, [number]>(sql).get(deviceId) ?? undefined;
  }

  putSlave({ deviceId, linkId, settings }: SlaveRow): void {
    this.#db.sqlite
      .query("INSERT OR REPLACE INTO field_slaves (device_id, link_id, settings) VALUES (?, ?, ?)")
      .run(deviceId, linkId, settings);
  }

  removeSlave(deviceId: number): void {
    this.#db.sqlite.query("DELETE FROM field_slaves WHERE device_id = ?").run(deviceId);
  }
}
