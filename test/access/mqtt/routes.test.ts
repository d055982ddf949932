import { expect, test } from "bun:test";
import type { Gate, PublishRoute, Session, UplinkOutcome } from "../../../src/access/adapter.ts";
import { armWill, narrow, RouteCache, refusalOf } from "../../../src/access/mqtt/routes.ts";
import { failure } from "../../../src/spine/error.ts";
import { FakeLink, join, makeBroker, OPTIONS, publication } from "./broker/fixtures.ts";

const SESSION: Session = {
  id: 1,
  principal: { deviceId: 1, productKey: "pk", deviceName: "dn", dialect: "plain" },
};
const RELAY: PublishRoute = { isUplink: false, isRelayed: true };

test("each topic is asked about once, until the rules change", () => {
  const asked: string[] = [];
  const publishRoute = (_: unknown, topic: string) => {
    asked.push(topic);
    return RELAY;
  };
  const routes = new RouteCache({ publishRoute }, 8);
  for (const topic of ["a", "a", "b", "a", "b"]) routes.find(SESSION, topic);
  expect(asked).toEqual(["a", "b"]);
  routes.forget();
  expect([routes.find(SESSION, "b"), asked]).toEqual([RELAY, ["a", "b", "b"]]);
  for (let i = 0; i < 1_000; i++) routes.find(SESSION, `t/${i}`);
  expect(asked.length).toBe(1_003);
});

test("too many levels and the server's own topics never come to the gate", () => {
  const routes = new RouteCache({ publishRoute: () => RELAY }, 3);
  const codes = ["a/b/c", "a/b/c/d", "$SYS/broker/x", "$me"].map((topic) => {
    const route = routes.find(SESSION, topic);
    return "code" in route ? route.code : "allowed";
  });
  expect(codes).toEqual(["allowed", "topic_invalid", "topic_forbidden", "allowed"]);
});

test("a route may bound the QoS and exclude retained messages", () => {
  const message = { topic: "t", qos: 1, isRetain: true };
  expect([
    refusalOf(RELAY, message),
    refusalOf({ ...RELAY, maxQos: 0 }, message)?.code,
    refusalOf({ ...RELAY, maxQos: 1, isRetainAllowed: false }, message)?.code,
  ]).toEqual([undefined, "qos_denied", "retain_denied"]);
});

test("subscriptions that are no longer granted end, with what waits for them", () => {
  const { broker } = makeBroker();
  const link = new FakeLink();
  const { session } = join(broker, "a", link, 100);
  for (const filter of ["keep", "gone", "lower"]) broker.subscribe(session, filter, OPTIONS);
  broker.detach(session, link, false);
  for (const topic of ["keep", "gone"]) {
    broker.publish(publication(topic, "x", { qos: 1 }), undefined, undefined);
  }
  narrow(broker, session, (filter) => (filter === "keep" ? 1 : filter === "lower" ? 0 : undefined));
  expect([[...(session.subscriptions?.keys() ?? [])], broker.stats().queued]).toEqual([["keep"], 1]);
});

test("a will that the platform refuses as a report is never passed on", () => {
  const outcomes: UplinkOutcome[] = [
    { kind: "refused", failure: failure("child_not_bound"), reply: undefined },
    { kind: "dropped" },
    { kind: "stored", seq: 1, reply: undefined },
  ];
  const passedOn = outcomes.map((outcome) => {
    const uplink: Gate["uplink"] = (_session, _raw, settle) => settle(outcome);
    const will = { ...publication("w", "bye"), delayS: 0 };
    const gate = { uplink, publishRoute: () => RELAY, reportRefusal: () => {} };
    const owner = { gate, session: SESSION, address: "10.1.1.1:2" };
    const armed = armWill(will, { isUplink: true, isRelayed: true }, owner);
    let count = 0;
    armed.report?.(will, () => count++);
    return count;
  });
  expect(passedOn).toEqual([0, 0, 1]);
});

test("a will waits, its rule is withdrawn meanwhile: it stays unsaid, and the operator hears why", () => {
  const { broker, clock } = makeBroker();
  const watcher = new FakeLink();
  broker.subscribe(join(broker, "w", watcher).session, "t", OPTIONS);
  const reported: string[] = [];
  let route: PublishRoute | ReturnType<typeof failure> = RELAY;
  const gate = {
    uplink: () => {},
    publishRoute: () => route,
    reportRefusal: ({ code }: { code: string }, context: { address: string; subject: string }) =>
      void reported.push(`${code} ${context.address} ${context.subject}`),
  };
  const leave = (key: string) => {
    const link = new FakeLink();
    const { session } = join(broker, key, link, 100);
    const will = { ...publication("t", key), delayS: 5 };
    broker.arm(session, armWill(will, RELAY, { gate, session: SESSION, address: "10.1.1.1:2" }));
    broker.detach(session, link, false);
    clock.advance(4_000);
  };
  leave("allowed");
  clock.advance(2_000);
  leave("denied");
  route = failure("topic_denied", { topic: "t" });
  clock.advance(2_000);
  expect([watcher.sent, reported]).toEqual([1, ["topic_denied 10.1.1.1:2 t"]]);
});
