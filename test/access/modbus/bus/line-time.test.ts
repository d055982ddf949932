import { expect, test } from "bun:test";
import { characterMs, silenceMs } from "../../../../src/access/modbus/bus/line-time.ts";

test("characters with all their bits, and the silence that ends a frame", () => {
  const plain = { dataBits: 8, parity: "none", stopBits: 1 } as const;
  expect([
    characterMs({ ...plain, baud: 10_000 }),
    characterMs({ ...plain, baud: 11_000, parity: "even" }),
    silenceMs({ ...plain, baud: 10_000 }),
    // Over serial line 1.02, 2.5.1.1: above 19200 the silence is fixed.
    silenceMs({ ...plain, baud: 115_200 }),
  ]).toEqual([1, 1, 3.5, 1.75]);
});
