import { expect, test } from "bun:test";
import { Capture } from "../../../../src/access/modbus/commission/capture.ts";

test("the newest frames are kept, in order, within bounds", () => {
  const capture = new Capture();
  for (let i = 0; i < 3_000; i++) capture.note(i % 2 === 0 ? "out" : "in", new Uint8Array(200), i);
  const frames = capture.after(0, 10_000);
  expect([frames.length <= 2_000, frames.at(-1)?.id, frames.length * 200 <= 256 * 1024]).toEqual([
    true,
    3_000,
    true,
  ]);
  expect(capture.after(2_999, 10).map(({ id }) => id)).toEqual([3_000]);
});

test("as text, a line a frame", () => {
  const capture = new Capture();
  capture.note("out", Uint8Array.of(1, 3), 0);
  capture.note("in", Uint8Array.of(0xff), 1);
  expect(capture.toText()).toBe("1970-01-01T00:00:00.000Z > 01 03\n1970-01-01T00:00:00.001Z < ff\n");
});
