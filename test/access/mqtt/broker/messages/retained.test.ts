import { expect, test } from "bun:test";
import fc from "fast-check";
import { isMatch } from "../../../../../src/access/mqtt/broker/direct.ts";
import { RetainedStore } from "../../../../../src/access/mqtt/broker/messages/retained.ts";
import { costOf } from "../../../../../src/access/mqtt/broker/messages/stored-message.ts";
import { stored } from "../fixtures.ts";

const ROOMY = { messages: 1_000, bytes: 1_000_000, ownerShare: 1 };
const topic = fc
  .array(fc.constantFrom("a", "b", "", "$c"), { minLength: 1, maxLength: 3 })
  .map((names) => names.join("/") || "/");

test("holds the last message of each topic and finds them by filter, like a list would", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ topic, isRemoval: fc.boolean() }), { maxLength: 30 }),
      fc.constantFrom("#", "a/#", "+", "+/b", "a/+/#", "$c/#", "a", "/", "+/+/+"),
      (steps, filter) => {
        const store = new RetainedStore(ROOMY);
        const model = new Map<string, string>();
        for (const [i, step] of steps.entries()) {
          if (step.isRemoval) expect(store.remove(step.topic)).toBe(model.delete(step.topic));
          else {
            store.set(stored(step.topic, String(i)));
            model.set(step.topic, String(i));
          }
        }
        const expected = [...model].filter(([name]) => isMatch(filter, name));
        const found = store.match(filter, 0).map((one) => [one.topic, Buffer.from(one.payload).toString()]);
        expect(found.sort()).toEqual(expected.sort());
        expect(store.count).toBe(model.size);
      },
    ),
  );
});

test("is full by count or by bytes, and a full one still takes the place of what is there", () => {
  const byCount = new RetainedStore({ messages: 1, bytes: 1_000, ownerShare: 1 });
  expect([byCount.set(stored("a", "1")), byCount.set(stored("b", "1"))?.code]).toEqual([
    undefined,
    "retained_full",
  ]);
  expect([byCount.set(stored("a", "22")), byCount.sizeBytes]).toEqual([undefined, costOf(stored("a", "22"))]);
  const byBytes = new RetainedStore({ messages: 9, bytes: 70, ownerShare: 1 });
  expect([byBytes.set(stored("a", "1"))?.code, byBytes.set(stored("b", "123"))?.code]).toEqual([
    undefined,
    "retained_full",
  ]);
});

test("what has expired is not found, and goes when it is looked for", () => {
  const store = new RetainedStore(ROOMY);
  store.set(stored("a", "1", { expiresMs: 10 }));
  store.set(stored("b", "2"));
  expect(store.match("#", 10).map((one) => one.topic)).toEqual(["b"]);
  expect([store.expire(9), store.expire(10), store.count]).toEqual([[], ["a"], 1]);
});

test("one owner fills no more than its share, by count or by bytes; what it takes away or others replace is free again", () => {
  const store = new RetainedStore({ messages: 20, bytes: 100_000, ownerShare: 0.1 });
  const set = (topic: string, owner?: string, text = "1") => store.set(stored(topic, text), owner)?.code;
  expect([set("a", "d:1"), set("b", "d:1"), set("c", "d:1")]).toEqual([
    undefined,
    undefined,
    "retained_share_full",
  ]);
  expect([set("b", "d:1"), set("c", "d:2"), set("d"), set("a", "k:x"), set("e", "d:1")]).toEqual(
    Array.from({ length: 5 }, () => undefined),
  );
  expect([set("f", "d:1"), store.remove("b"), set("f", "d:1")]).toEqual([
    "retained_share_full",
    true,
    undefined,
  ]);
  expect([set("g", "d:3", "x".repeat(10_001)), set("g", "d:3"), store.count]).toEqual([
    "retained_share_full",
    undefined,
    6,
  ]);
});
