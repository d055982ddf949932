import { expect, test } from "bun:test";
import { Batch } from "../../src/log/pending.ts";
import { guarded, settleCommitted } from "../../src/log/settle.ts";

test("each append is told the seq of its last event; one without events that of the one before it", () => {
  const batch = new Batch();
  const told: unknown[] = [];
  batch.firstSeq = 10;
  for (const count of [2, 0, 3]) {
    batch.settles.push((result) => told.push(result));
    batch.counts.push(count);
  }
  settleCommitted(batch);
  expect(told).toEqual([11, 11, 14].map((seq) => ({ ok: true, value: { seq } })));
});

test("a listener that is called guarded and works is just called", () => {
  const told: string[] = [];
  guarded(() => told.push("heard"));
  expect(told).toEqual(["heard"]);
});
