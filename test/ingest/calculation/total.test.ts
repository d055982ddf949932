import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { counted, integrated, toRaw } from "../../../src/ingest/calculation/total.ts";

const counter = (more: object = {}) => ({ kind: "counter" as const, source: "raw", ...more });
const integral = (more: object = {}) => ({ kind: "integral" as const, source: "kw", perS: 3_600, ...more });

describe("a counter", () => {
  test.each([
    ["rises", {}, 10, 15, 5],
    ["stands", {}, 10, 10, 0],
    ["is scaled", { scale: 0.1 }, 10, 15, 0.5],
    ["rolls over at 2^16", { rollover: 65_536 }, 65_530, 4, 10],
    ["rolls over at 2^32", { rollover: 2 ** 32 }, 4_294_967_290, 4, 10],
    ["rolls over at 10000", { rollover: 10_000 }, 9_999, 0, 1],
    ["is reset without a rollover", {}, 1_000, 3, 3],
    ["is reset far from its rollover", { rollover: 65_536 }, 1_000, 3, 3],
    ["is reset close to it, as maxStep tells", { rollover: 65_536, maxStep: 100 }, 60_000, 5, 5],
    ["steps back", {}, 1_000, 998, 0],
    ["steps back far from its rollover", { rollover: 65_536 }, 1_000, 998, 0],
    ["leaps farther than it can", { maxStep: 100 }, 1_000, 5_000, 0],
    ["counts down below zero", {}, 5, -3, 0],
  ] as const)("that %s", (_, spec, before, now, added) => {
    expect(counted(counter(spec), before, now)).toBeCloseTo(added, 9);
  });

  test("keeps the last digits of 64-bit values", () => {
    expect(counted(counter(), 9_007_199_254_740_993n, 9_007_199_254_740_996n)).toBe(3);
    expect(counted(counter(), 9_007_199_254_740_990, 9_007_199_254_740_993n)).toBe(3);
    expect(counted(counter({ rollover: 2 ** 64 }), 18_446_744_073_709_551_610n, 4)).toBe(10);
  });

  test("adds up to all that was counted, whatever rolls over on the way", () => {
    const rollover = fc.constantFrom(100, 10_000, 65_536, 2 ** 32);
    const run = fc.tuple(
      rollover,
      fc.nat(),
      fc.array(fc.double({ min: 0, max: 0.5, noNaN: true }), { maxLength: 60 }),
    );
    fc.assert(
      fc.property(run, ([range, start, shares]) => {
        const spec = counter({ rollover: range });
        let real = start;
        let raw = start % range;
        let total = 0;
        for (const share of shares) {
          real += Math.floor(share * range);
          total += counted(spec, raw, real % range);
          raw = real % range;
        }
        expect(total).toBe(real - start);
      }),
      { numRuns: 500, seed: 3 },
    );
  });

  test("counts from zero behind each reset, so nothing but what was missed while it was off is missing", () => {
    const runs = fc.array(fc.array(fc.nat({ max: 1_000 }), { minLength: 1, maxLength: 10 }), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(runs, (lives) => {
        let raw = 0;
        let total = 0;
        let real = 0;
        for (const steps of lives) {
          // It begins again at zero, which is reported.
          total += counted(counter(), raw, 0);
          raw = 0;
          for (const step of steps) {
            total += counted(counter(), raw, raw + step);
            raw += step;
            real += step;
          }
        }
        expect(total).toBe(real);
      }),
      { numRuns: 300, seed: 4 },
    );
  });
});

describe("an integral", () => {
  const hour = 3_600_000;

  test("is the area below the line from value to value", () => {
    expect(integrated(integral(), { raw: 10, ts: 0 }, { raw: 20, ts: hour })).toBe(15);
    expect(integrated(integral({ scale: 0.001 }), { raw: 1_000, ts: 0 }, { raw: 1_000, ts: hour / 2 })).toBe(
      0.5,
    );
    expect(integrated(integral({ perS: 60 }), { raw: 30, ts: 0 }, { raw: 30, ts: 10_000 })).toBe(5);
    expect(integrated(integral(), { raw: -10, ts: 0 }, { raw: 10, ts: hour })).toBe(0);
  });

  test("adds nothing for a gap", () => {
    const spec = integral({ maxGapS: 600 });
    expect(integrated(spec, { raw: 10, ts: 0 }, { raw: 10, ts: 600_000 })).toBeCloseTo(10 / 6, 9);
    expect(integrated(spec, { raw: 10, ts: 0 }, { raw: 10, ts: 600_001 })).toBe(0);
  });

  test("of a switch is how long it was on", () => {
    expect(integrated(integral(), { raw: true, ts: 0 }, { raw: false, ts: hour })).toBe(1);
    expect(integrated(integral(), { raw: false, ts: 0 }, { raw: true, ts: hour })).toBe(0);
  });

  test("does not depend on how often a steady rate is reported", () => {
    const times = fc.array(fc.integer({ min: 1, max: 3_600 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 1_000 }), (spans, rate) => {
        let ts = 0;
        let total = 0;
        for (const span of spans) {
          const next = ts + span * 1_000;
          total += integrated(integral(), { raw: rate, ts }, { raw: rate, ts: next });
          ts = next;
        }
        expect(total).toBeCloseTo((rate * ts) / hour, 6);
      }),
      { numRuns: 300, seed: 5 },
    );
  });
});

test("only numbers and switches can be counted", () => {
  expect([toRaw(1), toRaw(2n), toRaw(true), toRaw("3"), toRaw([1]), toRaw(undefined)]).toEqual([
    1,
    2n,
    true,
    undefined,
    undefined,
    undefined,
  ]);
});
