import { expect, test } from "bun:test";
import { BufferPool, Outgoing } from "../../src/net/outgoing.ts";

test("bytes survive growth through every class of buffer", () => {
  const out = new Outgoing(new BufferPool());
  const expected: number[] = [];
  for (let i = 0; i < 200_000; i++) {
    const at = out.reserve(1);
    out.bytes[at] = i & 255;
    if (i === 0) expect(out.bytes.length).toBe(1_024);
    if (out.bytes[out.end - 1] !== (i & 255)) expected.push(i);
  }
  expect(expected).toEqual([]);
  expect(out.sizeBytes).toBe(200_000);
  expect(out.bytes.subarray(out.start, out.end).every((byte, i) => byte === (i & 255))).toBe(true);
});

test("what was written is given up, the rest moves to the front when room is needed", () => {
  const out = new Outgoing(new BufferPool());
  out.reserve(1_000);
  out.consume(900);
  const at = out.reserve(500);
  expect([out.start, at, out.sizeBytes, out.bytes.length]).toEqual([0, 100, 600, 1_024]);
  out.consume(600);
  expect([out.start, out.end, out.bytes.length]).toEqual([0, 0, 0]);
});

test("a buffer that is empty goes back to the pool and is used again", () => {
  const pool = new BufferPool();
  const first = new Outgoing(pool);
  first.reserve(10);
  const buffer = first.bytes;
  first.consume(10);
  const second = new Outgoing(pool);
  second.reserve(10);
  expect(second.bytes).toBe(buffer);
});

test("a run larger than the largest class is had all the same", () => {
  const pool = new BufferPool();
  expect(pool.take(1_000_000).length).toBeGreaterThanOrEqual(1_000_000);
});
