import { expect, test } from "bun:test";
import fc from "fast-check";
import { NumberRing } from "../../src/kit/number-ring.ts";

test("behaves like an array under any sequence of push and shift", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.integer({ min: 0, max: 0x1ffff }), fc.constant("shift" as const))),
      (steps) => {
        const ring = new NumberRing();
        const model: number[] = [];
        for (const step of steps) {
          if (step === "shift") expect(ring.shift()).toBe(model.shift());
          else {
            ring.push(step);
            model.push(step);
          }
          expect(ring.length).toBe(model.length);
        }
      },
    ),
  );
});

test("grows past its first capacity while it is wrapped around", () => {
  const ring = new NumberRing();
  for (let i = 0; i < 12; i++) ring.push(i);
  for (let i = 0; i < 10; i++) ring.shift();
  for (let i = 12; i < 100; i++) ring.push(i);
  expect(Array.from({ length: ring.length }, () => ring.shift())).toEqual(
    Array.from({ length: 90 }, (_, i) => i + 10),
  );
});

test("clear forgets everything", () => {
  const ring = new NumberRing();
  ring.push(1);
  ring.clear();
  expect([ring.length, ring.shift()]).toEqual([0, undefined]);
});
