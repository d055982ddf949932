import { expect, test } from "bun:test";
import { findOwn, isMatch, publicationOf } from "../../../../src/access/mqtt/broker/direct.ts";
import { Routing } from "../../../../src/access/mqtt/broker/routing/routing.ts";
import { ClientSession } from "../../../../src/access/mqtt/broker/session.ts";
import { OPTIONS } from "./fixtures.ts";

test.each([
  ["a/b", "a/b", true],
  ["a/+", "a/b", true],
  ["a/+", "a", false],
  ["a/#", "a", true],
  ["#", "$SYS/x", false],
  ["+/x", "$SYS/x", false],
  ["$SYS/#", "$SYS/x", true],
  ["a/b", "a/b/c", false],
])("%s covers %s: %p", (filter, topic, expected) => {
  expect(isMatch(filter, topic)).toBe(expected);
});

test("a peer's own route: the highest QoS, all identifiers, shared ones left out, automatic at QoS 0", () => {
  const session = new ClientSession("a");
  const routing = new Routing();
  routing.add(session, "a/#", { ...OPTIONS, qos: 0, id: 7 });
  routing.add(session, "a/b", { ...OPTIONS, id: 8 });
  routing.add(session, "$share/g/c", OPTIONS);
  const { subscriptions } = session;
  expect(findOwn(subscriptions, "a/b", false)).toMatchObject({ qos: 1, ids: [7, 8] });
  expect(findOwn(subscriptions, "c", false)).toBeUndefined();
  expect(findOwn(subscriptions, "c", true)).toMatchObject({ qos: 0, ids: [] });
  expect(findOwn(undefined, "c", false)).toBeUndefined();
});

test("a text becomes bytes", () => {
  expect(publicationOf({ topic: "t", payload: "é", qos: 1 })).toMatchObject({
    topic: "t",
    payload: Buffer.from("é"),
    qos: 1,
    expiryS: -1,
  });
});
