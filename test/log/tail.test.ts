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
const seqs = (tail: Tail, position: number) => {
  const read = tail.read(position, ALL);
  return read && { events: read.events.map((event) => event.seq), lastSeq: read.lastSeq };
};

test("is bounded by events and bytes, but always holds the newest batch", () => {
  const tail = new Tail({ tailEvents: 5, tailBytes: 1_000 });
  expect(tail.firstSeq()).toBeUndefined();
  tail.add(batch(1, 2));
  tail.add(batch(3, 3));
  tail.add(batch(6, 1));
  expect(tail.firstSeq()).toBe(3);
  tail.add(batch(7, 50));
  expect(tail.firstSeq()).toBe(7);
  const small = new Tail({ tailEvents: 100, tailBytes: 25 });
  small.add(batch(1, 2));
  small.add(batch(3, 1));
  expect(small.firstSeq()).toBe(3);
});

test("reads from any position it holds, joining small batches", () => {
  const tail = new Tail({ tailEvents: 100, tailBytes: 10_000 });
  for (const first of [3, 5, 7]) tail.add(batch(first, 2));
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
  tail.add(one);
  expect(tail.read(0, ALL)?.events).toBe(one.events);
});

test("old batches are let go of over a long time", () => {
  const tail = new Tail({ tailEvents: 10, tailBytes: 10_000 });
  for (let seq = 1; seq <= 5_000; seq++) tail.add(batch(seq, 1));
  expect(seqs(tail, 4_990)).toEqual({
    events: Array.from({ length: 10 }, (_, i) => 4_991 + i),
    lastSeq: 5_000,
  });
});
