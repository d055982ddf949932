import { and, asc, desc, eq } from "drizzle-orm";
import type { Db } from "../db/db.ts";
import { assert } from "../kit/assert.ts";
import { type ProductModelRow, type ProductRow, productModels, products } from "./table.ts";

export interface ModelVersion {
  readonly version: number;
  readonly actor: string;
  readonly createdAt: number;
}

/** The room's SQL. Throws DbError. */
export interface ProductStore {
  /** In order of creation. */
  loadAll(): ProductRow[];
  /** Returns the new row's id. */
  insert(row: Omit<ProductRow, "id">): number;
  update(id: number, fields: Partial<Omit<ProductRow, "id">>): void;
  remove(id: number): void;
  insertModel(row: ProductModelRow): void;
  /** Newest first. */
  listModels(productId: number): ModelVersion[];
  modelText(productId: number, version: number): string | undefined;
}

/** The rows of products and of the versions of their thing models. */
export function makeProductStore({ orm }: Db): ProductStore {
  const isModelOf = (productId: number, version: number) =>
    and(eq(productModels.productId, productId), eq(productModels.version, version));
  return {
    loadAll() {
      return orm.select().from(products).orderBy(asc(products.id)).all();
    },
    insert(row) {
      const inserted = orm.insert(products).values(row).returning({ id: products.id }).all()[0];
      assert(inserted !== undefined, "an insert returns its row");
      return inserted.id;
    },
    update(id, fields) {
      orm.update(products).set(fields).where(eq(products.id, id)).run();
    },
    remove(id) {
      orm.delete(products).where(eq(products.id, id)).run();
    },
    insertModel(row) {
      orm.insert(productModels).values(row).run();
    },
    listModels(productId) {
      const { version, actor, createdAt } = productModels;
      const query = orm.select({ version, actor, createdAt }).from(productModels);
      return query.where(eq(productModels.productId, productId)).orderBy(desc(version)).all();
    },
    modelText(productId, version) {
      const query = orm.select({ model: productModels.model }).from(productModels);
      return query.where(isModelOf(productId, version)).all()[0]?.model;
    },
  };
}
