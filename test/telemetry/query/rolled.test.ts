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
    expect(history.points).toContainEqual({ ts, value, quality: 3, recvTs: undefined });
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

test("days of a zone between whole hours come from quarters; where there are none, from minutes and points", async () => {
  const dir = tempDir();
  const { log, telemetry, close } = await makeRig(dir);
  const first = NOON - 4 * DAY;
  // One series has many points in a quarter, the other too few for that.
  const dense = Array.from({ length: 3 * 8_640 }, (_, n) => point(first + n * 10_000, n % 1_000));
  const sparse = Array.from({ length: 3 * 48 }, (_, n) => point(first + n * 1_800_000, n, "sparse"));
  for (let at = 0; at < dense.length; at += 8_640) await store(log, telemetry, dense.slice(at, at + 8_640));
  await store(log, telemetry, sparse);
  const ask = (property: string, timeZone: string) =>
    telemetry.aggregate({
      ...{ ...ALL, property, timeZone, fill: "none", interval: { unit: "day", count: 1 } },
    });
  const zones = ["Asia/Kolkata", "Asia/Kathmandu", "America/St_Johns", "Asia/Shanghai"];
  const answers = async () => {
    const rows = [];
    for (const zone of zones) rows.push(await ask("t", zone), await ask("sparse", zone));
    return rows;
  };
  const exact = await answers();
  expect(exact.map((rows) => rows.reduce((sum, { count }) => sum + count, 0))).toEqual(
    zones.flatMap(() => [dense.length, sparse.length]),
  );
  await telemetry.flush();
  await telemetry.compact();
  expect(await answers()).toEqual(exact);
  const rollups = new Database(`${dir}/telemetry/rollups.db`);
  const kept = rollups.query("SELECT DISTINCT series FROM quarters").all();
  expect(kept.length).toBe(1);
  const day = new Database(`${dir}/telemetry/2026-01-29.db`);
  // Were minutes or points read, the damage would be noticed.
  for (const table of ["blocks", "minutes"]) day.run(`UPDATE ${table} SET body = x'00' WHERE series = 1`);
  expect([await ask("t", "Asia/Kolkata"), telemetry.stats().damaged]).toEqual([exact[0], 0] as never);
  day.close();
  rollups.run("DELETE FROM quarters");
  rollups.close();
  const whole = await ask("sparse", "Asia/Kathmandu");
  expect(whole).toEqual(exact[3] as typeof whole);
  await close();
});

test("rollups of before quarters and qualities serve on", async () => {
  const dir = tempDir();
  const first = await makeRig(dir);
  const points = Array.from({ length: 8_640 }, (_, n) => point(NOON - DAY + n * 10_000, n));
  await store(first.log, first.telemetry, points);
  await first.telemetry.flush();
  await first.telemetry.compact();
  const ask = (telemetry: typeof first.telemetry) =>
    telemetry.aggregate({
      ...{ ...ALL, property: "t", timeZone: "Asia/Kolkata", fill: "none" },
      interval: { unit: "day", count: 1 },
    });
  const exact = await ask(first.telemetry);
  await first.close();
  const db = new Database(`${dir}/telemetry/rollups.db`);
  db.run("DROP TABLE quarters");
  db.run("ALTER TABLE rollups DROP COLUMN quality");
  db.run("DELETE FROM migrations WHERE id = 2");
  db.close();
  const second = await makeRig(dir);
  const counts = (rows: typeof exact) => rows.map(({ count, min, max }) => [count, min, max]);
  expect(counts(await ask(second.telemetry))).toEqual(counts(exact));
  expect(second.telemetry.stats().damaged).toBe(0);
  await second.close();
});
