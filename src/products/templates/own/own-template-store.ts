import type { Db } from "../../../db/db.ts";

/** What lists need of a template. */
export interface OwnSummaryRow {
  readonly id: string;
  readonly name: string;
  readonly family: string;
  readonly maker: string;
  readonly makerModel: string;
  readonly description: string;
  readonly note: string;
  /** JSON. It was checked before it was stored, as the other texts were. */
  readonly sources: string;
  /** JSON; null: nobody compared it with a unit. */
  readonly verification: string | null;
  readonly contentBytes: number;
  readonly propertyCount: number;
  readonly pointCount: number;
  /** Of which it was saved; null: it came as a file. */
  readonly productKey: string | null;
  readonly createdBy: string;
  /** UTC ms. */
  readonly createdAt: number;
  readonly updatedBy: string;
  /** UTC ms. */
  readonly updatedAt: number;
}
export interface OwnTemplateRow extends OwnSummaryRow {
  /** JSON. */
  readonly content: string;
}

/** The room's SQL for people's own templates. Throws DbError. */
export interface OwnTemplateStore {
  /** Without their contents. */
  list(): OwnSummaryRow[];
  find(id: string): OwnTemplateRow | undefined;
  put(row: OwnTemplateRow): void;
  remove(id: string): void;
  /** How many there are, and what their contents take. */
  totals(): { readonly count: number; readonly bytes: number };
}

const SUMMARY = `id, name, family, maker, maker_model AS makerModel, description, note, sources, verification,
  content_bytes AS contentBytes, property_count AS propertyCount, point_count AS pointCount,
  product_key AS productKey, created_by AS createdBy, created_at AS createdAt, updated_by AS updatedBy,
  updated_at AS updatedAt`;

export function makeOwnTemplateStore({ sqlite }: Db): OwnTemplateStore {
  return {
    list: () => sqlite.query<OwnSummaryRow, []>(`SELECT ${SUMMARY} FROM own_templates`).all(),
    find(id) {
      const sql = `SELECT ${SUMMARY}, content FROM own_templates WHERE id = ?`;
      return sqlite.query<OwnTemplateRow, [string]>(sql).get(id) ?? undefined;
    },
    put(row) {
      const { id, name, family, maker, makerModel, description, note, sources, verification } = row;
      const { content, contentBytes, propertyCount, pointCount, productKey } = row;
      const { createdBy, createdAt, updatedBy, updatedAt } = row;
      sqlite
        .query(`INSERT OR REPLACE INTO own_templates VALUES (${Array(18).fill("?").join(", ")})`)
        .run(
          ...[id, name, family, maker, makerModel, description, note, sources, verification],
          ...[content, contentBytes, propertyCount, pointCount, productKey],
          ...[createdBy, createdAt, updatedBy, updatedAt],
        );
    },
    remove(id) {
      sqlite.query("DELETE FROM own_templates WHERE id = ?").run(id);
    },
    totals() {
      const sql = "SELECT count(*) AS count, coalesce(sum(content_bytes), 0) AS bytes FROM own_templates";
      return sqlite.query<{ count: number; bytes: number }, []>(sql).get() ?? { count: 0, bytes: 0 };
    },
  };
}
