import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  acknowledge,
  addSubscription,
  findRoute,
  isMatch,
  makeDelivery,
  offer,
  removeSubscription,
} from "../../../src/access/mqtt/delivery.ts";
import type { OutboundPublish } from "../../../src/access/mqtt/wire/encode.ts";

function makeSubject(limits: Partial<{ window: number; queueBytes: number; queueMessages: number }> = {}) {
  return makeDelivery({
    version: 4,
    limits: { window: 4, queueBytes: 10_000, queueMessages: 10, ...limits },
    peerPacketBytes: Number.POSITIVE_INFINITY,
    peerReceiveMaximum: 65_535,
  });
}

const level = fc.constantFrom("a", "b", "", "c");
const topic = fc.array(level, { minLength: 1, maxLength: 5 }).map((levels) => levels.join("/"));
const filter = fc
  .tuple(fc.array(fc.oneof(level, fc.constant("+")), { minLength: 1, maxLength: 5 }), fc.boolean())
  .map(([levels, hasRest]) => [...levels, ...(hasRest ? ["#"] : [])]);

/** The same relation, said with a regular expression. */
function isMatchByPattern(levels: readonly string[], name: string): boolean {
  const parts = levels.map((part) => (part === "+" ? "[^/]*" : part));
  const isOpen = parts.at(-1) === "#";
  const head = (isOpen ? parts.slice(0, -1) : parts).join("/");
  return new RegExp(isOpen ? `^${head}(/.*)?$` : `^${head}$`).test(name);
}

test("filters match as their regular expressions do", () => {
  fc.assert(
    fc.property(filter, topic, (levels, name) => {
      expect(isMatch(levels, name)).toBe(isMatchByPattern(levels, name));
    }),
    { numRuns: 2_000 },
  );
});

test("# alone matches everything but $ topics", () => {
  expect(["a", "/", "a/b", "$sys/a"].map((name) => isMatch(["#"], name))).toEqual([true, true, true, false]);
});

test("subscriptions come and go", () => {
  const delivery = makeSubject();
  addSubscription(delivery, { filter: "a/+", qos: 0, id: 3 });
  addSubscription(delivery, { filter: "a/b", qos: 1, id: 4 });
  expect(findRoute(delivery, "a/b", false)).toEqual({ qos: 1, ids: [4, 3] });
  expect([removeSubscription(delivery, "a/b"), removeSubscription(delivery, "a/b")]).toEqual([true, false]);
  expect(findRoute(delivery, "a/b", false)).toEqual({ qos: 0, ids: [3] });
  removeSubscription(delivery, "a/+");
  expect([findRoute(delivery, "a/b", false), delivery.wildcards]).toEqual([undefined, 0]);
});

test("a system message reaches a peer that needs no subscription, at QoS 0", () => {
  const delivery = makeSubject();
  expect(findRoute(delivery, "a", true)).toBeUndefined();
  delivery.isAuto = true;
  expect([findRoute(delivery, "a", true), findRoute(delivery, "a", false)]).toEqual([
    { qos: 0, ids: [] },
    undefined,
  ]);
});

test("identifiers go round, pass over those in flight, and order is kept", () => {
  const delivery = makeSubject({ window: 2, queueMessages: 100_000, queueBytes: 100_000_000 });
  addSubscription(delivery, { filter: "a", qos: 1, id: 0 });
  const sent: OutboundPublish[] = [];
  const send = (publish: OutboundPublish) => {
    sent.push(publish);
  };
  const message = (n: number) => ({ topic: "a", payload: String(n), qos: 1 as const, isSystem: false });
  offer(delivery, message(0), send);
  // The first is never acknowledged: its identifier must not be used again.
  for (let n = 1; n < 70_000; n++) {
    expect(offer(delivery, message(n), send)).toBe(true);
    acknowledge(delivery, sent.at(-1)?.id ?? 0, send);
  }
  expect(sent.map(({ payload }) => Number(payload))).toEqual(Array.from({ length: 70_000 }, (_, n) => n));
  expect(sent.slice(1).some(({ id }) => id === 1 || id === 0 || id > 65_535)).toBe(false);
});

test("what waits is bounded in bytes too", () => {
  const delivery = makeSubject({ window: 1, queueBytes: 250 });
  addSubscription(delivery, { filter: "a", qos: 1, id: 0 });
  const message = { topic: "a", payload: "x".repeat(100), qos: 1 as const, isSystem: false };
  const taken = Array.from({ length: 5 }, () => offer(delivery, message, () => {}));
  expect([taken, delivery.waitingBytes]).toEqual([[true, true, true, false, false], 2 * 107]);
});
