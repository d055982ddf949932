import { afterEach, expect, test } from "bun:test";
import type { Telemetry } from "../../../src/telemetry/telemetry.ts";
import type { BlockOrder } from "../../../src/telemetry/writer/block-writer.ts";
import { removeTempDirs, tempDir } from "../../log/sample.ts";
import { DAY, InlineWriter, makeRig, NOON, point, readAll, store } from "../rig.ts";

afterEach(removeTempDirs);

const QUERY = { deviceIds: [1, 2], property: "t", dataType: { type: "int" } } as const;
const days = (telemetry: Telemetry) =>
  telemetry.aggregate({
    ...{ deviceId: 1, property: "t", fromMs: NOON - 4 * DAY, toMs: NOON, timeZone: "UTC", fill: "none" },
    interval: { unit: "day", count: 1 },
  });

test("stored values get the new type in files, rollups and the latest, over restarts", async () => {
  const dir = tempDir();
  const first = await makeRig(dir);
  const at = (day: number, n: number, value: string) => point(NOON - day * DAY + n, value);
  await store(
    first.log,
    first.telemetry,
    [at(2, 0, "1"), at(2, 1, "warm")],
    [at(1, 0, "2.6"), at(0, 0, "7")],
  );
  await first.telemetry.flush();
  await first.telemetry.compact();
  expect(await days(first.telemetry)).toMatchObject([{ count: 2, min: null }, { min: null }, { min: null }]);
  await store(first.log, first.telemetry, [at(0, 1, "8"), point(NOON, 1, "other")]);
  expect(await first.telemetry.convert(QUERY)).toEqual({ points: 5, converted: 4, failed: 1, damaged: 0 });
  const expected = [
    [NOON - 2 * DAY, 1],
    [NOON - 2 * DAY + 1, "warm"],
    [NOON - DAY, 3],
    [NOON, 7],
    [NOON + 1, 8],
  ];
  expect(await readAll(first.telemetry)).toEqual(expected as never);
  expect(first.telemetry.latestOf(1, "t")).toMatchObject({ value: 8 });
  const rolled = [
    { count: 2, min: 1, max: 1, quality: 2 },
    { count: 1, min: 3, max: 3 },
    { count: 1, min: 7 },
  ];
  expect(await days(first.telemetry)).toMatchObject(rolled);
  await first.telemetry.compact();
  expect(await days(first.telemetry)).toMatchObject(rolled);
  await first.close();

  const second = await makeRig(dir);
  expect(await readAll(second.telemetry)).toEqual(expected as never);
  expect(second.telemetry.latestOf(1, "t")).toMatchObject({ value: 8 });
  expect(await days(second.telemetry)).toMatchObject(rolled);
  // Done again after a crash, it comes to the same end.
  expect(await second.telemetry.convert(QUERY)).toEqual({ points: 5, converted: 0, failed: 1, damaged: 0 });
  expect(await readAll(second.telemetry)).toEqual(expected as never);
  await second.close();
});

test("cut off between two days it goes on to the same end", async () => {
  const dir = tempDir();
  const writer = new InlineWriter();
  const first = await makeRig(dir, { writer });
  await store(first.log, first.telemetry, [point(NOON - DAY, "1"), point(NOON, "2")]);
  await first.telemetry.flush();
  let seen = 0;
  writer.before = (order: BlockOrder) => {
    if (order.type === "convert" && seen++ > 0) throw new Error("power cut");
  };
  await expect(first.telemetry.convert(QUERY)).rejects.toThrow("power cut");
  await first.close();
  const second = await makeRig(dir);
  expect(await readAll(second.telemetry)).toEqual([
    [NOON - DAY, 1],
    [NOON, "2"],
  ]);
  expect(await second.telemetry.convert(QUERY)).toEqual({ points: 2, converted: 1, failed: 0, damaged: 0 });
  expect(await readAll(second.telemetry)).toEqual([
    [NOON - DAY, 1],
    [NOON, 2],
  ]);
  await second.close();
});
