import { Database } from "bun:sqlite";
import { afterEach, expect, test } from "bun:test";
import { statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { admitCutOff } from "../../src/log/cut-off.ts";
import { removeTempDirs, tempDir } from "./sample.ts";

afterEach(removeTempDirs);

test("what is left of a file that was cut off can be read", () => {
  const path = join(tempDir(), "a.db");
  const db = new Database(path);
  db.run("CREATE TABLE t(id INTEGER PRIMARY KEY, body BLOB)");
  for (let id = 1; id <= 40; id++) db.run("INSERT INTO t VALUES (?, randomblob(3000))", [id]);
  db.close();
  expect(admitCutOff(path)).toBe(false);
  truncateSync(path, Math.floor(statSync(path).size / 8_192) * 4_096);
  expect(admitCutOff(path)).toBe(true);
  const again = new Database(path, { readonly: true });
  expect(again.query("SELECT id FROM t LIMIT 10").all().length).toBe(10);
  again.close();
});

test("what is no database, or may still become whole, is left alone", () => {
  const path = join(tempDir(), "a.db");
  writeFileSync(path, "x".repeat(5_000));
  expect(admitCutOff(path)).toBe(false);
  writeFileSync(`${path}-wal`, "x");
  expect(admitCutOff(path)).toBe(false);
});
