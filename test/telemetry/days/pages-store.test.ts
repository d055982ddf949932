import { afterEach, expect, test } from "bun:test";
import { statSync } from "node:fs";
import { DayStore } from "../../../src/telemetry/days/day-store.ts";
import { removeTempDirs, tempDir } from "../../log/sample.ts";

afterEach(removeTempDirs);

test("the room of what was removed goes back to the disk, bite by bite", () => {
  const path = `${tempDir()}/d.db`;
  const store = new DayStore(path);
  store.begin();
  for (let series = 0; series < 200; series++) {
    store.add({ series, tMin: 0, tMax: 1, count: 1, body: new Uint8Array(100_000) });
  }
  store.commit("log", 1);
  store.transaction(() => store.removeBlocksOf(-1, 197));
  let bites = 1;
  while (store.reclaim()) bites++;
  expect(bites).toBeGreaterThan(1);
  expect(store.reclaim()).toBe(false);
  store.settle();
  expect(statSync(path).size).toBeLessThan(400_000);
});
