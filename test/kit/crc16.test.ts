import { expect, test } from "bun:test";
import { crc16, hasCrc16 } from "../../src/kit/crc16.ts";

test("the check value of CRC-16/MODBUS, and a frame of the specification", () => {
  // Catalogue of parametrised CRC algorithms: check("123456789") = 4B37.
  expect(crc16(Buffer.from("123456789"))).toBe(0x4b37);
  const frame = Buffer.from("02 07 41 12".replaceAll(" ", ""), "hex");
  expect([hasCrc16(frame, 0, 4), hasCrc16(Buffer.from("02074113", "hex"), 0, 4)]).toEqual([true, false]);
});

test("a part of the bytes", () => {
  const bytes = Buffer.from("xx123456789yy");
  expect(crc16(bytes, 2, 11)).toBe(0x4b37);
});
