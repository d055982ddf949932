// SQLite keeps the pages of what is deleted for itself; here they go back to the disk, a bite at a time.

import type { Db } from "../../db/db.ts";

/** About 8 MiB: a few milliseconds' work. */
const BITE_PAGES = 2_000;

/** Lets a new file give pages back. A file with tables stays as it was made. */
export function letPagesGo(db: Db): void {
  const row = db.sqlite.query<{ count: number }, []>("SELECT count(*) AS count FROM sqlite_schema").get();
  if (row?.count !== 0) return;
  db.sqlite.run("PRAGMA auto_vacuum = INCREMENTAL");
  // The file has its first page already; only this makes it a file of the other kind. It is empty, and the next commit
  // takes it to the disk.
  db.sqlite.run("PRAGMA synchronous = OFF");
  db.sqlite.run("VACUUM");
  db.sqlite.run("PRAGMA synchronous = FULL");
}

/** Gives a bite of free pages back; true when there are more. */
export function returnPages(db: Db): boolean {
  const before = freePages(db);
  if (before === 0) return false;
  db.sqlite.run(`PRAGMA incremental_vacuum(${BITE_PAGES})`);
  const after = freePages(db);
  return after > 0 && after < before;
}

function freePages(db: Db): number {
  const row = db.sqlite.query<{ freelist_count: number }, []>("PRAGMA freelist_count").get();
  return row?.freelist_count ?? 0;
}
