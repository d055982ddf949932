import { afterEach, describe, expect, test } from "bun:test";
import { existsSync, writeFileSync } from "node:fs";
import { emptyRollup, type Rollup } from "../../../src/telemetry/rollups/rollup.ts";
import { openRollupStore, RollupFile, RollupStore } from "../../../src/telemetry/rollups/rollup-store.ts";
import { removeTempDirs, tempDir } from "../../log/sample.ts";

afterEach(removeTempDirs);

const numeric: Rollup = {
  ...{ count: 3, numbers: 2, sum: 7, min: 2, minTs: 20, max: 5, maxTs: 10 },
  ...{ first: 5, firstTs: 10, last: "off", lastTs: 30, quality: 2 },
};
const text: Rollup = { ...emptyRollup(), count: 1, first: "on", firstTs: 5, last: "on", lastTs: 5 };
const hours = Uint8Array.of(1, 2, 3);
const quarters = [undefined, Uint8Array.of(4), undefined, undefined, undefined, Uint8Array.of(5)];

function opened() {
  const path = `${tempDir()}/rollups.db`;
  return { path, store: new RollupStore(path), file: new RollupFile(path) };
}

describe("rollups", () => {
  test("of a series are found by day, and are gone when they are put as none", () => {
    const { store, file } = opened();
    store.put(5, 1, { rollup: numeric, hours, quarters });
    store.put(6, 1, { rollup: text, hours, quarters });
    store.put(5, 2, { rollup: text, hours, quarters: [] });
    expect(file.days(1, 0, 9)).toEqual([
      { day: 5, rollup: numeric },
      { day: 6, rollup: text },
    ]);
    expect(file.hours(1, 6, 9)).toEqual([{ day: 6, body: hours }]);
    const inPart = (part: number) => file.quarters({ series: 1, part, from: 0, to: 9 }).map(({ day }) => day);
    expect([inPart(0), inPart(1), file.quarters({ series: 1, part: 5, from: 6, to: 6 })]).toEqual([
      [],
      [5, 6],
      [{ day: 6, body: Uint8Array.of(5) }],
    ]);
    store.put(5, 1, undefined);
    expect(inPart(1)).toEqual([6]);
    expect(file.days(1, 0, 9).map(({ day }) => day)).toEqual([6]);
    store.remove(6);
    expect([file.days(1, 0, 9), file.days(2, 0, 9).length, inPart(1)]).toEqual([[], 1, []]);
  });

  test("are trusted for sealed days, but not for series with late points", () => {
    const { store, file } = opened();
    for (const day of [5, 6, 7]) store.begin(day);
    store.advance(5, [3, 8]);
    expect(store.stateOf(5)).toEqual({
      ...{ day: 5, isSealed: false, isShed: false, isBare: false, afterSeries: 8, marks: 0 },
    });
    store.seal(5);
    store.seal(6);
    store.mark(5, [1, 2]);
    store.markEverywhere([4]);
    expect(file.trusted(1, 0, 9)).toEqual([{ day: 6, isShed: false }]);
    expect(file.trusted(4, 0, 9)).toEqual([]);
    expect(store.marked(5, 2).length).toBe(2);
    store.advance(5, [1, 2, 4]);
    store.shed(5, false);
    expect(file.trusted(1, 0, 9)).toEqual([
      { day: 5, isShed: true },
      { day: 6, isShed: false },
    ]);
    expect(file.states().map(({ day, isSealed, marks }) => [day, isSealed, marks])).toEqual([
      [5, true, 0],
      [6, true, 1],
      [7, false, 1],
    ]);
    expect(store.stateOf(99)).toBeUndefined();
  });

  test("that are damaged are set aside: they can be made again", () => {
    const path = `${tempDir()}/rollups.db`;
    writeFileSync(path, "no database ".repeat(1_000));
    const store = openRollupStore(path);
    expect([store.isSound(), store.stateOf(1)]).toEqual([true, undefined]);
    expect(existsSync(`${path}.damaged`)).toBe(true);
    store.close();
    expect(store.isSound()).toBe(false);
  });
});
