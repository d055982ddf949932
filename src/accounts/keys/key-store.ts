import { asc, eq } from "drizzle-orm";
import type { Db } from "../../db/db.ts";
import { type ApiKeyRow, applicationKeys } from "../table.ts";

/** SQL of API keys. Throws DbError. */
export interface KeyStore {
  loadAll(): ApiKeyRow[];
  insert(row: ApiKeyRow): void;
  update(keyId: string, fields: Partial<Omit<ApiKeyRow, "keyId">>): void;
  /** In one transaction. */
  noteUses(uses: Iterable<{ keyId: string; lastUsedAt: number; lastAddress: string }>): void;
  remove(keyId: string): void;
}

export function makeKeyStore(db: Db): KeyStore {
  const { orm } = db;
  const update: KeyStore["update"] = (keyId, fields) =>
    void orm.update(applicationKeys).set(fields).where(eq(applicationKeys.keyId, keyId)).run();
  return {
    loadAll: () =>
      orm
        .select()
        .from(applicationKeys)
        .orderBy(asc(applicationKeys.createdAt), asc(applicationKeys.keyId))
        .all(),
    insert: (row) => void orm.insert(applicationKeys).values(row).run(),
    update,
    noteUses(uses) {
      db.transaction(() => {
        for (const { keyId, ...fields } of uses) update(keyId, fields);
      });
    },
    remove: (keyId) => void orm.delete(applicationKeys).where(eq(applicationKeys.keyId, keyId)).run(),
  };
}
