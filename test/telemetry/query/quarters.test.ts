import { afterEach, expect, test } from "bun:test";
import { readQuarters } from "../../../src/telemetry/query/quarters.ts";
import { emptyRollup, type RollupRow } from "../../../src/telemetry/rollups/rollup.ts";
import { sealRollups } from "../../../src/telemetry/rollups/rollup-codec.ts";
import { RollupFile, RollupStore } from "../../../src/telemetry/rollups/rollup-store.ts";
import { removeTempDirs, tempDir } from "../../log/sample.ts";

afterEach(removeTempDirs);

const DAY = 86_400_000;
const HOUR = 3_600_000;
const QUARTER = HOUR / 4;

function row(startMs: number): RollupRow {
  const ends = { first: "on", firstTs: startMs, last: "on", lastTs: startMs };
  return { startMs, ...emptyRollup(), count: 1, ...ends };
}

test("quarters of the hours that were asked for, out of the parts that they are in", () => {
  const path = `${tempDir()}/rollups.db`;
  const store = new RollupStore(path);
  const hours = sealRollups([], HOUR);
  for (const day of [10, 11]) {
    const seal = (...starts: number[]) =>
      sealRollups(
        starts.map((ms) => row(day * DAY + ms)),
        QUARTER,
      );
    const quarters = [
      seal(0, QUARTER),
      undefined,
      undefined,
      undefined,
      seal(18 * HOUR, 18 * HOUR + QUARTER),
    ];
    store.put(day, 1, { rollup: row(day * DAY), hours, quarters });
  }
  store.put(12, 1, { rollup: row(12 * DAY), hours, quarters: [undefined, Uint8Array.of(9)] });
  const file = new RollupFile(path);
  let failures = 0;
  const attempt = <T>(read: () => T[]) => {
    try {
      return read();
    } catch {
      failures++;
      return undefined;
    }
  };
  const read = (...starts: number[]) =>
    [...readQuarters({ rollups: file, series: 1, hours: new Set(starts), attempt })].map(([hour, rows]) => [
      hour,
      rows.map(({ startMs }) => startMs - hour),
    ]);
  const evening = (day: number) => day * DAY + 18 * HOUR;
  expect(read(evening(10), evening(11))).toEqual([
    [evening(10), [0, QUARTER]],
    [evening(11), [0, QUARTER]],
  ]);
  expect(read(10 * DAY, evening(11))).toEqual([
    [10 * DAY, [0, QUARTER]],
    [evening(11), [0, QUARTER]],
  ]);
  expect([read(10 * DAY + 5 * HOUR), read(), failures]).toEqual([[], [], 0]);
  expect([read(12 * DAY + 5 * HOUR), failures]).toEqual([[], 1]);
  file.close();
  store.close();
});
