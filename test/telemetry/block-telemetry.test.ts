import { afterEach, describe, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import * as fc from "fast-check";
import type { LifecycleEvent } from "../../src/spine/event.ts";
import type { Point, Value } from "../../src/spine/point.ts";
import type { BlockOrder } from "../../src/telemetry/writer/block-writer.ts";
import { removeTempDirs, tempDir } from "../log/sample.ts";
import { ALL, DAY, InlineWriter, makeRig, NOON, openTestLog, point, readAll, report, store } from "./rig.ts";

afterEach(removeTempDirs);

describe("exactly once", () => {
  const DAYS = [0, 1, 2, 3];
  const points = (n: number): Point[] => DAYS.map((day) => point(NOON - day * DAY + n, n));
  const expected = (count: number): [number, Value][] =>
    DAYS.toReversed().flatMap((day) =>
      Array.from({ length: count }, (_, n): [number, Value] => [NOON - day * DAY + n, n]),
    );

  /** Every place at which a flush of four days can be cut off. */
  const isCrash = (at: number) => {
    let seen = 0;
    return (order: BlockOrder) => {
      if (order.type !== "open" && seen++ >= at) throw new Error("power cut");
    };
  };

  test("a crash at any moment of a flush neither loses nor doubles a point", async () => {
    for (let at = 0; at < 12; at++) {
      const dir = tempDir();
      const writer = new InlineWriter();
      const first = await makeRig(dir, { writer });
      await store(first.log, first.telemetry, points(0), points(1));
      writer.before = isCrash(at);
      const isCut = await first.telemetry.flush().then(
        () => false,
        () => true,
      );
      expect(isCut).toBe(at < 11);
      // From here on the first process writes nothing any more.
      writer.before = isCrash(0);
      await first.close();

      const second = await makeRig(dir);
      await second.telemetry.reached(2);
      expect(await readAll(second.telemetry)).toEqual(expected(2));
      await store(second.log, second.telemetry, points(2));
      expect(second.telemetry.stats()).toMatchObject({ tooOld: 0, lostEvents: 0, damaged: 0 });
      await second.telemetry.flush();
      expect(await readAll(second.telemetry)).toEqual(expected(3));
      expect(second.telemetry.stats().pointsTotal).toBe(12);
      await second.close();
    }
  }, 60_000);

  test("a flush that failed is tried again, and queries see the points all the while", async () => {
    const writer = new InlineWriter();
    const { log, telemetry, close } = await makeRig(tempDir(), { writer });
    await store(log, telemetry, points(0));
    writer.before = isCrash(4);
    await expect(telemetry.flush()).rejects.toThrow("power cut");
    await store(log, telemetry, points(1));
    expect(await readAll(telemetry)).toEqual(expected(2));
    writer.before = () => undefined;
    await telemetry.flush();
    await telemetry.flush();
    expect(await readAll(telemetry)).toEqual(expected(2));
    expect(telemetry.stats()).toMatchObject({ memoryPoints: 0, pointsTotal: 8, failure: undefined });
    await close();
  });

  test("another log in the same place is taken in from its beginning", async () => {
    const dir = tempDir();
    const first = await makeRig(dir);
    await store(first.log, first.telemetry, [point(NOON, 1)], [point(NOON + 1, 2)]);
    await first.close();
    const log = await openTestLog(tempDir());
    const second = await makeRig(dir, { log });
    await store(log, second.telemetry, [point(NOON + 2, 3)]);
    await second.close();
    const third = await makeRig(dir, { log: await openTestLog(tempDir()) });
    expect(await readAll(third.telemetry)).toEqual([
      [NOON, 1],
      [NOON + 1, 2],
      [NOON + 2, 3],
    ]);
    await third.close();
  });
});

describe("against a naive model", () => {
  const anyPoint = fc.record({
    property: fc.constantFrom("a", "b", "c"),
    ts: fc.integer({ min: NOON - 2 * DAY, max: NOON }).map((ts) => ts - (ts % 7_200_000)),
    value: fc.oneof(
      { weight: 5, arbitrary: fc.integer() },
      { weight: 3, arbitrary: fc.double({ noNaN: true }) },
      fc.boolean(),
      fc.string(),
      fc.bigInt({ min: 2n ** 60n, max: 2n ** 63n - 1n }),
      fc.constant({ x: 1, y: [1, 2] }),
    ),
    quality: fc.constantFrom(0 as const, 3 as const),
  });
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.array(anyPoint, { minLength: 1, maxLength: 6 }) },
    { weight: 1, arbitrary: fc.constant("flush" as const) },
    { weight: 1, arbitrary: fc.constant("compact" as const) },
    { weight: 1, arbitrary: fc.constant("restart" as const) },
  );

  test("every point is found, the last written of each time wins, whatever is flushed, compacted or restarted between", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const dir = tempDir();
        const model = new Map<string, Map<number, Value>>();
        let rig = await makeRig(dir, { limits: { blockPoints: 3 } });
        for (const one of steps) {
          if (one === "flush") await rig.telemetry.flush();
          else if (one === "compact") await rig.telemetry.compact();
          else if (one === "restart") {
            await rig.close();
            rig = await makeRig(dir, { limits: { blockPoints: 3 } });
          } else {
            await store(rig.log, rig.telemetry, one);
            for (const { property, ts, value } of one) {
              model.set(property, (model.get(property) ?? new Map()).set(ts, value));
            }
          }
        }
        for (const property of ["a", "b", "c"]) {
          const expected = [...(model.get(property) ?? [])].sort(([a], [b]) => a - b);
          expect(await readAll(rig.telemetry, property)).toEqual(expected);
          const newest = expected.at(-1);
          expect(rig.telemetry.latestOf(1, property)?.value).toEqual(newest?.[1] as Value);
        }
        await rig.close();
        removeTempDirs();
      }),
      { numRuns: 25 },
    );
  }, 60_000);
});

describe("latest", () => {
  test("is the newest by time at the source, over a restart, late data or not", async () => {
    const dir = tempDir();
    const first = await makeRig(dir);
    await store(
      first.log,
      first.telemetry,
      [point(NOON, 5), point(NOON, "on", "mode")],
      [point(NOON - 1_000, 4)],
    );
    const expected = [
      { property: "t", ts: NOON, value: 5, quality: 0, recvTs: NOON },
      { property: "mode", ts: NOON, value: "on", quality: 0, recvTs: NOON },
    ];
    expect(first.telemetry.latest(1)).toEqual(expected as never);
    await first.close();
    const second = await makeRig(dir);
    expect(second.telemetry.latest(1)).toEqual(expected as never);
    expect(second.telemetry.latest(2)).toEqual([]);
    await second.close();
  });
});

describe("bounds", () => {
  test("days beyond the retention leave the disk, and points older than that are not taken", async () => {
    const dir = tempDir();
    const files = () =>
      readdirSync(`${dir}/telemetry`)
        .filter((name) => name.startsWith("2026-"))
        .sort();
    const first = await makeRig(dir, { retentionDays: 2 });
    await store(
      first.log,
      first.telemetry,
      [0, 1, 2, 3].map((day) => point(NOON - day * DAY, day)),
    );
    await first.close();
    expect([files(), first.telemetry.stats().tooOld]).toEqual([
      ["2026-01-29.db", "2026-01-30.db", "2026-01-31.db"],
      1,
    ]);
    const second = await makeRig(dir, { retentionDays: 2, nowMs: NOON + DAY });
    await second.telemetry.flush();
    expect(await readAll(second.telemetry)).toEqual([
      [NOON - DAY, 1],
      [NOON, 0],
    ]);
    await second.close();
    expect(files()).toEqual(["2026-01-30.db", "2026-01-31.db"]);
  });

  test("memory is flushed at its bound, and telemetry reads no further while it cannot write", async () => {
    const writer = new InlineWriter();
    const limits = { flushPoints: 10, maxPoints: 20, retryMs: 1_000 };
    const { log, telemetry, clock, close } = await makeRig(tempDir(), { writer, limits });
    await store(
      log,
      telemetry,
      Array.from({ length: 10 }, (_, n) => point(NOON + n, n)),
    );
    await telemetry.flush();
    expect(telemetry.stats()).toMatchObject({ memoryPoints: 0, pointsTotal: 10 });
    writer.before = () => {
      throw new Error("the disk is full");
    };
    for (let n = 10; n < 60; n++) log.append([report([point(NOON + n, n)])], "grouped");
    await new Promise<void>((resolve) =>
      log.append([report([point(NOON + 60, 60)])], "grouped", () => resolve()),
    );
    for (let i = 0; i < 200; i++) await new Promise((resolve) => setImmediate(resolve));
    expect(telemetry.stats().memoryPoints).toBeGreaterThanOrEqual(20);
    expect(telemetry.stats().failure).toBe("the disk is full");
    writer.before = () => undefined;
    clock.advance(1_000);
    await telemetry.reached(52);
    await telemetry.flush();
    expect((await readAll(telemetry)).length).toBe(61);
    await close();
  });
});

describe("deleteDevice", () => {
  test("hides the data for good, also from what the log still holds", async () => {
    const dir = tempDir();
    const first = await makeRig(dir);
    await store(first.log, first.telemetry, [point(NOON, 1)]);
    const { points: _, ...head } = report([point(NOON, 0)]);
    const deleted: LifecycleEvent = { ...head, kind: "lifecycle", action: "deleted" };
    await new Promise<void>((resolve) => first.log.append([deleted], "grouped", () => resolve()));
    await store(first.log, first.telemetry, [point(NOON + 1, 2)]);
    expect([first.telemetry.latest(1), await readAll(first.telemetry)]).toEqual([[], []]);
    await first.close();
    const second = await makeRig(dir);
    await second.telemetry.reached(3);
    expect([second.telemetry.latest(1), await readAll(second.telemetry)]).toEqual([[], []]);
    await second.close();
  });
});

describe("queries", () => {
  test("an unknown device or property has no points", async () => {
    const { telemetry, close } = await makeRig(tempDir());
    expect(await telemetry.history({ ...ALL, property: "t", maxPoints: 10 })).toEqual({
      isDownsampled: false,
      points: [],
    });
    expect(await telemetry.points({ ...ALL, property: "t", limit: 10, order: "asc" })).toEqual({
      points: [],
      nextTs: undefined,
    });
    await close();
  });

  test("reached resolves also when telemetry closes first", async () => {
    const { telemetry, close } = await makeRig(tempDir());
    const waiting = telemetry.reached(1_000);
    await close();
    await waiting;
    await telemetry.reached(2_000);
  });
});
