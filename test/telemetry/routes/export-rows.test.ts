import { afterEach, expect, test } from "bun:test";
import { type ExportRow, exportRows } from "../../../src/telemetry/routes/export-rows.ts";
import { removeTempDirs, tempDir } from "../../log/sample.ts";
import { ALL, makeRig, NOON, point, store } from "../rig.ts";

afterEach(removeTempDirs);

test("a row for each time of any property, over page borders, day files and memory", async () => {
  const rig = await makeRig(tempDir());
  const count = 35_000;
  const old = Array.from({ length: 20_000 }, (_, n) => point(NOON - 1000 + n, n, "a"));
  for (let at = 0; at < old.length; at += 5_000)
    await store(rig.log, rig.telemetry, old.slice(at, at + 5_000));
  await rig.telemetry.flush();
  const recent = Array.from({ length: 15_000 }, (_, n) => point(NOON + 19_000 + n, 20_000 + n, "a"));
  for (let at = 0; at < recent.length; at += 5_000)
    await store(rig.log, rig.telemetry, recent.slice(at, at + 5_000));
  await store(rig.log, rig.telemetry, [point(NOON - 2000, "before", "b"), point(NOON, "same", "b")]);

  const rows: ExportRow[] = [];
  for await (const batch of exportRows(rig.telemetry, { ...ALL, properties: ["a", "b", "none"] }))
    rows.push(...batch);
  expect(rows.length).toBe(count + 1);
  expect(rows.every((row, at) => at === 0 || row.ts > (rows[at - 1]?.ts ?? 0))).toBe(true);
  expect(rows.filter((row) => row.points[0] !== undefined).map((row) => row.points[0]?.value)).toEqual(
    Array.from({ length: count }, (_, n) => n),
  );
  expect(rows.filter((row) => row.points[1] !== undefined)).toEqual([
    {
      ts: NOON - 2000,
      points: [undefined, { ts: NOON - 2000, value: "before", quality: 0, recvTs: NOON }, undefined],
    },
    {
      ts: NOON,
      points: [
        { ts: NOON, value: 1000, quality: 0, recvTs: NOON + 3_999 },
        { ts: NOON, value: "same", quality: 0, recvTs: NOON },
        undefined,
      ],
    },
  ]);
  await rig.close();
});

test("an empty range has no rows", async () => {
  const rig = await makeRig(tempDir());
  const batches = exportRows(rig.telemetry, { ...ALL, properties: ["a"] });
  expect((await batches.next()).done).toBe(true);
  await rig.close();
});
