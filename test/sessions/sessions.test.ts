import { describe, expect, test } from "bun:test";
import { openSessions, type PresenceChange, type SessionPeer } from "../../src/sessions/sessions.ts";
import type { Clock } from "../../src/spine/clock.ts";
import type { Failure } from "../../src/spine/error.ts";
import { failure } from "../../src/spine/error.ts";
import type { LogEvent, StateEvent } from "../../src/spine/event.ts";

function setUp() {
  const timers: (() => void)[] = [];
  const clock: Clock = {
    now: () => 1_000,
    monotonicMs: () => 0,
    after(_delayMs, fn) {
      timers.push(fn);
      return { cancel: () => timers.splice(timers.indexOf(fn), 1) };
    },
    every: () => ({ cancel() {} }),
    random: () => 0,
  };
  const logged: LogEvent[] = [];
  const appends: number[] = [];
  const presence: PresenceChange[] = [];
  const stale: { deviceId: number; productKey: string; deviceName: string }[] = [];
  const sessions = openSessions({
    clock,
    log: {
      append(events) {
        logged.push(...events);
        appends.push(events.length);
      },
    },
    onPresence: (change) => presence.push(change),
    graceMs: 90_000,
    takeStale: () => stale.splice(0),
  });
  const states = () => logged.map((e) => `${(e as StateEvent).state}:${(e as StateEvent).reason}`);
  return { sessions, logged, appends, presence, states, timers, stale };
}

const peer: SessionPeer = {
  deviceId: 1,
  productKey: "pk",
  deviceName: "dn",
  protocol: "mqtt",
  dialect: "alink",
};

function makeLink(address = "10.0.0.1:5000") {
  const closed: Failure[] = [];
  return { address, closed, deliver: () => true, close: (why: Failure) => void closed.push(why) };
}

describe("sessions", () => {
  test("open and close are one state event each, closing twice is nothing", () => {
    const { sessions, states, presence } = setUp();
    const session = sessions.open(peer, makeLink());
    expect(sessions.find(1)).toBe(session);
    sessions.close(session, "keepalive_timeout");
    sessions.close(session, "connection_closed");
    expect(states()).toEqual(["online:connected", "offline:keepalive_timeout"]);
    expect(presence).toEqual([
      { deviceId: 1, state: "online", reason: "connected", address: "10.0.0.1:5000", at: 1_000 },
      { deviceId: 1, state: "offline", reason: "keepalive_timeout", address: "10.0.0.1:5000", at: 1_000 },
    ]);
  });

  test("takeover closes the older link, and the older one's close changes nothing", () => {
    const { sessions, states } = setUp();
    const oldLink = makeLink();
    const older = sessions.open(peer, oldLink);
    const newer = sessions.open(peer, makeLink("10.0.0.2:1"));
    sessions.close(older, "connection_closed");
    expect(oldLink.closed).toEqual([{ code: "taken_over", params: { address: "10.0.0.2:1" } }]);
    expect(sessions.find(1)).toBe(newer);
    expect(states()).toEqual(["online:connected", "online:taken_over"]);
  });

  test("kick closes with the reason given", () => {
    const { sessions, states } = setUp();
    const link = makeLink();
    sessions.open(peer, link);
    expect(sessions.kick(1, failure("device_disabled"))).toBe(true);
    expect(sessions.kick(1, failure("device_disabled"))).toBe(false);
    expect(link.closed).toEqual([{ code: "device_disabled", params: {} }]);
    expect(states()).toEqual(["online:connected", "offline:device_disabled"]);
  });

  test("a whole product is kicked, others stay", () => {
    const { sessions } = setUp();
    sessions.open(peer, makeLink());
    sessions.open({ ...peer, deviceId: 2, deviceName: "d2" }, makeLink());
    sessions.open({ ...peer, deviceId: 3, productKey: "other" }, makeLink());
    expect(sessions.kickProduct("pk", failure("product_disabled"))).toBe(2);
    expect(sessions.counts().all).toBe(1);
  });

  test("after a restart the devices that stayed away go offline when the grace period ends", () => {
    const { sessions, states, timers, stale } = setUp();
    sessions.startGrace();
    sessions.open(peer, makeLink());
    stale.push({ deviceId: 2, productKey: "pk", deviceName: "gone" });
    expect(states()).toEqual(["online:connected"]);
    timers[0]?.();
    expect(states()).toEqual(["online:connected", "offline:server_restart"]);
    expect(timers).toHaveLength(1);
  });

  test("stopping writes no offline", () => {
    const { sessions, states, timers } = setUp();
    const session = sessions.open(peer, makeLink());
    sessions.startGrace();
    sessions.stop();
    sessions.close(session, "connection_closed");
    expect(states()).toEqual(["online:connected"]);
    expect(timers).toEqual([]);
  });
});

describe("children of a gateway", () => {
  const child = (deviceId: number): SessionPeer => ({ ...peer, deviceId, deviceName: `c${deviceId}` });

  function open() {
    const world = setUp();
    const link = makeLink();
    const gateway = world.sessions.open(peer, link);
    const links = [2, 3, 4].map((id) => {
      const own = makeLink(link.address);
      world.sessions.openChild(child(id), gateway, own);
      return own;
    });
    const seen = () =>
      world.logged.map((event) =>
        event.kind === "state"
          ? `${event.deviceName} ${event.state} ${event.reason}`
          : `${event.deviceName} ${event.kind === "event" ? JSON.stringify(event.output) : event.kind}`,
      );
    return { ...world, gateway, links, seen };
  }

  test("a child logs in once, with the gateway's address, and out alone", () => {
    const { sessions, gateway, seen, presence, links } = open();
    const again = sessions.openChild(child(2), gateway, makeLink());
    expect(again).toBe(sessions.find(2));
    expect([again?.gateway, sessions.counts()]).toEqual([
      gateway,
      { all: 4, children: 3, becameStale: 0, becameSilent: 0 },
    ]);
    if (again) sessions.close(again, "logged_out");
    expect(seen().slice(1)).toEqual([
      "c2 online connected",
      "c3 online connected",
      "c4 online connected",
      "c2 offline logged_out",
    ]);
    expect(presence.at(-1)).toMatchObject({ deviceId: 2, state: "offline", address: "10.0.0.1:5000" });
    expect([sessions.find(2), links[0]?.closed]).toEqual([undefined, []]);
  });

  test("a lost gateway takes them along in one append, after one record that counts them", () => {
    const { sessions, gateway, seen, appends, presence } = open();
    sessions.close(gateway, "keepalive_timeout");
    expect(seen().slice(4)).toEqual([
      "dn offline keepalive_timeout",
      'dn {"count":3,"reason":"keepalive_timeout"}',
      "c2 offline gateway_lost",
      "c3 offline gateway_lost",
      "c4 offline gateway_lost",
    ]);
    expect(appends).toEqual([1, 1, 1, 1, 1, 4]);
    expect(presence.filter((change) => change.state === "offline").map((c) => c.deviceId)).toEqual([
      1, 2, 3, 4,
    ]);
    expect([sessions.counts().all, sessions.openChild(child(2), gateway, makeLink())]).toEqual([
      0,
      undefined,
    ]);
  });

  test("a gateway that connects anew starts without them", () => {
    const { sessions, seen } = open();
    const next = sessions.open(peer, makeLink("10.0.0.9:1"));
    expect(seen().slice(4, 6)).toEqual(["dn online taken_over", 'dn {"count":3,"reason":"taken_over"}']);
    expect(sessions.counts().all).toBe(1);
    sessions.close(next, "disconnected");
    expect(seen().at(-1)).toBe("dn offline disconnected");
  });

  test("another gateway, or the child itself, takes it over; the older end is told", () => {
    const { sessions, gateway, links, seen } = open();
    const other = sessions.open({ ...peer, deviceId: 9, deviceName: "g9" }, makeLink("10.0.0.2:2"));
    sessions.openChild(child(2), other, makeLink("10.0.0.2:2"));
    sessions.open(child(3), makeLink("10.0.0.3:3"));
    expect([links[0]?.closed, links[1]?.closed]).toMatchObject([
      [{ code: "taken_over" }],
      [{ code: "taken_over" }],
    ]);
    sessions.close(gateway, "disconnected");
    expect(seen().slice(-5)).toEqual([
      "c2 online taken_over",
      "c3 online taken_over",
      "dn offline disconnected",
      'dn {"count":1,"reason":"disconnected"}',
      "c4 offline gateway_lost",
    ]);
  });

  test("a child that is sent away alone is closed at its own link", () => {
    const { sessions, links, gateway } = open();
    expect(sessions.kick(3, failure("device_disabled"))).toBe(true);
    expect([links[1]?.closed, sessions.find(1)]).toEqual([[failure("device_disabled")], gateway as never]);
  });
});
