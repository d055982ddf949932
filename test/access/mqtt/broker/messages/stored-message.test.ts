import { expect, test } from "bun:test";
import {
  costOf,
  isExpired,
  keepMessage,
  secondsLeft,
} from "../../../../../src/access/mqtt/broker/messages/stored-message.ts";
import { publication } from "../fixtures.ts";

test("a kept message is a copy, with its time to live in wall time", () => {
  const source = publication("t", "abc", { qos: 2, expiryS: 5, properties: Buffer.from([1, 1]) });
  const kept = keepMessage(source, 1_000);
  source.payload.fill(0);
  source.properties.fill(0);
  expect(kept).toEqual({
    topic: "t",
    payload: new Uint8Array([97, 98, 99]),
    qos: 2,
    properties: new Uint8Array([1, 1]),
    expiresMs: 6_000,
    number: 0,
    references: 0,
  });
  expect(costOf(kept)).toBe(64 + 1 + 3 + 2);
});

test("seconds left are rounded up, and none are left in the end", () => {
  const kept = keepMessage(publication("t", "", { expiryS: 5 }), 0);
  expect([0, 1, 4_999, 5_000, 9_000].map((ms) => [secondsLeft(kept, ms), isExpired(kept, ms)])).toEqual([
    [5, false],
    [5, false],
    [1, false],
    [0, true],
    [0, true],
  ]);
  const forEver = keepMessage(publication("t", ""), 0);
  expect([secondsLeft(forEver, 1e15), isExpired(forEver, 1e15)]).toEqual([-1, false]);
});
