import { and, asc, count, eq, lt, sql, sum } from "drizzle-orm";
import type { Db } from "../db/db.ts";
import { type KeptAnswerRow, keptAnswers } from "./table.ts";

/** SQL of kept answers. Throws DbError. */
export interface ReplyStore {
  find(caller: string, key: string): KeptAnswerRow | undefined;
  insert(row: Pick<KeptAnswerRow, "caller" | "key" | "print" | "begunAt">): void;
  finish(caller: string, key: string, answer: Pick<KeptAnswerRow, "status" | "media" | "body">): void;
  remove(caller: string, key: string): void;
  removeBefore(begunAt: number): void;
  count(): number;
  /** UTF-8 bytes of all bodies together; no body is read for it. */
  sizeBytes(): number;
  removeOldest(most: number): void;
}

export function makeReplyStore({ orm }: Db): ReplyStore {
  const isSlot = (caller: string, key: string) =>
    and(eq(keptAnswers.caller, caller), eq(keptAnswers.key, key));
  return {
    find: (caller, key) => orm.select().from(keptAnswers).where(isSlot(caller, key)).get(),
    insert: (row) => void orm.insert(keptAnswers).values(row).run(),
    finish: (caller, key, answer) =>
      void orm.update(keptAnswers).set(answer).where(isSlot(caller, key)).run(),
    remove: (caller, key) => void orm.delete(keptAnswers).where(isSlot(caller, key)).run(),
    removeBefore: (begunAt) => void orm.delete(keptAnswers).where(lt(keptAnswers.begunAt, begunAt)).run(),
    count: () => orm.select({ total: count() }).from(keptAnswers).get()?.total ?? 0,
    sizeBytes: () =>
      Number(
        orm
          .select({ total: sum(sql`octet_length(body)`) })
          .from(keptAnswers)
          .get()?.total ?? 0,
      ),
    removeOldest(most) {
      const oldest = orm.select({ begunAt: keptAnswers.begunAt }).from(keptAnswers);
      const last = oldest.orderBy(asc(keptAnswers.begunAt)).limit(1).offset(most).get();
      if (last !== undefined) orm.delete(keptAnswers).where(lt(keptAnswers.begunAt, last.begunAt)).run();
    },
  };
}
