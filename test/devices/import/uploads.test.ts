import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { Uploads } from "../../../src/devices/import/uploads.ts";
import { AppError } from "../../../src/spine/error.ts";
import { makeTempFolder } from "../../harness/temp-folder.ts";

test("a file is looked at before it is imported", async () => {
  using folder = makeTempFolder("uploads");
  const uploads = new Uploads(join(folder.path, "uploads"), { now: () => Date.now() });
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
  const uploads = new Uploads(join(folder.path, "uploads"), { now: () => now });
  const first = await uploads.keep(Buffer.from("a"));
  for (let count = 0; count < 25; count++) await uploads.keep(Buffer.from("a"));
  expect(readdirSync(uploads.dir).length).toBe(20);
  now += 25 * 3_600_000;
  const last = await uploads.keep(Buffer.from("a"));
  expect(readdirSync(uploads.dir)).toEqual([last]);
  expect(() => uploads.path(first)).toThrow(new AppError("import_file_gone"));
  expect(() => uploads.path("../gantry.db")).toThrow(new AppError("import_file_gone"));
});
