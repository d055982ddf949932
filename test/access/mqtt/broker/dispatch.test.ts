import { expect, test } from "bun:test";
import { parseBytes } from "../../../conformance/mqtt/notation.ts";
import { FakeLink, join, makeBroker, OPTIONS, publication } from "./fixtures.ts";

const hex = (text: string) => parseBytes(text).toString("hex");

test("one message to receivers of every version and QoS", () => {
  const { broker } = makeBroker();
  const links = [new FakeLink(4), new FakeLink(5), new FakeLink(3), new FakeLink(5)];
  for (const [i, link] of links.entries()) {
    const { session } = join(broker, `s${i}`, link);
    broker.subscribe(session, "t", { ...OPTIONS, qos: i === 3 ? 2 : i === 2 ? 0 : 1, id: i === 3 ? 9 : 0 });
  }
  expect(broker.publish(publication("t", "x", { qos: 2 }), undefined, undefined)).toBe(4);
  expect(links.map((link) => link.take())).toEqual([
    hex("32 { s't' 0001 'x' }"),
    hex("32 { s't' 0001 00 'x' }"),
    hex("30 { s't' 'x' }"),
    hex("34 { s't' 0001 { 0b 09 } 'x' }"),
  ]);
  expect(links.map((link) => link.sent)).toEqual([1, 1, 1, 1]);
});

test("a peer that does not read loses QoS 0, and its QoS 1 waits", () => {
  const { broker } = makeBroker();
  const link = new FakeLink();
  const { session } = join(broker, "a", link);
  broker.subscribe(session, "t", OPTIONS);
  link.out.reserve(5_000);
  broker.publish(publication("t", "0"), undefined, undefined);
  broker.publish(publication("t", "1", { qos: 1 }), undefined, undefined);
  expect([link.out.sizeBytes, broker.delivery.dropped.slow, broker.stats().queued]).toEqual([5_000, 1, 1]);
  link.take();
  broker.delivery.flush(session);
  expect([link.take(), broker.stats().queued]).toEqual([hex("32 { s't' 0001 '1' }"), 0]);
});

test("nothing is kept for a clean session whose window has room", () => {
  const { broker } = makeBroker();
  const link = new FakeLink();
  const { session } = join(broker, "a", link);
  broker.subscribe(session, "t", OPTIONS);
  broker.publish(publication("t", "1", { qos: 1 }), undefined, undefined);
  expect([session.outbound?.inFlight, session.outbound?.unfinished()]).toEqual([1, []]);
});

test("a publication larger than a peer takes is counted, and takes no identifier", () => {
  const { broker } = makeBroker();
  const link = new FakeLink(5, { packetBytes: 9 });
  const { session } = join(broker, "a", link);
  broker.subscribe(session, "t", OPTIONS);
  for (const qos of [0, 1] as const) broker.publish(publication("t", "12345", { qos }), undefined, undefined);
  expect([link.take(), broker.delivery.dropped.size, session.outbound?.inFlight]).toEqual(["", 2, 0]);
});

test("what nobody subscribed to reaches nobody", () => {
  const { broker } = makeBroker();
  expect(broker.publish(publication("t", "x"), undefined, undefined)).toBe(0);
});
