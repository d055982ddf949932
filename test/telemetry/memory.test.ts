import { expect, test } from "bun:test";
import { Memory } from "../../src/telemetry/memory.ts";
import { LATE_MS } from "../../src/telemetry/quality.ts";
import { NOON, point, report } from "./rig.ts";

test("points go to their series, however the properties are ordered", () => {
  const memory = new Memory(10);
  memory.add(report([point(NOON, 1, "a"), point(NOON, 2, "b")]), undefined);
  memory.add(report([point(NOON + 1, 3, "b"), point(NOON + 1, 4, "a"), point(NOON + 1, 5, "c")]), undefined);
  memory.add(report([point(NOON + 2, 6, "a")], 2), undefined);
  const values = (property: string) => {
    const series = memory.find(1, property);
    return series && [series.id, ...series.live.numbers.subarray(0, series.live.length)];
  };
  expect([values("a"), values("b"), values("c"), values("d")]).toEqual([
    [10, 1, 4],
    [11, 2, 3],
    [12, 5],
    undefined,
  ]);
  expect([memory.seriesCount, memory.points]).toEqual([4, 6]);
  const names = new Set(["z"]);
  for (const id of [1, 2, 3]) memory.addNames(id, names);
  expect([...names]).toEqual(["z", "a", "b", "c"]);
});

test("freezing sets aside what is there and begins anew", () => {
  const memory = new Memory(1);
  memory.add(report([point(NOON, 1), point(NOON + 1, 2)]), undefined);
  const [series] = memory.freeze();
  memory.add(report([point(NOON + 2, 3)]), undefined);
  expect([series?.frozen?.length, series?.live.length, memory.points]).toEqual([2, 1, 1]);
  expect(memory.freeze().length).toBe(1);
  expect(memory.freeze()).toEqual([]);
});

test("what was set aside is let go of, and as many points are expected again", () => {
  const memory = new Memory(1);
  memory.add(report(Array.from({ length: 1_000 }, (_, i) => point(NOON + i, i))), undefined);
  const [series] = memory.freeze();
  const times = series?.frozen?.times;
  series?.letGo();
  expect([series?.frozen, times?.length, series?.live.times.length]).toEqual([undefined, 0, 0]);
  memory.add(report([point(NOON + 2_000, 1)]), undefined);
  expect(series?.live.times.length).toBe(1_100);
});

test("a restored series goes on with its number and latest value", () => {
  const memory = new Memory(1);
  const latest = { ts: NOON, value: 5, quality: 0, recvTs: NOON + 9 } as const;
  memory.restore({ id: 7, deviceId: 1, property: "t", firstTs: NOON - 1, latest });
  memory.add(report([point(NOON - 5, 1), point(NOON - 5, 2, "new")]), undefined);
  const series = memory.find(1, "t");
  expect([series?.id, series?.isStored, series?.latest(), series?.firstTs]).toEqual([
    7,
    true,
    latest,
    NOON - 5,
  ]);
  expect(memory.find(1, "new")?.id).toBe(8);
});

test("a removed device takes its points along", () => {
  const memory = new Memory(1);
  memory.add(report([point(NOON, 1)], 1), undefined);
  memory.add(report([point(NOON, 1)], 2), undefined);
  memory.removeDevice(1);
  memory.removeDevice(9);
  expect([memory.points, memory.seriesCount, [...memory.ofDevice(1)], memory.freeze().length]).toEqual([
    1,
    1,
    [],
    1,
  ]);
});

test("times are whole milliseconds, and large values count", () => {
  const memory = new Memory(1);
  memory.add(
    report([point(NOON + 0.7, "x".repeat(1_000)), point(NOON, { a: ["y"] }, "s")]),
    (one) => one.ts > 0,
  );
  expect(memory.find(1, "t")?.latestTs).toBe(NOON);
  expect(memory.sizeBytes).toBeGreaterThan(2_000);
});

test("a good point that was long on its way is late; what its source said of it stays", () => {
  const memory = new Memory(1);
  const given = [0, 0, 1, 2, 4] as const;
  const points = given.map((quality, i) => ({ ...point(NOON, 1, `p${i}`), quality }));
  memory.add({ ...report(points), recvTs: NOON + LATE_MS }, undefined);
  const qualities = () => [...memory.ofDevice(1)].map((one) => one.latest()?.quality);
  expect(qualities()).toEqual([0, 0, 1, 2, 4]);
  memory.add({ ...report(points), recvTs: NOON + LATE_MS + 1 }, undefined);
  expect(qualities()).toEqual([3, 3, 1, 2, 4]);
  expect(memory.find(1, "p0")?.latest()?.recvTs).toBe(NOON + LATE_MS + 1);
  expect([...(memory.find(1, "p0")?.live.delays.subarray(0, 2) ?? [])]).toEqual([LATE_MS, LATE_MS + 1]);
});
