import { expect, test } from "bun:test";
import { dayOf } from "../../../src/telemetry/days/day.ts";
import { Memory } from "../../../src/telemetry/memory.ts";
import type { BlockOrder, BlockReport } from "../../../src/telemetry/writer/block-writer.ts";
import { flush } from "../../../src/telemetry/writer/flush.ts";
import { DAY, NOON, point, report } from "../rig.ts";

test("days come oldest first, each with its parcels and its end, and the progress last", async () => {
  const memory = new Memory(1);
  memory.add(report([point(NOON, 1, "a"), point(NOON, "x", "b"), point(NOON - DAY, 2, "a")]), undefined);
  const series = memory.freeze();
  const orders: BlockOrder[] = [];
  const ask = async (order: BlockOrder): Promise<BlockReport> => {
    orders.push(order);
    return { failure: undefined };
  };
  const writer = { ask, stop: () => undefined };
  expect(await flush({ writer, series, seq: 9, recovered: 4, blockPoints: 100 })).toBe(3);
  const day = dayOf(NOON);
  const slices = (order: BlockOrder | undefined) =>
    order?.type === "points" && order.parcel.slices.map(({ series, kind, count }) => [series, kind, count]);
  expect(orders.map((order) => ("day" in order ? `${order.type} ${order.day - day}` : order.type))).toEqual([
    "series",
    "points -1",
    "day -1",
    "points 0",
    "day 0",
    "extents",
    "progress",
  ]);
  expect([slices(orders[1]), slices(orders[3])]).toEqual([
    [[1, "number", 1]],
    [
      [1, "number", 1],
      [2, "any", 1],
    ],
  ]);
  expect(orders[6]).toMatchObject({ seq: 9, points: 7, blocks: 3 });
  orders.length = 0;
  await flush({ writer, series, seq: 9, recovered: 0, blockPoints: 100 });
  expect(orders[0]?.type).toBe("points");
});

test("many series go in several messages", async () => {
  const memory = new Memory(1);
  for (let n = 1; n <= 5_000; n++) memory.add(report([point(NOON, n)], n), undefined);
  const rows: string[] = [];
  const ask = async (order: BlockOrder): Promise<BlockReport> => {
    if (order.type === "series") rows.push(`series ${order.added.length}`);
    if (order.type === "points") rows.push(`points ${order.parcel.slices.length}`);
    if (order.type === "extents") rows.push(`extents ${order.extents.length}`);
    return { failure: undefined };
  };
  await flush({
    writer: { ask, stop: () => undefined },
    series: memory.freeze(),
    seq: 1,
    recovered: 0,
    blockPoints: 100,
  });
  const parts = [2_048, 2_048, 904];
  expect(rows).toEqual(
    ["series", "points", "extents"].flatMap((what) => parts.map((count) => `${what} ${count}`)),
  );
});

test("many points go in several parcels", async () => {
  const memory = new Memory(1);
  for (let n = 0; n < 3; n++) {
    memory.add(report(Array.from({ length: 50_000 }, (_, i) => point(NOON + i, i, `p${n}`))), undefined);
  }
  const counts: number[] = [];
  const ask = async (order: BlockOrder): Promise<BlockReport> => {
    if (order.type === "points") counts.push(order.parcel.times.length);
    return { failure: undefined };
  };
  await flush({
    writer: { ask, stop: () => undefined },
    series: memory.freeze(),
    seq: 1,
    recovered: 0,
    blockPoints: 100,
  });
  expect(counts).toEqual([100_000, 50_000]);
});
