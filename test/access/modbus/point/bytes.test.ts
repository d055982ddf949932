import { expect, test } from "bun:test";
import {
  bitAt,
  bytesOfWords,
  fromWire,
  hexOf,
  toWire,
  wordsOf,
} from "../../../../src/access/modbus/point/bytes.ts";
import { ORDERS_2, ORDERS_4, ORDERS_8 } from "../../../../src/spine/register-map.ts";

test("every order is undone by its inverse", () => {
  for (const order of [...ORDERS_2, ...ORDERS_4, ...ORDERS_8]) {
    const wire = Uint8Array.from({ length: order.length }, (_, at) => at + 1);
    expect(toWire(fromWire(wire, order), order)).toEqual(wire);
  }
  expect(hexOf(fromWire(Uint8Array.of(3, 4, 1, 2), "CDAB"))).toBe("01020304");
});

test("registers and packed bits", () => {
  expect([wordsOf(Uint8Array.of(1, 2, 3, 4)), hexOf(bytesOfWords([0x102, 0x304]))]).toEqual([
    [0x102, 0x304],
    "01020304",
  ]);
  expect([0, 1, 8, 9].map((at) => bitAt(Uint8Array.of(0b10, 0b1), at))).toEqual([false, true, true, false]);
});
