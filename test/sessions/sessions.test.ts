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
  const presence: PresenceChange[] = [];
  const stale: { deviceId: number; productKey: string; deviceName: string }[] = [];
  const sessions = openSessions({
    clock,
    log: { append: (events) => void logged.push(...events) },
    onPresence: (change) => presence.push(change),
    graceMs: 90_000,
    takeStale: () => stale.splice(0),
  });
  const states = () => logged.map((e) => `${(e as StateEvent).state}:${(e as StateEvent).reason}`);
  return { sessions, presence, states, timers, stale };
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
  return { address, closed, close: (why: Failure) => void closed.push(why) };
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
    expect(sessions.count()).toBe(1);
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
