import { expect, test } from "bun:test";
import { parseBytes } from "../../../conformance/mqtt/notation.ts";
import { FakeLink, join, makeBroker, OPTIONS, publication } from "./fixtures.ts";

const hex = (text: string) => parseBytes(text).toString("hex");
const WILL = { ...publication("w", "bye"), delayS: 0 };

test("$SYS topics: at once to a new subscriber, then every ten seconds while there is one", () => {
  const { broker, clock } = makeBroker();
  const link = new FakeLink();
  const { session } = join(broker, "a", link);
  broker.subscribe(session, "$SYS/broker/clients/+", { ...OPTIONS, qos: 0 });
  broker.sendRetained(session, "$SYS/broker/clients/+");
  expect(link.take()).toContain(hex("31 { s'$SYS/broker/clients/connected' '1' }"));
  clock.advance(10_000);
  expect(link.take()).toContain(hex("30 { s'$SYS/broker/clients/connected' '1' }"));
  broker.unsubscribe(session, "$SYS/broker/clients/+");
  clock.advance(10_000);
  broker.subscribe(session, "$SYS/#", { ...OPTIONS, qos: 0 });
  clock.advance(20_000);
  expect(link.take()).toBe("");
});

test("a wildcard at the first level does not reach $SYS", () => {
  const { broker } = makeBroker();
  const link = new FakeLink();
  const { session } = join(broker, "a", link);
  broker.subscribe(session, "#", OPTIONS);
  broker.sendRetained(session, "#");
  expect(link.take()).toBe("");
});

test("takeover: the older connection is sent away before the new one has the session", () => {
  const { broker } = makeBroker();
  const first = new FakeLink();
  const { session } = join(broker, "a", first, 100);
  const second = new FakeLink();
  const joined = join(broker, "a", second, 100);
  expect([first.isTakenOver, joined.session === session, joined.isPresent, session.link === second]).toEqual([
    true,
    true,
    true,
    true,
  ]);
  broker.detach(session, first, false);
  expect(session.link).toBe(second);
});

test("wills are not published when it is we who stop", () => {
  const { broker, clock } = makeBroker();
  const link = new FakeLink();
  const watcher = new FakeLink();
  const { session: watching } = join(broker, "w", watcher);
  broker.subscribe(watching, "w", OPTIONS);
  for (const expiryS of [0, 100]) {
    const { session } = join(broker, `a${expiryS}`, link, expiryS);
    broker.arm(session, { will: WILL, isRelayed: true, report: undefined });
    broker.detach(session, link, true);
  }
  clock.advance(5_000);
  expect(watcher.take()).toBe("");
});

test("a will that is a report goes to the platform, and only there where it is not relayed", () => {
  const { broker } = makeBroker();
  const link = new FakeLink();
  const watcher = new FakeLink();
  const { session: watching } = join(broker, "w", watcher);
  broker.subscribe(watching, "w", OPTIONS);
  const reported: string[] = [];
  const { session } = join(broker, "a", link);
  broker.arm(session, { will: WILL, isRelayed: false, report: ({ topic }) => reported.push(topic) });
  broker.detach(session, link, false);
  expect([reported, watcher.take()]).toEqual([["w"], ""]);
});

test("a will that is a report is passed on once the platform took it, and leaves nothing before", () => {
  const { broker } = makeBroker();
  const link = new FakeLink();
  const watcher = new FakeLink();
  const { session: watching } = join(broker, "w", watcher);
  broker.subscribe(watching, "w", OPTIONS);
  const takes: (() => void)[] = [];
  const { session } = join(broker, "a", link);
  const will = { ...WILL, isRetain: true };
  broker.arm(session, { will, isRelayed: true, report: (_, stored) => void takes.push(stored) });
  broker.detach(session, link, false);
  expect([takes.length, watcher.take(), broker.listRetained().length]).toEqual([1, "", 0]);
  takes[0]?.();
  expect([watcher.take() === "", broker.listRetained().length]).toEqual([false, 1]);
});

test("retained messages that expired are taken out in time", () => {
  const { broker, clock } = makeBroker();
  broker.publish(publication("r", "x", { isRetain: true, expiryS: 5 }), undefined, undefined);
  const link = new FakeLink();
  broker.detach(join(broker, "a", link, 1_000).session, link, false);
  expect(broker.stats().retained).toBe(1);
  clock.advance(61_000);
  expect(broker.stats().retained).toBe(0);
});

test("the numbers of sessions", () => {
  const { broker } = makeBroker();
  const [a, b] = [new FakeLink(), new FakeLink()];
  join(broker, "a", a);
  const { session } = join(broker, "b", b, 100);
  broker.detach(session, b, false);
  expect(broker.stats()).toMatchObject({ sessions: 2, connected: 1, maximum: 2 });
  broker.close();
});

test("sessions without a connection are bounded: the one that is away longest ends", () => {
  const { broker } = makeBroker();
  for (let i = 0; i < 12; i++) {
    const link = new FakeLink();
    broker.detach(join(broker, `s${i}`, link, 100).session, link, false);
  }
  expect([broker.stats().sessions, join(broker, "s1", new FakeLink(), 100).isPresent]).toEqual([10, false]);
});
