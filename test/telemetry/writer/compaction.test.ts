import { afterEach, describe, expect, test } from "bun:test";
import { statSync } from "node:fs";
import type { AggregateQuery } from "../../../src/telemetry/telemetry.ts";
import { removeTempDirs, tempDir } from "../../log/sample.ts";
import { ALL, DAY, InlineWriter, makeRig, NOON, point, readAll, store } from "../rig.ts";

afterEach(removeTempDirs);

const byDay: AggregateQuery = {
  ...{ deviceId: 1, property: "t", fromMs: NOON - 5 * DAY, toMs: NOON + DAY },
  ...{ interval: { unit: "day", count: 1 }, timeZone: "UTC", fill: "none" },
};

const spread = (day: number, count = 200) =>
  Array.from({ length: count }, (_, n) => point(NOON - day * DAY + n * 1_000, n));

describe("compaction", () => {
  test("is done for days that are over, by and by, and again after late points", async () => {
    const writer = new InlineWriter();
    const { log, telemetry, clock, close } = await makeRig(tempDir(), { writer });
    await store(log, telemetry, spread(2), spread(1), spread(0));
    await telemetry.flush();
    const compactions = () => writer.orders.filter((type) => type === "compact").length;
    clock.advance(60_000);
    for (let i = 0; i < 200; i++) {
      await new Promise((resolve) => setImmediate(resolve));
      clock.advance(1);
    }
    expect(compactions()).toBe(4);
    await telemetry.compact();
    expect(compactions()).toBe(4);
    await store(log, telemetry, [point(NOON - 2 * DAY, 1_000)]);
    await telemetry.flush();
    await telemetry.compact();
    expect(compactions()).toBe(6);
    const rows = await telemetry.aggregate(byDay);
    expect(rows.map(({ count, max }) => [count, max])).toEqual([
      [200, 1_000],
      [200, 199],
      [200, 199],
    ]);
    await close();
  });

  test("that fails is told, and done when the disk is well again", async () => {
    const writer = new InlineWriter();
    const { log, telemetry, close } = await makeRig(tempDir(), { writer });
    await store(log, telemetry, spread(1));
    await telemetry.flush();
    writer.before = ({ type }) => {
      if (type === "compact") throw new Error("the disk is full");
    };
    await expect(telemetry.compact()).rejects.toThrow("the disk is full");
    writer.before = () => undefined;
    await telemetry.compact();
    expect((await telemetry.aggregate(byDay)).map(({ count }) => count)).toEqual([200]);
    await close();
  });

  test("takes the blocks of removed devices off the disk, also from days that were sealed before", async () => {
    const dir = tempDir();
    const { log, telemetry, close } = await makeRig(dir);
    const noise = Array.from({ length: 30_000 }, (_, n) => point(NOON - DAY + n, Math.sin(n * 7.1)));
    await store(log, telemetry, noise);
    await telemetry.flush();
    await telemetry.compact();
    const sizeBytes = () => statSync(`${dir}/telemetry/2026-01-30.db`).size;
    const before = sizeBytes();
    telemetry.deleteDevice(1);
    await telemetry.compact();
    expect(sizeBytes()).toBeLessThan(before / 3);
    await close();
  });

  test("drops a property whose own retention is over, and queries no longer show it", async () => {
    const dir = tempDir();
    const { log, telemetry, close } = await makeRig(dir, {
      retentionDaysOf: (_, property) => (property === "short" ? 1 : undefined),
    });
    const points = [0, 1, 2].map((day) => NOON - day * DAY);
    await store(
      log,
      telemetry,
      points.flatMap((ts) => [point(ts, 1, "short"), point(ts, 2, "t")]),
    );
    await telemetry.flush();
    expect((await readAll(telemetry, "short")).length).toBe(2);
    await telemetry.compact();
    await close();
    const second = await makeRig(dir);
    expect([
      (await readAll(second.telemetry, "short")).length,
      (await readAll(second.telemetry)).length,
    ]).toEqual([2, 3]);
    await second.close();
  });
});

describe("room is made", () => {
  test("by giving up the oldest points, then the oldest rollups; what comes later for those days is too late", async () => {
    const dir = tempDir();
    const first = await makeRig(dir);
    await store(first.log, first.telemetry, spread(2), spread(1), spread(0));
    await first.telemetry.flush();
    expect(await first.telemetry.shedOldestRawDay()).toBe(false);
    await first.telemetry.compact();
    const before = await first.telemetry.aggregate(byDay);
    expect(await first.telemetry.shedOldestRollups()).toBe(false);
    expect(await first.telemetry.shedOldestRawDay()).toBe(true);
    expect((await readAll(first.telemetry)).length).toBe(400);
    await first.close();

    const { log, telemetry, close } = await makeRig(dir);
    await store(log, telemetry, [point(NOON - 2 * DAY, 5_000)]);
    expect(telemetry.stats().tooOld).toBe(1);
    await telemetry.flush();
    await telemetry.compact();
    expect(await telemetry.aggregate(byDay)).toEqual(before);
    const history = await telemetry.history({ ...ALL, property: "t", maxPoints: 1_000 });
    expect([history.isDownsampled, history.points.length]).toEqual([true, 408]);
    expect([await telemetry.shedOldestRawDay(), await telemetry.shedOldestRawDay()]).toEqual([true, false]);
    expect([await telemetry.shedOldestRollups(), await telemetry.shedOldestRollups()]).toEqual([true, true]);
    expect(await telemetry.shedOldestRollups()).toBe(false);
    expect(await telemetry.aggregate(byDay)).toEqual(before.slice(2));
    await close();
  });
});
