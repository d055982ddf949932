import { expect, test } from "bun:test";
import { WireReader } from "../../../src/codec/sparkplug/wire.ts";

const reader = (...bytes: number[]) => new WireReader(Uint8Array.from(bytes));

test("walks over fields of every wire type, read or skipped", () => {
  const all = reader(
    0x08,
    0x96,
    0x01,
    0x11,
    0,
    0,
    0,
    0,
    0,
    0,
    0xf0,
    0x3f,
    0x1a,
    2,
    0x68,
    0x69,
    0x25,
    0,
    0,
    0x80,
    0x3f,
  );
  const read: unknown[] = [];
  while (all.next()) {
    if (all.field === 1) read.push(all.uint());
    else if (all.field === 2) read.push(all.double());
    else if (all.field === 3) read.push(all.text());
    else read.push(all.float());
  }
  expect(read).toEqual([150, 1, "hi", 1]);
  const skipped = new WireReader(all.bytes);
  let fields = 0;
  for (; skipped.next(); fields++) skipped.skip();
  expect(fields).toBe(4);
});

test("64 bits whole", () => {
  expect(reader(255, 255, 255, 255, 255, 255, 255, 255, 255, 1).long()).toBe(2n ** 64n - 1n);
});

test.each([
  ["ends in a number", () => reader(0x80).uint()],
  ["ends in a text", () => reader(5, 0x41).text()],
  ["a number of eleven bytes", () => reader(...Array<number>(11).fill(0x80)).long()],
  [
    "a wire type that is not in use",
    () => {
      const r = reader(0x0b);
      r.next();
      r.skip();
    },
  ],
  ["field 0", () => reader(0x00).next()],
  [
    "another wire type than due",
    () => {
      const r = reader(0x08, 1);
      r.next();
      r.expect(2, () => r.text());
    },
  ],
])("%s throws", (_, read) => {
  expect(read).toThrow();
});
