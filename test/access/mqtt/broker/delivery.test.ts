import { expect, test } from "bun:test";
import { lowerQos } from "../../../../src/access/mqtt/broker/delivery.ts";
import { parseBytes } from "../../../conformance/mqtt/notation.ts";
import { FakeLink, join, makeBroker, OPTIONS, publication, stored } from "./fixtures.ts";

const hex = (text: string) => parseBytes(text).toString("hex");

function makeSubscriber(version: 4 | 5 = 4) {
  const { broker, clock } = makeBroker();
  const link = new FakeLink(version);
  const { session } = join(broker, "a", link);
  broker.subscribe(session, "t", OPTIONS);
  const target = session.subscriptions?.get("t");
  if (target === undefined) throw new Error("not subscribed");
  return { broker, clock, link, session, target };
}

test("direct messages: subscribed ones at their QoS, others only where they come by themselves", () => {
  const { broker, link, session } = makeSubscriber();
  const { delivery } = broker;
  expect(delivery.direct(session, { topic: "t", payload: "1", qos: 1 }, false)).toBe(true);
  expect(delivery.direct(session, { topic: "u", payload: "2", qos: 1 }, false)).toBe(false);
  expect(delivery.direct(session, { topic: "u", payload: "3", qos: 1 }, true)).toBe(true);
  expect(link.take()).toBe(hex("32 { s't' 0001 '1' } 30 { s'u' '3' }"));
});

test("direct messages are not taken when too much waits: the platform keeps them", () => {
  const { broker, link, session } = makeSubscriber();
  const taken = Array.from({ length: 8 }, () =>
    broker.delivery.direct(session, { topic: "t", payload: "1", qos: 1 }, false),
  );
  expect(taken).toEqual([true, true, true, true, true, false, false, false]);
  link.out.reserve(5_000);
  expect(broker.delivery.direct(session, { topic: "t", payload: "1", qos: 0 }, false)).toBe(false);
  session.link = undefined;
  expect(broker.delivery.direct(session, { topic: "t", payload: "1", qos: 0 }, false)).toBe(false);
});

test("retained messages come as fast as the peer takes them, and all of them", () => {
  const { broker, link, session, target } = makeSubscriber();
  const messages = Array.from({ length: 100 }, (_, i) => stored("t", `${i}`.padStart(60), { qos: 0 }));
  broker.delivery.sendRetained(target, messages);
  let sizeBytes = 0;
  let rounds = 0;
  while (link.out.sizeBytes > 0) {
    expect(link.out.sizeBytes).toBeLessThan(3_000);
    sizeBytes += link.take().length / 2;
    broker.delivery.flush(session);
    rounds++;
  }
  expect([sizeBytes, session.backlog, rounds > 2]).toEqual([100 * (60 + 5), undefined, true]);
});

test("retained messages no longer come once the subscription is gone, and once where it was made again", () => {
  const { broker, link, session } = makeSubscriber();
  for (const topic of ["a", "b", "c"])
    broker.publish(publication(topic, "x".repeat(1_200), { isRetain: true }), undefined, undefined);
  const pending = () => session.backlog?.map(({ target }) => target.filter);
  link.take();
  for (let i = 0; i < 50; i++) {
    broker.subscribe(session, "#", OPTIONS);
    broker.sendRetained(session, "#");
  }
  expect(pending()).toEqual(["#"]);
  broker.unsubscribe(session, "#");
  link.take();
  broker.delivery.flush(session);
  expect([link.take(), pending()]).toEqual(["", undefined]);
});

test("all queues together are bounded", () => {
  const { broker } = makeBroker();
  for (let i = 0; i < 6; i++) {
    const link = new FakeLink();
    const { session } = join(broker, `s${i}`, link, 100);
    broker.subscribe(session, "t", OPTIONS);
    broker.detach(session, link, false);
  }
  broker.publish(publication("t", "p".repeat(3_500), { qos: 1 }), undefined, undefined);
  const { queued, queuedBytes, dropped } = broker.stats();
  expect([queued, queuedBytes, dropped.queue]).toEqual([4, 4 * 3_565, 2]);
});

test("PUBREC: the message is over with, PUBREL goes out, and an unknown one is told so", () => {
  const { broker, link, session } = makeSubscriber();
  broker.subscribe(session, "t", { ...OPTIONS, qos: 2 });
  broker.publish(publication("t", "x", { qos: 2 }), undefined, undefined);
  link.take();
  const { delivery } = broker;
  expect([delivery.received(session, 1, false), delivery.received(session, 9, false), link.take()]).toEqual([
    true,
    false,
    hex("62 { 0001 }"),
  ]);
  delivery.completed(session, 1);
  delivery.completed(session, 1);
  expect(session.outbound?.inFlight).toBe(0);
});

test("the end of a session leaves nothing counted", () => {
  const { broker } = makeBroker();
  const link = new FakeLink();
  const { session } = join(broker, "a", link, 100);
  broker.subscribe(session, "t", OPTIONS);
  for (let i = 0; i < 4; i++) broker.publish(publication("t", "x", { qos: 1 }), undefined, undefined);
  expect(broker.stats().queued).toBe(2);
  broker.attach("a", { link: new FakeLink(), version: 4, isCleanStart: true, expiryS: 0 });
  const { queued, queuedBytes, sessions, subscriptions } = broker.stats();
  expect({ queued, queuedBytes, sessions, subscriptions }).toEqual({
    queued: 0,
    queuedBytes: 0,
    sessions: 1,
    subscriptions: 0,
  });
});

test("QoS is the lower of what was published and what was granted", () => {
  expect([lowerQos(0, 2), lowerQos(2, 1), lowerQos(1, 1)]).toEqual([0, 1, 1]);
});
