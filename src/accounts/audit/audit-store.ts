// The trail's SQL: what is looked for is found in an index, however long the trail; rows are read for one page only.

import type { SQLQueryBindings } from "bun:sqlite";
import { inArray, lt } from "drizzle-orm";
import type { Db } from "../../db/db.ts";
import { type AuditRow, auditTrail } from "../table.ts";

/** Where a page ends: the next one begins before it. */
export interface AuditPlace {
  readonly at: number;
  readonly id: number;
}

export interface AuditFilter {
  readonly actor?: string | undefined;
  /** `user.create`, or `user` for all that begins so. */
  readonly action?: string | undefined;
  readonly address?: string | undefined;
  /** Text in actor, action or target; upper and lower case of a to z are the same. */
  readonly q?: string | undefined;
  /** Both ends belong to it; UTC ms. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly before?: AuditPlace | undefined;
  readonly limit: number;
}

export interface AuditQueries {
  insertAudit(row: Omit<AuditRow, "id">): void;
  /** Newest first. */
  listAudit(filter: AuditFilter): AuditRow[];
  removeAuditBefore(at: number): void;
}

/** As the index has it: what stands before the first dot. */
const AREA = "substr(action, 1, instr(action || '.', '.') - 1)";

export function auditQueries({ orm, sqlite }: Db): AuditQueries {
  return {
    insertAudit: (row) => void orm.insert(auditTrail).values(row).run(),
    listAudit(filter) {
      const { where, values } = conditionsOf(filter);
      const found = sqlite
        .query<{ id: number }, SQLQueryBindings[]>(
          `SELECT id FROM audit_trail INDEXED BY ${indexFor(filter)} WHERE ${where.join(" AND ")}
           ORDER BY at DESC, id DESC LIMIT ?`,
        )
        .all(...values, filter.limit);
      const ids = found.map(({ id }) => id);
      const rows = orm.select().from(auditTrail).where(inArray(auditTrail.id, ids)).all();
      const byId = new Map(rows.map((row) => [row.id, row]));
      return ids.flatMap((id) => byId.get(id) ?? []);
    },
    removeAuditBefore: (at) => void orm.delete(auditTrail).where(lt(auditTrail.at, at)).run(),
  };
}

/** One condition has an index in order of time; with more, one index that holds all of them is walked. */
function indexFor({ actor, action, address, q }: AuditFilter): string {
  const alone = [actor, action, address, q].filter((one) => one !== undefined).length === 1;
  if (alone && actor !== undefined) return "audit_trail_actor";
  if (alone && address !== undefined) return "audit_trail_address";
  if (alone && action !== undefined) return "audit_trail_area";
  return "audit_trail_search";
}

function conditionsOf({ actor, action, address, q, from = 0, to, before }: AuditFilter) {
  const where: string[] = ["at >= ?"];
  const values: SQLQueryBindings[] = [from];
  const add = (condition: string, ...bound: SQLQueryBindings[]) => {
    where.push(condition);
    values.push(...bound);
  };
  if (to !== undefined) add("at <= ?", to);
  if (before !== undefined) add("(at, id) < (?, ?)", before.at, before.id);
  if (actor !== undefined) add("actor = ?", actor);
  if (address !== undefined) add("address = ?", address);
  if (action !== undefined) {
    // `user` finds `user.create`, `user.update` ...; the dot keeps `user` from finding `users_x`.
    const [area = ""] = action.split(".", 1);
    const begin = `${action}.`;
    add(`${AREA} = ? AND (action = ? OR substr(action, 1, ?) = ?)`, area, action, begin.length, begin);
  }
  if (q !== undefined) {
    const like = `%${q.replace(/[\\%_]/g, "\\$&")}%`;
    add(
      "(target LIKE ? ESCAPE '\\' OR actor LIKE ? ESCAPE '\\' OR action LIKE ? ESCAPE '\\')",
      like,
      like,
      like,
    );
  }
  return { where, values };
}
