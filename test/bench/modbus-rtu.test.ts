import { expect, test } from "bun:test";
import { measureRtu } from "../../scripts/bench/modbus/rtu.ts";

// In simulated time, so that it says the same on every machine.
test.each([
  [9_600, 10],
  [9_600, 100],
  [115_200, 10],
  [115_200, 100],
])(
  "%i baud, %i registers a read: nine tenths of what the line can carry, and never two at once",
  async (baud, registers) => {
    const { ofMaximum, collisions } = await measureRtu(baud, registers, 10_000);
    // What is on the line at both ends of the time counts whole.
    expect([ofMaximum > 0.9, ofMaximum < 1.03, collisions]).toEqual([true, true, 0]);
  },
);
