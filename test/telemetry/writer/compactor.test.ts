import { afterEach, describe, expect, test } from "bun:test";
import { migrate, openDatabase } from "../../../src/db/db.ts";
import { openBlock, sealBlock } from "../../../src/telemetry/blocks/block.ts";
import { DayFile, DayStore } from "../../../src/telemetry/days/day-store.ts";
import { DAY_STEPS } from "../../../src/telemetry/days/migrations.ts";
import { openRollups } from "../../../src/telemetry/rollups/rollup-codec.ts";
import { RollupFile, RollupStore } from "../../../src/telemetry/rollups/rollup-store.ts";
import { compactSome, dropSeries, shedSome } from "../../../src/telemetry/writer/compactor.ts";
import { removeTempDirs, tempDir } from "../../log/sample.ts";

afterEach(removeTempDirs);

const DAY = 20_000;
const T0 = DAY * 86_400_000;

function addBlock(store: DayStore, series: number, times: readonly number[], value: number): void {
  const body = sealBlock({
    kind: "number",
    times: Float64Array.from(times, (ts) => T0 + ts),
    numbers: Float64Array.from(times, () => value),
    others: [],
    qualities: new Uint8Array(times.length),
    delays: 0,
  });
  const [first = 0] = times;
  store.add({ series, tMin: T0 + first, tMax: T0 + (times.at(-1) ?? 0), count: times.length, body });
}

/** Three series with small blocks that overlap. */
function makeDay(dir: string): void {
  const store = new DayStore(`${dir}/day.db`);
  store.begin();
  for (const series of [1, 2, 3]) {
    for (let n = 0; n < 20; n++)
      addBlock(store, series, [n * 3_000, n * 3_000 + 1_000, n * 3_000 + 3_000], n);
  }
  store.commit("log", 1);
  store.close();
}

function open(dir: string, known: readonly number[] = [1, 2, 3]) {
  const store = new DayStore(`${dir}/day.db`);
  const rollups = new RollupStore(`${dir}/rollups.db`);
  return {
    options: { day: DAY, store, rollups, hasSeries: (series: number) => known.includes(series) },
    close: () => {
      store.close();
      rollups.close();
    },
  };
}

function read(dir: string) {
  const day = new DayFile(`${dir}/day.db`);
  const rollups = new RollupFile(`${dir}/rollups.db`);
  const trusted = rollups.trusted(1, DAY, DAY).length === 1;
  const bySeries = [1, 2, 3].map((series) => {
    const heads = day.heads(series, 0, 9e15).sort((a, b) => a.id - b.id);
    const values = new Map<number, number>();
    for (const { id } of heads) {
      const { times, numbers } = openBlock(day.body(id) as Uint8Array);
      for (const [i, ts] of times.entries()) values.set(ts - T0, numbers[i] as number);
    }
    const rolled = rollups.days(series, DAY, DAY).map(({ rollup }) => [rollup.count, rollup.sum]);
    const minutes = day.minutes(series);
    const inMinutes = minutes && openRollups(minutes).reduce((sum, { count }) => sum + count, 0);
    return { blocks: heads.length, points: values.size, rolled, inMinutes };
  });
  day.close();
  rollups.close();
  return { trusted, bySeries };
}

/** 20 starts, 20 ones behind them, and one at the very end: each start was written again by the block before. */
const WHOLE = { blocks: 1, points: 41, rolled: [[41, 399]], inMinutes: 41 };

describe("a bite", () => {
  test("merges small blocks into one and rolls them up; at the end the day is trusted", () => {
    const dir = tempDir();
    makeDay(dir);
    const { options, close } = open(dir);
    while (compactSome(options));
    close();
    expect(read(dir)).toEqual({ trusted: true, bySeries: [WHOLE, WHOLE, WHOLE] });
  });

  test("cut off at any step leaves every point once, and is made good by the next", () => {
    for (let at = 0, isCut = true; isCut; at++) {
      const dir = tempDir();
      makeDay(dir);
      const { options, close } = open(dir);
      let steps = 0;
      const cutting = <T extends object>(target: T): T =>
        new Proxy(target, {
          get(_, name) {
            const value = Reflect.get(target, name, target);
            if (typeof value !== "function") return value;
            return (...args: unknown[]) => {
              if (steps++ >= at) throw new Error("power cut");
              return value.apply(target, args);
            };
          },
        });
      try {
        const cut = { ...options, store: cutting(options.store), rollups: cutting(options.rollups) };
        while (compactSome(cut));
        isCut = false;
      } catch {
        // The process is gone.
      }
      close();
      const after = read(dir);
      expect(after.bySeries.map(({ points }) => points)).toEqual([41, 41, 41]);
      if (after.trusted) expect(after.bySeries).toEqual([WHOLE, WHOLE, WHOLE]);
      const again = open(dir);
      while (compactSome(again.options));
      again.close();
      expect(read(dir)).toEqual({ trusted: true, bySeries: [WHOLE, WHOLE, WHOLE] });
      removeTempDirs();
    }
  }, 60_000);

  test("brings a day of the first version on: it is compacted like any other", () => {
    const dir = tempDir();
    const old = openDatabase(`${dir}/day.db`);
    migrate(old, "telemetry", DAY_STEPS.slice(0, 1));
    old.close();
    makeDay(dir);
    const { options, close } = open(dir);
    while (compactSome(options));
    close();
    expect(read(dir)).toEqual({ trusted: true, bySeries: [WHOLE, WHOLE, WHOLE] });
  });

  test("drops what belongs to devices that are gone, and keeps what it cannot read", () => {
    const dir = tempDir();
    makeDay(dir);
    const { options, close } = open(dir, [1, 2]);
    options.store.transaction(() =>
      options.store.add({ series: 2, tMin: T0, tMax: T0 + 1, count: 9, body: Uint8Array.of(9) }),
    );
    while (compactSome(options));
    const { store } = options;
    expect(store.heads(2).map(({ count }) => count)).toEqual([9, 41]);
    expect([store.heads(3), store.seriesAfter(2)]).toEqual([[], undefined]);
    close();
  });
});

test("points that are given up leave their rollups; series that are dropped leave nothing", () => {
  const dir = tempDir();
  makeDay(dir);
  const { options, close } = open(dir);
  while (compactSome(options));
  while (shedSome(options));
  expect(options.rollups.stateOf(DAY)).toMatchObject({ isShed: true, isBare: true });
  dropSeries([3], options);
  close();
  const bare = { ...WHOLE, blocks: 0, points: 0 };
  expect(read(dir).bySeries).toEqual([bare, bare, { ...bare, rolled: [], inMinutes: undefined }]);
});
