import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { ByteReader, BytesError } from "../../../src/kit/byte-reader.ts";
import { ByteWriter } from "../../../src/kit/byte-writer.ts";
import {
  type Delays,
  delayAt,
  joinDelays,
  readDelays,
  selectDelays,
  sliceDelays,
  writeDelays,
} from "../../../src/telemetry/blocks/delays.ts";

const T0 = 1_700_000_000_000;
const everySecond = (count: number) => Float64Array.from({ length: count }, (_, i) => T0 + i * 1_000);

function written(delays: Delays, times: Float64Array): Uint8Array {
  const out = new ByteWriter(8);
  writeDelays(out, delays, times);
  return out.written().slice();
}

const listed = (delays: Delays, count: number) => Array.from({ length: count }, (_, i) => delayAt(delays, i));

test("whatever delays are, they are read back", () => {
  const any = fc.oneof(
    fc.integer({ min: 0, max: 300 }),
    fc.integer({ min: -1e9, max: 1e9 }),
    fc.double(),
    fc.constant(Number.NaN),
  );
  fc.assert(
    fc.property(fc.array(any, { minLength: 1, maxLength: 60 }), (list) => {
      const times = everySecond(list.length);
      const bytes = new ByteReader(written(Float64Array.from(list), times));
      const read = listed(readDelays(bytes, times), list.length);
      expect(read.map((delay) => delay + 0)).toEqual(list.map((delay) => delay + 0));
      expect(bytes.isAtEnd).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test("what is the same for all takes a byte or a few, however many points", () => {
  const times = everySecond(1_000);
  const all = (delay: number) => new Float64Array(1_000).fill(delay);
  expect([...written(all(0), times)]).toEqual([1]);
  expect([...written(all(Number.NaN), times)]).toEqual([0]);
  expect([...written(all(40), times)]).toEqual([2, 80]);
  expect(written(40, times)).toEqual(written(all(40), times));
});

test("delays that differ a little take a byte each, what was sent in one piece next to nothing", () => {
  const times = everySecond(1_000);
  const jitter = Float64Array.from(times, (_, i) => 40 + ((i * 7_919) % 90));
  expect(written(jitter, times).length).toBeLessThan(1_010);
  const heldBack = Float64Array.from(times, (ts) => T0 + 1_000_000 - ts);
  expect(Bun.zstdCompressSync(Uint8Array.from(written(heldBack, times))).length).toBeLessThan(40);
});

test("parts of delays, and several joined", () => {
  const some = Float64Array.of(1, 2, 3);
  expect([sliceDelays(some, 1, 3), sliceDelays(7, 1, 3)]).toEqual([Float64Array.of(2, 3), 7]);
  expect([selectDelays(some, Uint32Array.of(2, 0)), selectDelays(7, Uint32Array.of(2))]).toEqual([
    Float64Array.of(3, 1),
    7,
  ]);
  const nothing = { delays: Number.NaN, count: 2 };
  expect(joinDelays([nothing, nothing])).toBeNaN();
  const joined = joinDelays([{ delays: 5, count: 1 }, nothing, { delays: some, count: 3 }]);
  expect(listed(joined, 6)).toEqual([5, Number.NaN, Number.NaN, 1, 2, 3]);
});

test("a form that is not known is refused", () => {
  expect(() => readDelays(new ByteReader(Uint8Array.of(6)), everySecond(1))).toThrow(BytesError);
  expect(() => readDelays(new ByteReader(Uint8Array.of(3)), everySecond(1))).toThrow(BytesError);
});
