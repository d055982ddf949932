import { afterEach, expect, test } from "bun:test";
import { SeriesStore } from "../../../src/telemetry/days/series-store.ts";
import { removeTempDirs, tempDir } from "../../log/sample.ts";

afterEach(removeTempDirs);

test("series keep their numbers, extents and latest values; progress adds up", () => {
  const path = `${tempDir()}/series.db`;
  const store = new SeriesStore(path);
  expect(store.progress()).toEqual({ logId: "", seq: 0, nextSeries: 1, points: 0, blocks: 0 });
  store.addSeries([
    { id: 1, deviceId: 7, property: "a" },
    { id: 4, deviceId: 8, property: "a" },
  ]);
  store.addSeries([{ id: 1, deviceId: 7, property: "a" }]);
  const latest = { ts: 5, value: { deep: [2n ** 60n] }, quality: 3, recvTs: 6 } as const;
  store.saveExtents([{ id: 4, firstTs: 1, latest }]);
  store.commit({ logId: "x", seq: 9, points: 10, blocks: 2 });
  store.commit({ logId: "x", seq: 12, points: 5, blocks: 1 });
  store.close();
  const again = new SeriesStore(path);
  expect(again.progress()).toEqual({ logId: "x", seq: 12, nextSeries: 5, points: 15, blocks: 3 });
  expect(again.series()).toEqual([
    { id: 1, deviceId: 7, property: "a", firstTs: 0, latest: undefined },
    { id: 4, deviceId: 8, property: "a", firstTs: 1, latest },
  ]);
  again.removeDevice(8);
  again.removeDevice(8);
  expect([again.series().length, again.removedDevices()]).toEqual([1, [8]]);
  again.close();
});
