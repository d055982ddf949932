import { expect, test } from "bun:test";
import { Routing } from "../../../../../src/access/mqtt/broker/routing/routing.ts";
import { restoreSession } from "../../../../../src/access/mqtt/broker/store/restore.ts";
import { publication } from "../fixtures.ts";

const RECORD = { version: 5 as const, expiryS: 100, endedMs: 0, subscriptions: [], will: undefined };
const MEMORY = { key: "a", record: RECORD, waiting: [], released: [], received: [] };

test("a session as it was: subscribed, with its identifiers, counted from now when it was connected", () => {
  const routing = new Routing();
  const subscriptions = [
    { filter: "t/#", qos: 2 as const, isNoLocal: true, isRetainAsPublished: false, id: 7 },
  ];
  const memory = { ...MEMORY, record: { ...RECORD, subscriptions }, received: [4] };
  const session = restoreSession(memory, routing, 5_000);
  expect([session.endedMs, session.expiryS, session.version, [...(session.received ?? [])]]).toEqual([
    5_000,
    100,
    5,
    [4],
  ]);
  expect(routing.find("t/x").targets).toMatchObject([{ qos: 2, isNoLocal: true, ids: [7] }]);
  expect(restoreSession({ ...MEMORY, record: { ...RECORD, endedMs: 9 } }, routing, 5_000).endedMs).toBe(9);
});

test("a will waits for its delay, and at least for the time that clients need to come back", () => {
  const will = { ...publication("w", "bye"), isRelayed: true, delayS: 80 };
  const late = restoreSession({ ...MEMORY, record: { ...RECORD, will } }, new Routing(), 0);
  const soon = restoreSession(
    { ...MEMORY, record: { ...RECORD, will: { ...will, delayS: 1 } } },
    new Routing(),
    0,
  );
  expect([late.willDueMs, soon.willDueMs, soon.will?.isRelayed]).toEqual([80_000, 60_000, true]);
});
