import { asc, eq, sql } from "drizzle-orm";
import type { Db } from "../db/db.ts";
import { assert } from "../kit/assert.ts";
import type { Rule, RuleDraft } from "./rule.ts";
import { aclRules } from "./table.ts";

/** The room's SQL. Throws DbError. */
export interface RuleStore {
  /** In the order in which they are held against a topic. */
  loadAll(): Rule[];
  /** Behind all others. */
  insert(draft: RuleDraft): Rule;
  update(id: number, draft: RuleDraft): void;
  remove(id: number): void;
  /** In one transaction. */
  setOrder(ids: readonly number[]): void;
}

export function makeRuleStore(db: Db): RuleStore {
  const { orm } = db;
  const nextPlace = sql<number>`(SELECT COALESCE(MAX(${aclRules.place}), 0) + 1 FROM ${aclRules})`;
  return {
    loadAll: () =>
      orm
        .select()
        .from(aclRules)
        .orderBy(asc(aclRules.place), asc(aclRules.id))
        .all()
        .map(({ place, ...rule }) => rule),
    insert(draft) {
      const inserted = orm
        .insert(aclRules)
        .values({ ...draft, place: nextPlace })
        .returning({ id: aclRules.id })
        .get();
      assert(inserted !== undefined, "an insert returns its row");
      return { id: inserted.id, ...draft };
    },
    update: (id, draft) => void orm.update(aclRules).set(draft).where(eq(aclRules.id, id)).run(),
    remove: (id) => void orm.delete(aclRules).where(eq(aclRules.id, id)).run(),
    setOrder(ids) {
      db.transaction(() => {
        for (const [at, id] of ids.entries())
          orm
            .update(aclRules)
            .set({ place: at + 1 })
            .where(eq(aclRules.id, id))
            .run();
      });
    },
  };
}
