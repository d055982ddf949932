import { describe, expect, test } from "bun:test";
import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { DbError, isUniqueViolation, openDatabase } from "../../src/db/db.ts";

const people = sqliteTable("people", { id: integer().primaryKey(), name: text().notNull().unique() });
const TABLE = "CREATE TABLE people(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)";

function caught(fn: () => unknown): unknown {
  try {
    fn();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

describe("errors", () => {
  test("raw, prepared and drizzle statements all throw DbError without a value in its text", () => {
    const db = openDatabase(":memory:");
    db.sqlite.run(TABLE);
    const insert = db.sqlite.prepare("INSERT INTO people(name) VALUES (?)");
    insert.run("s3cret");
    const viaOrm = () => db.orm.insert(people).values({ name: "s3cret" }).run();
    for (const fn of [
      () => insert.run("s3cret"),
      () => db.sqlite.run("INSERT INTO people(name) VALUES (?)", ["s3cret"]),
      viaOrm,
    ]) {
      const error = caught(fn);
      expect(error).toBeInstanceOf(DbError);
      expect(error).toMatchObject({ kind: "unique", detail: "people.name" });
      expect(Bun.inspect(error)).not.toContain("s3cret'");
      expect(String(error)).not.toContain("s3cret");
      expect(isUniqueViolation(error, "people.name")).toBe(true);
      expect(isUniqueViolation(error, "people.id")).toBe(false);
    }
    expect(caught(() => insert.run(null))).toMatchObject({ kind: "not_null", detail: "people.name" });
    expect(caught(() => db.sqlite.query("SELECT nothing FROM nowhere"))).toMatchObject({ kind: "other" });
    db.close();
  });

  test("other constraints are told apart", () => {
    const db = openDatabase(":memory:");
    db.sqlite.run("CREATE TABLE a(id INTEGER PRIMARY KEY, n INTEGER CHECK (n > 0))");
    db.sqlite.run("CREATE TABLE b(a INTEGER REFERENCES a(id))");
    const kindOf = (sql: string) => (caught(() => db.sqlite.run(sql)) as DbError).kind;
    expect(kindOf("INSERT INTO b(a) VALUES (7)")).toBe("foreign_key");
    expect(kindOf("INSERT INTO a(n) VALUES (0)")).toBe("check");
    db.sqlite.run("INSERT INTO a(id) VALUES (1)");
    expect(kindOf("INSERT INTO a(id) VALUES (1)")).toBe("unique");
    db.close();
  });

  test("what is not the driver's passes through a transaction as it is", () => {
    const db = openDatabase(":memory:");
    const own = Object.assign(new Error("mine"), { code: "ENOENT" });
    const thrown = caught(() =>
      db.transaction(() => {
        throw own;
      }),
    );
    expect(thrown).toBe(own);
    expect([isUniqueViolation(own), isUniqueViolation(undefined)]).toEqual([false, false]);
    db.close();
  });

  test("a statement that `query` hands out again is guarded once", () => {
    const db = openDatabase(":memory:");
    db.sqlite.run(TABLE);
    const sql = "INSERT INTO people(name) VALUES (?)";
    const run = db.sqlite.query(sql).run;
    expect(db.sqlite.query(sql).run).toBe(run);
    db.close();
  });
});
