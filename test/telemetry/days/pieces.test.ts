import { expect, test } from "bun:test";
import * as fc from "fast-check";
import type { BlockPoints } from "../../../src/telemetry/blocks/block.ts";
import { mergeSpan, type Piece, spansOf } from "../../../src/telemetry/days/pieces.ts";

function piece(rank: number, times: readonly number[], count = times.length): Piece {
  const points: BlockPoints = {
    kind: "number",
    times: Float64Array.from(times),
    numbers: Float64Array.from(times, () => rank),
    others: [],
    qualities: new Uint8Array(times.length),
    delays: 0,
  };
  return { tMin: times[0] as number, tMax: times.at(-1) as number, count, rank, load: () => points };
}

test("pieces of any overlap and size become rising runs; of each time the highest rank stays", () => {
  const anyTimes = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 8 });
  // Some claim to be so large that not all of them are merged at once.
  const anySize = fc.constantFrom(1, 100_000, 300_000);
  fc.assert(
    fc.property(fc.array(fc.tuple(anyTimes, anySize), { maxLength: 12 }), (lists) => {
      const pieces = lists.map(([times, size], rank) =>
        piece(
          rank,
          times.sort((a, b) => a - b),
          size,
        ),
      );
      const expected = new Map<number, number>();
      for (const [rank, [times]] of lists.entries()) for (const ts of times) expected.set(ts, rank);
      const found: [number, number][] = [];
      for (const span of spansOf(pieces)) {
        const { times, numbers } = mergeSpan(span);
        for (let i = 0; i < times.length; i++) found.push([times[i] as number, numbers[i] as number]);
      }
      expect(found).toEqual([...expected].sort(([a], [b]) => a - b));
    }),
    { numRuns: 300 },
  );
});

test("a piece that overlaps all others does not bring them all in at once", () => {
  const many = Array.from({ length: 40 }, (_, i) => piece(i, [i * 10, i * 10 + 9], 16_384));
  const spans = spansOf([...many, piece(40, [5, 395])]);
  expect(spans.length).toBeGreaterThan(2);
  expect(Math.max(...spans.map((span) => span.pieces.length))).toBeLessThan(20);
});

test("what cannot be read is left out", () => {
  const broken: Piece = { tMin: 0, tMax: 9, count: 3, rank: 9, load: () => undefined };
  const spans = spansOf([broken, piece(1, [2, 4])]);
  expect(spans.map((span) => [...mergeSpan(span).times])).toEqual([[2, 4]]);
});
