import { expect, test } from "bun:test";
import { ClientSession } from "../../../../src/access/mqtt/broker/session.ts";
import { FakeLink } from "./fixtures.ts";

test("a session costs nothing for what it does not use", () => {
  const session = new ClientSession("a");
  session.link = new FakeLink(5, { receiveMaximum: 7 });
  expect([session.outbound, session.subscriptions, session.received, session.isPersistent]).toEqual([
    undefined,
    undefined,
    undefined,
    false,
  ]);
  const outbound = session.needOutbound({ window: 10, queueMessages: 1, queueBytes: 1 });
  expect([outbound.window, session.needOutbound({ window: 1, queueMessages: 1, queueBytes: 1 })]).toEqual([
    7,
    outbound,
  ]);
});
