import { expect, test } from "bun:test";
import { openChunk, sealChunk } from "../../src/log/chunk.ts";
import { DEFAULT_LOG_LIMITS } from "../../src/log/log.ts";
import { Pending } from "../../src/log/pending.ts";
import { property } from "./sample.ts";

const make = (limits = {}) => new Pending({ ...DEFAULT_LOG_LIMITS, ...limits }, () => undefined);
const noop = () => undefined;

test("seals in order, numbers the events and begins the next batch from the queue", () => {
  const pending = make({ batchEvents: 2 });
  const events = [1, 2, 3, 4, 5].map((n) => property(n));
  for (const event of events) pending.add([event], "grouped", noop);
  expect([pending.events, pending.isFull]).toEqual([5, true]);
  const { batch } = pending.seal(11, 0);
  pending.refill();
  const next = pending.seal(13, 0).batch;
  expect([...batch.events, ...next.events].map((event) => event.seq)).toEqual([11, 12, 13, 14]);
  expect([batch.counts, batch.products, pending.events]).toEqual([[1, 1], ["press"], 1]);
});

test("many dropped groups leave no trace", () => {
  const pending = make({ batchEvents: 1, pendingEvents: 10 });
  for (let n = 0; n < 20_000; n++) pending.add([property(n)], "relaxed", noop);
  expect([pending.events, pending.droppedRelaxed]).toEqual([10, 19_990]);
  const ids: string[] = [];
  while (!pending.isEmpty) {
    ids.push(...pending.seal(1, 0).batch.events.map((event) => event.reqId));
    pending.refill();
  }
  expect(ids).toEqual(["0", ...Array.from({ length: 9 }, (_, i) => String(19_991 + i))]);
});

test("large values count by their bytes", () => {
  const pending = make({ batchEvents: 1, pendingBytes: 50_000 });
  const value = "x".repeat(10_000);
  const large = () => property(1, { points: [{ property: "t", ts: 1, value, quality: 0 }] });
  expect([1, 2, 3, 4].map(() => pending.add([large()], "grouped", noop))).toEqual([true, true, true, false]);
});

test("takeAll empties it, with everyone who waits", () => {
  const pending = make({ batchEvents: 1 });
  for (let n = 0; n < 3; n++) pending.add([property(n)], "grouped", noop);
  expect([pending.takeAll().length, pending.events, pending.isEmpty]).toEqual([3, 0, true]);
  pending.add([property(1)], "grouped", noop);
  expect(pending.seal(1, 0).batch.events.length).toBe(1);
});

test("more products than a head lists are not listed", () => {
  const pending = make();
  for (let n = 0; n < 65; n++)
    pending.add([property(n, { deviceId: n + 1, productKey: `p${n}` })], "grouped", noop);
  expect(pending.seal(1, 0).batch.products).toBeUndefined();
});

test("an event that cannot be written leaves no trace, and its maker hears of it", () => {
  const pending = make();
  pending.add([property(1)], "grouped", noop);
  const broken = property(3, { points: [{ property: "t", ts: 3, value: undefined as never, quality: 0 }] });
  expect(() => pending.add([property(2), broken], "grouped", noop)).toThrow();
  pending.add([property(4)], "grouped", noop);
  const { batch, buffer } = pending.seal(1, 0);
  const body = sealChunk(new Uint8Array(buffer, 0, batch.sizeBytes));
  expect(openChunk(body, 1, 2).map((event) => event.reqId)).toEqual(["1", "4"]);
  expect(batch.counts).toEqual([1, 1]);
});
