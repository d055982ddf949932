import { describe, expect, test } from "bun:test";
import { ByteReader, BytesError } from "../../src/kit/byte-reader.ts";

describe("ByteReader", () => {
  test("throws BytesError where the bytes end too soon", () => {
    const reads: ((from: ByteReader) => unknown)[] = [
      (from) => from.f64(),
      (from) => from.i64(),
      (from) => from.bytes(4),
      (from) => from.text(),
      (from) => [from.u8(), from.u8(), from.u8(), from.u8()],
    ];
    for (const read of reads) expect(() => read(new ByteReader(Uint8Array.of(5, 1, 2)))).toThrow(BytesError);
  });

  test("throws BytesError on a number without an end", () => {
    expect(() => new ByteReader(new Uint8Array(20).fill(0xff)).varint()).toThrow(BytesError);
  });

  test("reads within the view it was given", () => {
    const whole = Uint8Array.of(9, 2, 104, 105, 9);
    const from = new ByteReader(whole.subarray(1, 4));
    expect([from.text(), from.isAtEnd]).toEqual(["hi", true]);
  });
});
