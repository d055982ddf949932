import type { Db } from "../../db/db.ts";

export interface ExposureRow {
  readonly unit: number;
  readonly deviceId: number;
  /** JSON. It was checked before it was stored. */
  readonly point: string;
  /** JSON, too. */
  readonly terms: string;
}

/** The SQL of exposures. Throws DbError. */
export class ExposureStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** In the order in which they were given. */
  all(): ExposureRow[] {
    const sql = "SELECT unit, device_id AS deviceId, point, terms FROM field_exposures ORDER BY id";
    return this.#db.sqlite.query<ExposureRow, []>(sql).all();
  }

  /** Takes those of `deviceIds` away and puts `rows` in their place. */
  replace(deviceIds: Iterable<number>, rows: readonly ExposureRow[]): void {
    const remove = this.#db.sqlite.query("DELETE FROM field_exposures WHERE device_id = ?");
    const insert = this.#db.sqlite.query(
      "INSERT INTO field_exposures (unit, device_id, point, terms) VALUES (?, ?, ?, ?)",
    );
    this.#db.transaction(() => {
      for (const id of deviceIds) remove.run(id);
      for (const { unit, deviceId, point, terms } of rows) insert.run(unit, deviceId, point, terms);
    });
  }

  /** JSON; undefined before the first change. */
  settings(): string | undefined {
    const sql = "SELECT settings FROM field_server WHERE id = 1";
    return this.#db.sqlite.query<{ settings: string }, []>(sql).get()?.settings;
  }

  putSettings(settings: string): void {
    this.#db.sqlite.query("INSERT OR REPLACE INTO field_server (id, settings) VALUES (1, ?)").run(settings);
  }
}
