import { afterEach, expect, test } from "bun:test";
import { readdirSync, writeFileSync } from "node:fs";
import { openBlock } from "../../../src/telemetry/blocks/block.ts";
import { dayFileName, dayRange } from "../../../src/telemetry/days/day.ts";
import { DayFile } from "../../../src/telemetry/days/day-store.ts";
import { type BlockOrder, BlockWriter } from "../../../src/telemetry/writer/block-writer.ts";
import { removeTempDirs, tempDir } from "../../log/sample.ts";

afterEach(removeTempDirs);

const DAY = 20_000;
const { fromMs } = dayRange(DAY);

function open(dir: string): BlockWriter {
  const writer = new BlockWriter();
  writer.obey({ type: "open", dir, logId: "x", blockPoints: 2 });
  return writer;
}

function points(seq: number, times: number[], day = DAY): BlockOrder {
  const count = times.length;
  const parcel = {
    slices: [{ series: 1, kind: "number" as const, start: 0, count, others: [], delay: undefined }],
    times: Float64Array.from(times),
    numbers: Float64Array.from(times, (_, i) => i),
    qualities: new Uint8Array(count),
    delays: new Float64Array(count),
  };
  return { type: "points", day, seq, parcel };
}

const DONE = { failure: undefined };

function blocks(dir: string): number[][] {
  const file = new DayFile(`${dir}/${dayFileName(DAY)}`);
  const heads = file.heads(1, 0, 9e15);
  const found = heads.map((head) =>
    [...openBlock(file.body(head.id) as Uint8Array).times].map((ts) => ts - fromMs),
  );
  file.close();
  return found;
}

test("a day is written in order, in blocks of bounded size, each time once", () => {
  const dir = tempDir();
  const writer = open(dir);
  const times = [5, 1, 3, 1, 4].map((ms) => fromMs + ms);
  expect(writer.obey(points(1, times))).toEqual(DONE);
  expect(writer.obey({ type: "day", day: DAY, seq: 1 })).toEqual(DONE);
  expect(blocks(dir)).toEqual([
    [1, 3],
    [4, 5],
  ]);
  writer.obey({ type: "close" });
});

test("a day that is complete up to there is passed over", () => {
  const dir = tempDir();
  const writer = open(dir);
  for (let i = 0; i < 2; i++) {
    writer.obey(points(5, [fromMs]));
    writer.obey({ type: "day", day: DAY, seq: 5 });
  }
  expect(blocks(dir)).toEqual([[0]]);
  writer.obey(points(6, [fromMs + 1]));
  writer.obey({ type: "day", day: DAY, seq: 6 });
  expect(blocks(dir)).toEqual([[0], [1]]);
  writer.obey({ type: "close" });
});

test("a day without its end is undone when another comes", () => {
  const dir = tempDir();
  const writer = open(dir);
  writer.obey(points(1, [fromMs]));
  writer.obey(points(1, [fromMs + 86_400_000], DAY + 1));
  expect(blocks(dir)).toEqual([]);
  writer.obey({ type: "close" });
});

test("a damaged day file is set aside, and its day begins anew at the next try", () => {
  const dir = tempDir();
  const name = dayFileName(DAY);
  writeFileSync(`${dir}/${name}`, "no database at all ".repeat(500));
  const writer = open(dir);
  expect(writer.obey(points(1, [fromMs])).failure).toContain("corrupt");
  expect(writer.obey(points(1, [fromMs]))).toEqual(DONE);
  expect(writer.obey({ type: "day", day: DAY, seq: 1 })).toEqual(DONE);
  expect(blocks(dir)).toEqual([[0]]);
  expect(readdirSync(dir)).toContain(`${name}.damaged`);
  expect(writer.obey({ type: "removeDay", day: DAY })).toEqual(DONE);
  expect(readdirSync(dir).filter((file) => file.startsWith(name))).toEqual([`${name}.damaged`]);
  writer.obey({ type: "close" });
});

test("without its folder nothing is written", () => {
  const writer = new BlockWriter();
  const failure = expect.stringContaining("folder");
  expect(writer.obey(points(1, [fromMs]))).toEqual({ failure });
  expect(writer.obey({ type: "removeDay", day: DAY })).toEqual({ failure });
  expect(writer.obey({ type: "close" })).toEqual(DONE);
});
