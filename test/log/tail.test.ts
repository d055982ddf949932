import { expect, test } from "bun:test";
import { EventFilter } from "../../src/log/event-filter.ts";
import { kindBits } from "../../src/log/record.ts";
import { Tail } from "../../src/log/tail.ts";
import { property } from "./sample.ts";

const ALL = new EventFilter({});
const batch = (firstSeq: number, count: number) => ({
  firstSeq,
  events: Array.from({ length: count }, (_, i) => property(firstSeq + i, { seq: firstSeq + i })),
  kinds: kindBits(["property"]),
  products: ["press"],
  sizeBytes: count * 10,
});
/** Adds a batch while one reader has read up to `readSeq`. */
const add = (tail: Tail, added: ReturnType<typeof batch>, readSeq: number) =>
  tail.add(added, [{ lag: () => added.firstSeq + added.events.length - 1 - readSeq }]);
const seqs = (tail: Tail, position: number) => {
  const read = tail.read(position, ALL);
  return read && { events: read.events.map((event) => event.seq), lastSeq: read.lastSeq };
};

test("is bounded by events and bytes, but always holds the newest batch", () => {
  const tail = new Tail({ tailEvents: 5, tailBytes: 1_000 });
  expect(tail.firstSeq()).toBeUndefined();
  add(tail, batch(1, 2), 0);
  add(tail, batch(3, 3), 0);
  expect(tail.firstSeq()).toBe(1);
  add(tail, batch(6, 1), 0);
  expect(tail.firstSeq()).toBe(3);
  add(tail, batch(7, 50), 2);
  expect(tail.firstSeq()).toBe(7);
  const small = new Tail({ tailEvents: 100, tailBytes: 25 });
  add(small, batch(1, 2), 0);
  add(small, batch(3, 1), 0);
  expect(small.firstSeq()).toBe(3);
});

test("holds what a reader has still to read, and nothing for one that is too far behind", () => {
  const tail = new Tail({ tailEvents: 100, tailBytes: 10_000 });
  const readAt: Record<string, number> = { slow: 2, fast: 8, late: -1_000 };
  const firstSeqAfter = (added: ReturnType<typeof batch>) => {
    const newest = added.firstSeq + added.events.length - 1;
    tail.add(
      added,
      Object.values(readAt).map((seq) => ({ lag: () => newest - seq })),
    );
    return tail.firstSeq();
  };
  expect([1, 3, 5, 7, 9].map((first) => firstSeqAfter(batch(first, 2)))).toEqual([1, 3, 3, 3, 3]);
  readAt.slow = 5;
  expect(firstSeqAfter(batch(11, 2))).toBe(5);
  readAt.slow = 12;
  expect(firstSeqAfter(batch(13, 2))).toBe(9);
  readAt.fast = 14;
  expect(firstSeqAfter(batch(15, 2))).toBe(13);
  tail.add(batch(17, 2), []);
  expect(tail.firstSeq()).toBe(17);
});

test("reads from any position it holds, joining small batches", () => {
  const tail = new Tail({ tailEvents: 100, tailBytes: 10_000 });
  for (const first of [3, 5, 7]) add(tail, batch(first, 2), 2);
  expect(seqs(tail, 2)).toEqual({ events: [3, 4, 5, 6, 7, 8], lastSeq: 8 });
  expect(seqs(tail, 5)).toEqual({ events: [6, 7, 8], lastSeq: 8 });
  expect(seqs(tail, 1)).toBeUndefined();
  expect(seqs(tail, 8)).toBeUndefined();
  tail.clear();
  expect(seqs(tail, 2)).toBeUndefined();
});

test("a single batch is given as the list that was appended", () => {
  const tail = new Tail({ tailEvents: 100, tailBytes: 10_000 });
  const one = batch(1, 3);
  add(tail, one, 0);
  expect(tail.read(0, ALL)?.events).toBe(one.events);
});

test("old batches are let go of over a long time", () => {
  const tail = new Tail({ tailEvents: 10, tailBytes: 10_000 });
  for (let seq = 1; seq <= 5_000; seq++) add(tail, batch(seq, 1), Math.max(0, seq - 10));
  expect(seqs(tail, 4_990)).toEqual({
    events: Array.from({ length: 10 }, (_, i) => 4_991 + i),
    lastSeq: 5_000,
  });
});
