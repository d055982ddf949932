import type { Db } from "../../db/db.ts";

export interface DraftRow {
  /** JSON. It was checked before it was stored. */
  readonly model: string;
  readonly basedOnVersion: number;
  readonly actor: string;
  readonly updatedAt: number;
}

export interface VersionNote {
  readonly version: number;
  readonly note: string;
  /** The older version that this one is equal to; null: it was a draft. */
  readonly rolledBackTo: number | null;
  /** JSON: what became of stored values, by property. */
  readonly typeChanges: string;
}

/** History that goes on under another name, until telemetry has done it. */
export interface SeparationRow {
  readonly id: string;
  readonly productKey: string;
  readonly property: string;
  readonly into: string;
  /** Place in the log: what came up to there goes on as `into`. */
  readonly afterSeq: number;
}

/** Drafts, notes of versions, and separations under way. Throws DbError. */
export interface VersionStore {
  draft(productKey: string): DraftRow | undefined;
  putDraft(productKey: string, draft: DraftRow): void;
  removeDraft(productKey: string): boolean;
  addNote(productKey: string, note: VersionNote): void;
  notes(productKey: string): VersionNote[];
  addSeparation(row: SeparationRow): void;
  separations(): SeparationRow[];
  removeSeparation(id: string): void;
}

/** The room's SQL for versions. */
export function makeVersionStore({ sqlite }: Db): VersionStore {
  return {
    draft(productKey) {
      const sql = `SELECT model, based_on_version AS basedOnVersion, actor, updated_at AS updatedAt
                   FROM product_model_drafts WHERE product_key = ?`;
      return sqlite.query<DraftRow, [string]>(sql).get(productKey) ?? undefined;
    },
    putDraft(productKey, { model, basedOnVersion, actor, updatedAt }) {
      sqlite
        .query("INSERT OR REPLACE INTO product_model_drafts VALUES (?, ?, ?, ?, ?)")
        .run(productKey, model, basedOnVersion, actor, updatedAt);
    },
    removeDraft(productKey) {
      return (
        sqlite.query("DELETE FROM product_model_drafts WHERE product_key = ?").run(productKey).changes > 0
      );
    },
    addNote(productKey, { version, note, rolledBackTo, typeChanges }) {
      sqlite
        .query("INSERT OR REPLACE INTO product_version_notes VALUES (?, ?, ?, ?, ?)")
        .run(productKey, version, note, rolledBackTo, typeChanges);
    },
    notes(productKey) {
      const sql = `SELECT version, note, rolled_back_to AS rolledBackTo, type_changes AS typeChanges
                   FROM product_version_notes WHERE product_key = ?`;
      return sqlite.query<VersionNote, [string]>(sql).all(productKey);
    },
    addSeparation({ id, productKey, property, into, afterSeq }) {
      sqlite
        .query("INSERT INTO series_separations VALUES (?, ?, ?, ?, ?)")
        .run(id, productKey, property, into, afterSeq);
    },
    separations() {
      const sql = `SELECT id, product_key AS productKey, property, into_name AS "into", after_seq AS afterSeq
                   FROM series_separations ORDER BY after_seq`;
      return sqlite.query<SeparationRow, []>(sql).all();
    },
    removeSeparation(id) {
      sqlite.query("DELETE FROM series_separations WHERE id = ?").run(id);
    },
  };
}
