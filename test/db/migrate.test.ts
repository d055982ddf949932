import { describe, expect, test } from "bun:test";
import { migrate, openDatabase } from "../../src/db/db.ts";

const STEPS = [
  { id: 1, sql: "CREATE TABLE a(x INTEGER); CREATE INDEX a_x ON a(x)" },
  { id: 2, sql: "ALTER TABLE a ADD COLUMN y TEXT" },
];

function columns(db: ReturnType<typeof openDatabase>): string[] {
  return db.sqlite
    .query<{ name: string }, []>("SELECT name FROM pragma_table_info('a')")
    .all()
    .map((row) => row.name);
}

describe("migrate", () => {
  test("applies each step once, also when later steps arrive with a later version", () => {
    const db = openDatabase(":memory:");
    migrate(db, "room", STEPS.slice(0, 1));
    expect(columns(db)).toEqual(["x"]);
    migrate(db, "room", STEPS);
    migrate(db, "room", STEPS);
    expect(columns(db)).toEqual(["x", "y"]);
    const rows = db.sqlite.query<{ room: string; id: number }, []>("SELECT room, id FROM migrations").all();
    expect(rows).toEqual([
      { room: "room", id: 1 },
      { room: "room", id: 2 },
    ]);
  });

  test("rooms do not see each other's steps", () => {
    const db = openDatabase(":memory:");
    migrate(db, "one", STEPS);
    migrate(db, "two", [{ id: 1, sql: "CREATE TABLE b(x INTEGER)" }]);
    expect(db.sqlite.query("SELECT count(*) AS n FROM migrations").get()).toEqual({ n: 3 });
  });

  test("a changed step is found; a changed layout is not a change", () => {
    const db = openDatabase(":memory:");
    migrate(
      db,
      "room",
      STEPS.slice(1).map((step) => ({ ...step, id: 1, sql: "CREATE TABLE a(x INTEGER)" })),
    );
    migrate(db, "room", [{ id: 1, sql: "CREATE TABLE  a(x\n INTEGER) " }]);
    expect(() => migrate(db, "room", [{ id: 1, sql: "CREATE TABLE a(x TEXT)" }])).toThrow(
      "step 1 was changed",
    );
  });

  test("a file of a newer version is refused", () => {
    const db = openDatabase(":memory:");
    migrate(db, "room", STEPS);
    expect(() => migrate(db, "room", STEPS.slice(0, 1))).toThrow(
      "the file is at step 2, this Gantry knows 1",
    );
  });

  test("ids out of order are refused before anything is written", () => {
    const db = openDatabase(":memory:");
    expect(() => migrate(db, "room", [...STEPS].reverse())).toThrow("step 2 stands at place 1");
    expect(columns(db)).toEqual([]);
  });

  test("a failing step leaves nothing behind", () => {
    const db = openDatabase(":memory:");
    const broken = [...STEPS, { id: 3, sql: "CREATE TABLE c(x INTEGER); CREATE TABLE a(x INTEGER)" }];
    expect(() => migrate(db, "room", broken)).toThrow("database: other: table a already exists");
    expect(db.sqlite.query("SELECT name FROM sqlite_schema WHERE type = 'table'").all()).toEqual([]);
  });
});
