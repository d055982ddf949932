import { Database } from "bun:sqlite";
import { afterEach, expect, test } from "bun:test";
import { removeTempDirs, tempDir } from "../../log/sample.ts";
import { ALL, DAY, makeRig, NOON, point, store } from "../rig.ts";

afterEach(removeTempDirs);

test("a long range is drawn from rollups, with every extreme at its own time", async () => {
  const dir = tempDir();
  const { log, telemetry, close } = await makeRig(dir);
  const points = Array.from({ length: 2_000 }, (_, n) => point(NOON - 3 * DAY + n * 86_400, n % 97));
  points[555] = point(points[555]?.ts ?? 0, 5_000);
  points[777] = point(points[777]?.ts ?? 0, -5_000);
  await store(log, telemetry, points);
  await telemetry.flush();
  await telemetry.compact();
  const query = { ...ALL, property: "t", maxPoints: 40 };
  const db = new Database(`${dir}/telemetry/2026-01-29.db`);
  // Were the points read, the damage would be noticed.
  db.run("UPDATE blocks SET body = x'00'");
  db.close();
  const history = await telemetry.history(query);
  expect(history.isDownsampled).toBe(true);
  expect(history.points.length).toBeLessThanOrEqual(40);
  for (const at of [555, 777]) {
    const { ts, value } = points[at] as (typeof points)[number];
    expect(history.points).toContainEqual({ ts, value, quality: 0 });
  }
  const [row] = await telemetry.aggregate({
    ...{ ...ALL, property: "t", timeZone: "UTC", fill: "none", interval: { unit: "month", count: 1 } },
  });
  expect([row?.count, row?.min, row?.max]).toEqual([2_000, -5_000, 5_000]);
  expect(telemetry.stats().damaged).toBe(0);
  await close();
});

test("rollups that cannot be read are counted, and the points serve", async () => {
  const dir = tempDir();
  const { log, telemetry, close } = await makeRig(dir);
  await store(log, telemetry, [point(NOON - DAY, 1), point(NOON - DAY + 1, 3), point(NOON - 1, 5)]);
  await telemetry.flush();
  await telemetry.compact();
  const db = new Database(`${dir}/telemetry/rollups.db`);
  db.run("UPDATE rollups SET hours = x'00'");
  db.close();
  const query = { ...ALL, property: "t", timeZone: "Asia/Shanghai", fill: "none" } as const;
  const rows = await telemetry.aggregate({ ...query, interval: { unit: "hour", count: 12 } });
  expect(rows.map(({ count }) => count)).toEqual([2, 1]);
  expect(telemetry.stats().damaged).toBeGreaterThan(0);
  await close();
});
