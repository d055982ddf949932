import { expect, test } from "bun:test";
import { ByteReader } from "../../src/kit/byte-reader.ts";
import { RecordReader, RecordWriter } from "../../src/log/record.ts";
import { readPoints, writePoints } from "../../src/log/record-points.ts";
import { type Point, QUALITY } from "../../src/spine/point.ts";

test("points keep their own time and every quality", () => {
  const points: Point[] = Object.values(QUALITY).flatMap((quality, i) => [
    { property: "a", ts: 1_000, value: i, quality },
    { property: "b", ts: 1_000 - i, value: `${i}`, quality },
    { property: "c", ts: 1_000 + i * 1e12, value: { x: i }, quality },
  ]);
  const writer = new RecordWriter();
  writer.out.f64(0);
  writePoints(writer, points, 1_000);
  expect(readPoints(new RecordReader(new ByteReader(writer.out.written())), 1_000)).toEqual(points);
});
