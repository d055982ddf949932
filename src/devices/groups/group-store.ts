import type { Db } from "../../db/db.ts";
import type { GroupKind } from "./group-schema.ts";

export interface GroupRow {
  readonly id: number;
  readonly parentId: number | null;
  readonly name: string;
  readonly kind: GroupKind;
  readonly order: number;
  readonly notes: string;
}

const COLUMNS = `id, parent_id AS parentId, name, kind, sort_order AS "order", notes`;

/** SQL of groups. Throws DbError. */
export class GroupStore {
  readonly #all;
  readonly #insert;
  readonly #update;
  readonly #remove;
  readonly #counts;

  constructor({ sqlite }: Db) {
    this.#all = sqlite.query<GroupRow, []>(`SELECT ${COLUMNS} FROM device_groups`);
    this.#insert = sqlite.query<{ id: number }, [number | null, string, string, number, string]>(
      `INSERT INTO device_groups(parent_id, name, kind, sort_order, notes) VALUES (?, ?, ?, ?, ?) RETURNING id`,
    );
    this.#update = sqlite.query(
      "UPDATE device_groups SET parent_id = ?, name = ?, kind = ?, sort_order = ?, notes = ? WHERE id = ?",
    );
    this.#remove = sqlite.query("DELETE FROM device_groups WHERE id = ?");
    this.#counts = sqlite.query<{ groupId: number | null; rank: number; n: number }, []>(
      "SELECT group_id AS groupId, state_rank AS rank, count(*) AS n FROM devices GROUP BY group_id, state_rank",
    );
  }

  all(): GroupRow[] {
    return this.#all.all();
  }

  /** Returns the new row's id. */
  insert({ parentId, name, kind, order, notes }: Omit<GroupRow, "id">): number {
    return this.#insert.get(parentId, name, kind, order, notes)?.id ?? 0;
  }

  update({ id, parentId, name, kind, order, notes }: GroupRow): void {
    this.#update.run(parentId, name, kind, order, notes, id);
  }

  remove(id: number): void {
    this.#remove.run(id);
  }

  /** Devices directly in each group, and in none, by rank of their state. */
  counts(): { groupId: number | null; rank: number; n: number }[] {
    return this.#counts.all();
  }
}
