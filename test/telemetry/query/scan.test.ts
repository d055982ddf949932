import { Database } from "bun:sqlite";
import { afterEach, expect, test } from "bun:test";
import { mkdirSync } from "node:fs";
import { DayFiles } from "../../../src/telemetry/days/day-files.ts";
import { Series } from "../../../src/telemetry/memory.ts";
import { scan } from "../../../src/telemetry/query/scan.ts";
import { removeTempDirs, tempDir } from "../../log/sample.ts";
import { makeRig, NOON, point, readAll, store } from "../rig.ts";

afterEach(removeTempDirs);

test("what is in memory when a scan begins is found, though it is let go of meanwhile", async () => {
  const dir = `${tempDir()}/t`;
  mkdirSync(dir);
  const series = new Series(1, 1, "t");
  series.frozen = series.live;
  for (let n = 0; n < 5; n++) series.frozen.add(NOON + n, n, { quality: 0, delay: 0 });
  const runs = scan({ files: new DayFiles(dir), series, fromMs: 0, toMs: 9e15, order: "asc" });
  const first = runs.next();
  series.letGo();
  expect([...((await first).value?.times ?? [])]).toEqual([0, 1, 2, 3, 4].map((n) => NOON + n));
});

test("a damaged block is passed over and counted; the rest of the series is there", async () => {
  const dir = tempDir();
  const { log, telemetry, close } = await makeRig(dir, { limits: { blockPoints: 2 } });
  await store(
    log,
    telemetry,
    Array.from({ length: 6 }, (_, n) => point(NOON + n, n)),
  );
  await telemetry.flush();
  const db = new Database(`${dir}/telemetry/2026-01-31.db`);
  db.run("UPDATE blocks SET body = x'0102' WHERE id = 2");
  db.close();
  expect((await readAll(telemetry)).map(([, value]) => value)).toEqual([0, 1, 4, 5]);
  expect(telemetry.stats().damaged).toBe(1);
  await close();
});
