import { expect, test } from "bun:test";
import { willWaitS } from "../../../../../src/access/mqtt/broker/messages/will.ts";
import { publication } from "../fixtures.ts";

test("a will waits for its delay, and no longer than its session lasts", () => {
  const will = { ...publication("w", "bye"), delayS: 10 };
  expect([willWaitS(will, 100), willWaitS(will, 5), willWaitS(will, 0)]).toEqual([10, 5, 0]);
});
