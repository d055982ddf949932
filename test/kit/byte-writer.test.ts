import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { ByteReader } from "../../src/kit/byte-reader.ts";
import { ByteWriter } from "../../src/kit/byte-writer.ts";

describe("ByteWriter", () => {
  test("grows from any size and hands its buffer over", () => {
    const out = new ByteWriter(1);
    out.text("x".repeat(1_000));
    const length = out.at;
    const buffer = out.swap(new ArrayBuffer(8));
    expect(new ByteReader(new Uint8Array(buffer, 0, length)).text()).toBe("x".repeat(1_000));
    expect([out.at, out.written().length]).toEqual([0, 0]);
  });

  test("small numbers and short texts are short", () => {
    const out = new ByteWriter(64);
    out.varint(127);
    out.zigzag(-64);
    out.text("ab");
    expect([...out.written()]).toEqual([127, 127, 2, 97, 98]);
  });

  test("bytes carry their length and make their own room", () => {
    const out = new ByteWriter(1);
    out.bytes(new Uint8Array(300).fill(7));
    out.bytes(new Uint8Array(0));
    const reader = new ByteReader(out.written());
    expect(reader.bytes(reader.varint())).toEqual(Buffer.alloc(300, 7));
    expect([reader.varint(), reader.isAtEnd]).toEqual([0, true]);
  });

  test("whatever is written is read back", () => {
    const whole = fc.integer({ min: -(2 ** 51), max: 2 ** 51 });
    const text = fc.string({ unit: "binary", maxLength: 200 });
    fc.assert(
      fc.property(
        fc.maxSafeNat(),
        whole,
        fc.double(),
        fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        text,
        (a, b, c, d, e) => {
          const out = new ByteWriter(64);
          out.varint(a);
          out.zigzag(b);
          out.f64(c);
          out.ensure(8);
          out.i64(d);
          out.text(e);
          const from = new ByteReader(out.written());
          expect([from.varint(), from.zigzag(), from.f64(), from.i64(), from.text()]).toEqual([
            a,
            b + 0,
            c,
            d,
            e,
          ]);
          expect(from.isAtEnd).toBe(true);
        },
      ),
    );
  });
});
