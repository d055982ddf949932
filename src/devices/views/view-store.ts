import type { Db } from "../../db/db.ts";

export interface ViewRow {
  readonly id: number;
  readonly name: string;
  /** JSON. */
  readonly filter: string;
  readonly createdBy: string;
  /** UTC ms. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

const COLUMNS = "id, name, filter, created_by AS createdBy, created_at AS createdAt, updated_at AS updatedAt";

/** SQL of saved views. Throws DbError. */
export class ViewStore {
  readonly #all;
  readonly #byId;
  readonly #insert;
  readonly #update;
  readonly #remove;

  constructor({ sqlite }: Db) {
    this.#all = sqlite.query<ViewRow, []>(`SELECT ${COLUMNS} FROM device_views ORDER BY name`);
    this.#byId = sqlite.query<ViewRow, [number]>(`SELECT ${COLUMNS} FROM device_views WHERE id = ?`);
    this.#insert = sqlite.query<{ id: number }, [string, string, string, number, number]>(
      `INSERT INTO device_views(name, filter, created_by, created_at, updated_at) VALUES (?, ?, ?, ?, ?)
       RETURNING id`,
    );
    this.#update = sqlite.query("UPDATE device_views SET name = ?, filter = ?, updated_at = ? WHERE id = ?");
    this.#remove = sqlite.query("DELETE FROM device_views WHERE id = ?");
  }

  /** By name. */
  all(): ViewRow[] {
    return this.#all.all();
  }

  byId(id: number): ViewRow | undefined {
    return this.#byId.get(id) ?? undefined;
  }

  /** Returns the new row's id. */
  insert({ name, filter, createdBy, createdAt, updatedAt }: Omit<ViewRow, "id">): number {
    return this.#insert.get(name, filter, createdBy, createdAt, updatedAt)?.id ?? 0;
  }

  update({ id, name, filter, updatedAt }: ViewRow): void {
    this.#update.run(name, filter, updatedAt, id);
  }

  remove(id: number): void {
    this.#remove.run(id);
  }
}
