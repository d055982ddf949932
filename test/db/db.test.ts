import { afterEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { type Db, openDatabase } from "../../src/db/db.ts";

const people = sqliteTable("people", { id: integer().primaryKey(), name: text().notNull().unique() });
const TABLE = "CREATE TABLE people(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)";

const dirs: string[] = [];
function tempPath(): string {
  const dir = mkdtempSync(join(tmpdir(), "gantry-db-"));
  dirs.push(dir);
  return join(dir, "a.db");
}
afterEach(() => {
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true });
});

function caught(fn: () => unknown): unknown {
  try {
    fn();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

function pragma(db: Db, name: string): unknown {
  return Object.values(db.sqlite.query<Record<string, unknown>, []>(`PRAGMA ${name}`).get() ?? {})[0];
}

describe("openDatabase", () => {
  test("sets the pragmas that durability and integrity stand on", () => {
    const db = openDatabase(tempPath());
    const seen = ["journal_mode", "synchronous", "foreign_keys", "busy_timeout"].map((name) =>
      pragma(db, name),
    );
    expect(seen).toEqual(["wal", 2, 1, 5000]);
    db.close();
  });

  test("relaxed durability is synchronous=NORMAL", () => {
    const db = openDatabase(tempPath(), { durability: "relaxed" });
    expect(pragma(db, "synchronous")).toBe(1);
    db.close();
  });

  test("the file and its write-ahead log are readable by the owner only", () => {
    const path = tempPath();
    const db = openDatabase(path);
    db.sqlite.run(TABLE);
    expect([path, `${path}-wal`].map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600]);
    db.close();
  });

  test("readonly reads and refuses to write", () => {
    const path = tempPath();
    const writer = openDatabase(path);
    writer.sqlite.run(TABLE);
    writer.sqlite.run("INSERT INTO people(name) VALUES ('a')");
    const reader = openDatabase(path, { readonly: true });
    expect(reader.orm.select().from(people).all()).toEqual([{ id: 1, name: "a" }]);
    expect(caught(() => reader.sqlite.run("DELETE FROM people"))).toMatchObject({ kind: "read_only" });
    reader.close();
    writer.close();
  });

  test("says why a file cannot be opened", () => {
    const path = tempPath();
    writeFileSync(path, "this is no database, but long enough to be taken for one".repeat(40));
    expect(caught(() => openDatabase(path))).toMatchObject({ kind: "corrupt" });
    expect(caught(() => openDatabase(join(path, "b.db")))).toMatchObject({ kind: "cannot_open" });
    expect(caught(() => openDatabase(tempPath(), { readonly: true }))).toMatchObject({ kind: "cannot_open" });
  });

  test("close twice is harmless and leaves no write-ahead log", () => {
    const path = tempPath();
    const db = openDatabase(path);
    db.sqlite.run(TABLE);
    db.close();
    db.close();
    expect(caught(() => statSync(`${path}-wal`))).toMatchObject({ code: "ENOENT" });
  });
});

describe("transaction", () => {
  test("commits and returns the value, rolls back on a throw, nests as a savepoint", () => {
    const db = openDatabase(":memory:");
    db.sqlite.run(TABLE);
    const add = (name: string) => db.orm.insert(people).values({ name }).run();
    const names = () =>
      db.orm
        .select()
        .from(people)
        .all()
        .map((row) => row.name);
    const added = db.transaction(() => {
      add("a");
      return "done";
    });
    expect(added).toBe("done");
    expect(() =>
      db.transaction(() => {
        add("b");
        throw new Error("stop");
      }),
    ).toThrow("stop");
    db.transaction(() => {
      add("c");
      expect(() =>
        db.transaction(() => {
          add("d");
          throw new Error("inner");
        }),
      ).toThrow("inner");
    });
    expect(names()).toEqual(["a", "c"]);
    db.close();
  });

  test("refuses an asynchronous function and keeps nothing of it", () => {
    const db = openDatabase(":memory:");
    db.sqlite.run(TABLE);
    const run = () => db.transaction(async () => db.orm.insert(people).values({ name: "a" }).run());
    expect(run).toThrow("must not be asynchronous");
    expect(db.orm.select().from(people).where(eq(people.name, "a")).all()).toEqual([]);
    db.close();
  });
});
