import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { ByteReader } from "../../src/kit/byte-reader.ts";
import { RecordReader, RecordWriter } from "../../src/log/record.ts";
import { readValue, writeValue } from "../../src/log/record-value.ts";
import type { Value } from "../../src/spine/point.ts";
import { anyValue } from "./any-event.ts";

function roundTrip(value: Value): { value: Value; sizeBytes: number } {
  const writer = new RecordWriter();
  writer.out.f64(0);
  writeValue(writer, value);
  const bytes = writer.out.written();
  return { value: readValue(new RecordReader(new ByteReader(bytes))), sizeBytes: bytes.length - 8 };
}

test("values keep their type and every bit", () => {
  const values: Value[] = [
    0,
    -0,
    1,
    -1,
    0.1,
    1e300,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    2 ** 53,
    -(2 ** 53),
  ];
  values.push(2n ** 63n - 1n, -(2n ** 63n), 2n ** 63n, 5n, true, false, "", "温度", [], {}, [1, [2n]], {
    a: { b: "c" },
  });
  values.push({ ["__proto__"]: 1 } as Value);
  for (const value of values) expect(roundTrip(value).value).toEqual(value);
  fc.assert(fc.property(anyValue, (value) => expect(roundTrip(value).value).toEqual(value)));
});

test("what sensors commonly report is short", () => {
  expect([21.5, -3.25, 7, 1_000_000, true].map((value) => roundTrip(value).sizeBytes)).toEqual([
    4, 3, 2, 4, 1,
  ]);
});
