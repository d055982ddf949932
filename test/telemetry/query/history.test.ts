import { afterEach, expect, test } from "bun:test";
import { removeTempDirs, tempDir } from "../../log/sample.ts";
import { ALL, DAY, makeRig, NOON, point, store } from "../rig.ts";

afterEach(removeTempDirs);

/** 100 points a minute apart over two days, half in a file, a late one among them, one written twice. */
async function makeHistory() {
  const rig = await makeRig(tempDir(), { limits: { blockPoints: 7 } });
  const at = (n: number) => NOON - DAY / 2 - 3_000_000 + n * 60_000;
  const range = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => point(at(from + i), from + i));
  await store(rig.log, rig.telemetry, range(0, 30), range(31, 60));
  await rig.telemetry.flush();
  await store(rig.log, rig.telemetry, range(60, 100), [point(at(30), 30), point(at(10), -1)]);
  return { ...rig, at };
}

test("short series come whole, out of files and memory", async () => {
  const { telemetry, at, close } = await makeHistory();
  const { isDownsampled, points } = await telemetry.history({ ...ALL, property: "t", maxPoints: 100 });
  expect(isDownsampled).toBe(false);
  // Each report was received when its newest point was measured.
  const receivedOf = (n: number) => at(n === 10 || n === 30 ? 30 : n < 30 ? 29 : n < 60 ? 59 : 99);
  const expected = Array.from({ length: 100 }, (_, n) => {
    const recvTs = receivedOf(n);
    const isLate = recvTs - at(n) > 300_000;
    return { ts: at(n), value: n === 10 ? -1 : n, quality: isLate ? (3 as const) : (0 as const), recvTs };
  });
  expect(points).toEqual(expected);
  await close();
});

test("long series are thinned out over the time in which there are points, whatever range was asked for", async () => {
  const { telemetry, at, close } = await makeHistory();
  const { isDownsampled, points } = await telemetry.history({ ...ALL, property: "t", maxPoints: 40 });
  expect(isDownsampled).toBe(true);
  expect(points.length).toBeGreaterThan(15);
  expect(points).toContainEqual({ ts: at(10), value: -1, quality: 3, recvTs: at(30) });
  expect(points.at(-1)).toEqual({ ts: at(99), value: 99, quality: 3, recvTs: at(99) });
  await close();
});

test("pages go through every point in both directions", async () => {
  const { telemetry, at, close } = await makeHistory();
  for (const order of ["asc", "desc"] as const) {
    const times: number[] = [];
    let afterTs: number | undefined;
    let pages = 0;
    do {
      const query = { ...ALL, property: "t", fromMs: at(5), toMs: at(94), limit: 10, order };
      const page = await telemetry.points({ ...query, ...(afterTs !== undefined && { afterTs }) });
      times.push(...page.points.map((one) => one.ts));
      afterTs = page.nextTs;
      pages++;
    } while (afterTs !== undefined);
    const expected = Array.from({ length: 90 }, (_, i) => at(5 + i));
    expect([times, pages]).toEqual([order === "asc" ? expected : expected.toReversed(), 9]);
  }
  await close();
});
