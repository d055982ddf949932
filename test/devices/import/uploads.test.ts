import { expect, test } from "bun:test";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Uploads } from "../../../src/devices/import/uploads.ts";
import { systemClock } from "../../../src/spine/clock.ts";
import { AppError } from "../../../src/spine/error.ts";
import { makeManualClock } from "../../harness/manual-clock.ts";
import { makeTempFolder } from "../../harness/temp-folder.ts";

test("a file is looked at before it is imported", async () => {
  using folder = makeTempFolder("uploads");
  const uploads = new Uploads(join(folder.path, "uploads"), systemClock);
  const rows = Array.from({ length: 7 }, (_, at) => `D${at},x${at}\n`).join("");
  const fileId = await uploads.keep(Buffer.from(`设备名称,颜色\n${rows}`));
  expect(await uploads.preview(fileId)).toEqual({
    fileId,
    sheets: [],
    headings: ["设备名称", "颜色"],
    columns: ["deviceName", ""],
    sample: [0, 1, 2, 3, 4].map((at) => [`D${at}`, `x${at}`]),
    rowCount: 7,
  });
  const open = await uploads.keep(Buffer.from('a,b\n"x'));
  await expect(uploads.preview(open)).rejects.toThrow(new AppError("table_unclosed_quote", { detail: "2" }));
  const empty = await uploads.keep(Buffer.from("\n\n"));
  await expect(uploads.preview(empty)).rejects.toThrow(new AppError("table_not_a_table"));
});

test("files are kept for a day, and not too many; no other path is one", async () => {
  using folder = makeTempFolder("uploads");
  let now = Date.now();
  const uploads = new Uploads(join(folder.path, "uploads"), { now: () => now, every: systemClock.every });
  const first = await uploads.keep(Buffer.from("a"));
  for (let count = 0; count < 25; count++) await uploads.keep(Buffer.from("a"));
  expect(readdirSync(uploads.dir).length).toBe(20);
  now += 25 * 3_600_000;
  const last = await uploads.keep(Buffer.from("a"));
  expect(readdirSync(uploads.dir)).toEqual([last]);
  expect(() => uploads.path(first)).toThrow(new AppError("import_file_gone"));
  expect(() => uploads.path("../gantry.db")).toThrow(new AppError("import_file_gone"));
});

test("a start and each hour remove what was kept for a day; what cannot be is told", async () => {
  using folder = makeTempFolder("uploads");
  const clock = makeManualClock(Date.now());
  const failures: unknown[] = [];
  const uploads = new Uploads(join(folder.path, "uploads"), clock);
  // Nothing was uploaded yet: there is no folder.
  uploads.startCleaning((error) => failures.push(error)).stop();
  const first = await uploads.keep(Buffer.from("a"));
  for (let count = 1; count < 20; count++) await uploads.keep(Buffer.from("a"));
  const cleaning = uploads.startCleaning((error) => failures.push(error));
  clock.advance(23 * 3_600_000);
  expect(readdirSync(uploads.dir).length).toBe(20);
  clock.advance(2 * 3_600_000);
  expect([readdirSync(uploads.dir), failures]).toEqual([[], []]);
  cleaning.stop();
  expect(clock.pending()).toBe(0);
  uploads.remove(first);
  const kept = await uploads.keep(Buffer.from("a"));
  uploads.remove(kept);
  expect(readdirSync(uploads.dir)).toEqual([]);
  rmSync(uploads.dir, { recursive: true });
  await Bun.write(uploads.dir, "no folder");
  uploads.startCleaning((error) => failures.push(error)).stop();
  expect(failures).toHaveLength(1);
});
