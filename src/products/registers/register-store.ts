import type { Db } from "../../db/db.ts";

export interface RegisterMapRow {
  readonly productKey: string;
  /** JSON. It was checked before it was stored. */
  readonly map: string;
  readonly actor: string;
  /** UTC ms. */
  readonly updatedAt: number;
}

/** The room's SQL for register maps. Throws DbError. */
export interface RegisterStore {
  find(productKey: string): RegisterMapRow | undefined;
  put(row: RegisterMapRow): void;
}

export function makeRegisterStore({ sqlite }: Db): RegisterStore {
  return {
    find(productKey) {
      const sql = `SELECT product_key AS productKey, map, actor, updated_at AS updatedAt
                   FROM product_register_maps WHERE product_key = ?`;
      return sqlite.query<RegisterMapRow, [string]>(sql).get(productKey) ?? undefined;
    },
    put({ productKey, map, actor, updatedAt }) {
      sqlite
        .query("INSERT OR REPLACE INTO product_register_maps VALUES (?, ?, ?, ?)")
        .run(productKey, map, actor, updatedAt);
    },
  };
}
