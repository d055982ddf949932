import { expect, test } from "bun:test";
import { Capture } from "../../../../src/access/modbus/commission/capture.ts";

const fill = (capture: Capture, count: number, from = 0) => {
  for (let i = 0; i < count; i++) capture.note(i % 2 === 0 ? "out" : "in", new Uint8Array(200), from + i);
};

test("while somebody looks many frames are kept, in order and within bounds, else a few", () => {
  const capture = new Capture();
  fill(capture, 3_000);
  const alone = capture.after(0, { limit: 10_000, now: 3_000 });
  expect([alone.length * 200 <= 16 * 1024, alone.length > 70, alone.at(-1)?.id]).toEqual([true, true, 3_000]);
  fill(capture, 3_000, 3_000);
  const watched = capture.after(0, { limit: 10_000, now: 6_000 });
  expect([watched.length * 200 <= 256 * 1024, watched.length > 1_000]).toEqual([true, true]);
  expect(capture.after(5_999, { limit: 10, now: 6_000 }).map(({ id }) => id)).toEqual([6_000]);
  expect(capture.after(undefined, { limit: 2, now: 6_000 }).map(({ id }) => id)).toEqual([5_999, 6_000]);
  fill(capture, 10, 6_000 + 10 * 60_000);
  expect(capture.after(0, { limit: 10_000, now: 0 }).length).toBe(alone.length);
});

test("as text, a line a frame", () => {
  const capture = new Capture();
  capture.note("out", Uint8Array.of(1, 3), 0);
  capture.note("in", Uint8Array.of(0xff), 1);
  expect(capture.toText()).toBe("1970-01-01T00:00:00.000Z > 01 03\n1970-01-01T00:00:00.001Z < ff\n");
});
