import { describe, expect, test } from "bun:test";
import { openSessions, type SessionPeer } from "../../src/sessions/sessions.ts";
import type { Failure } from "../../src/spine/error.ts";
import type { LogEvent } from "../../src/spine/event.ts";
import type { OfflineRule } from "../../src/spine/product.ts";
import { makeManualClock } from "../harness/manual-clock.ts";

const RULE: OfflineRule = { staleAfterS: 60, offlineAfterS: 300 };

function setUp(initial: OfflineRule | undefined = RULE) {
  const clock = makeManualClock(0);
  const told: [number, string][] = [];
  const port = { rule: initial as OfflineRule | undefined, isDeaf: false };
  const sessions = openSessions({
    clock,
    log: {
      append(events: readonly LogEvent[]) {
        for (const event of events)
          if (event.kind === "state")
            told.push([clock.now(), `${event.deviceName} ${event.state} ${event.reason}`]);
      },
    },
    onPresence: () => {},
    graceMs: 90_000,
    takeStale: () => [],
    ruleOf: () => port.rule,
    isDeaf: () => port.isDeaf,
  });
  sessions.startGrace();
  const closed: Failure[] = [];
  const link = { address: "x:1", deliver: () => true, close: (why: Failure) => void closed.push(why) };
  const open = (deviceId: number) => sessions.open(peerOf(deviceId), link);
  const words = () => told.map(([, text]) => text);
  return { clock, told, words, port, sessions, closed, link, open };
}

function peerOf(deviceId: number): SessionPeer {
  return { deviceId, productKey: "pk", deviceName: `d${deviceId}`, protocol: "mqtt", dialect: "plain" };
}

/** What may pass between the limit and the change. */
const lateMs = (limitS: number) => Math.max(5_000, limitS * 20);

describe("a device that reports nothing", () => {
  test("is stale, then offline with its link closed, each in time whatever the limit", () => {
    for (const staleAfterS of [10, 61, 3_600]) {
      const rule = { staleAfterS, offlineAfterS: staleAfterS * 1.5 };
      const { clock, told, open, closed, sessions } = setUp(rule);
      open(1);
      clock.advance(137);
      sessions.noteHeard(1);
      while (told.length < 3 && clock.now() < rule.offlineAfterS * 1_200) clock.advance(50);
      const [, stale = [0, ""], offline = [0, ""]] = told;
      expect([stale[1], offline[1]]).toEqual(["d1 stale no_report", "d1 offline report_timeout"]);
      for (const [at, limitS] of [
        [stale[0], rule.staleAfterS],
        [offline[0], rule.offlineAfterS],
      ] as const) {
        const late = at - 137 - limitS * 1_000;
        expect(late).toBeGreaterThanOrEqual(0);
        expect(late).toBeLessThanOrEqual(lateMs(limitS));
      }
      expect(closed).toEqual([{ code: "report_timeout", params: { limitS: rule.offlineAfterS } }]);
      expect(sessions.counts()).toEqual({ all: 0, children: 0, becameStale: 1, becameSilent: 1 });
    }
  });

  test("is online again with its next message", () => {
    const { clock, words, open, sessions } = setUp();
    open(1);
    clock.advance(70_000);
    sessions.noteHeard(1);
    clock.advance(55_000);
    sessions.noteHeard(1);
    clock.advance(55_000);
    expect(words()).toEqual(["d1 online connected", "d1 stale no_report", "d1 online reported"]);
  });

  test("stays what it is under a product without a rule, or with one that is taken back", () => {
    const { clock, words, open, port } = setUp(undefined);
    port.rule = undefined;
    open(1);
    clock.advance(1_000_000);
    expect(words()).toEqual(["d1 online connected"]);
    port.rule = { staleAfterS: 10, offlineAfterS: null };
    clock.advance(3_000);
    port.rule = { staleAfterS: null, offlineAfterS: null };
    clock.advance(3_000);
    expect(words().slice(1)).toEqual(["d1 stale no_report", "d1 online rule_changed"]);
  });

  test("goes offline without being stale first where only that is set", () => {
    const { clock, words, open, port } = setUp();
    port.rule = { staleAfterS: null, offlineAfterS: 20 };
    open(1);
    clock.advance(25_000);
    expect(words()).toEqual(["d1 online connected", "d1 offline report_timeout"]);
  });
});

describe("behind a gateway", () => {
  test("a silent sub-device is offline while its gateway stays, and back with the next report", () => {
    const { clock, words, open, sessions, link, closed } = setUp();
    const gateway = open(1);
    sessions.openChild(peerOf(2), gateway, link);
    sessions.openChild(peerOf(3), gateway, link);
    for (let n = 0; n < 40; n++) {
      clock.advance(10_000);
      sessions.noteHeard(1);
      sessions.noteHeard(3);
    }
    expect(words().slice(3)).toEqual(["d2 stale no_report", "d2 offline report_timeout"]);
    sessions.noteHeard(2);
    expect(words().at(-1)).toBe("d2 online reported");
    expect([closed, sessions.counts().all]).toEqual([[], 3]);
  });

  test("one that is offline already is not told again when the gateway is lost, nor is a login lost on it", () => {
    const { clock, words, open, sessions, link } = setUp();
    const gateway = open(1);
    sessions.openChild(peerOf(2), gateway, link);
    const silence = () => {
      for (let n = 0; n < 40; n++) {
        clock.advance(10_000);
        sessions.noteHeard(1);
      }
    };
    silence();
    sessions.openChild(peerOf(2), gateway, link);
    expect(words().at(-1)).toBe("d2 online connected");
    silence();
    const before = words().length;
    sessions.close(gateway, "keepalive_timeout");
    expect(words().slice(before)).toEqual(["d1 offline keepalive_timeout"]);
  });
});

describe("no storm", () => {
  test("after a pause of the machine, nor while nobody is listened to", () => {
    const { clock, words, open, port } = setUp();
    open(1);
    port.isDeaf = true;
    clock.advance(400_000);
    port.isDeaf = false;
    clock.advance(50_000);
    expect(words()).toEqual(["d1 online connected"]);
    clock.advance(20_000);
    expect(words()).toHaveLength(2);
  });

  test("100,000 devices are watched with one timer, and fall silent in portions within the accuracy", () => {
    const { clock, told, open, sessions } = setUp();
    const timers = clock.pending();
    for (let id = 1; id <= 100_000; id++) open(id);
    expect(clock.pending()).toBe(timers);
    told.length = 0;
    clock.advance(60_900);
    expect(told).toEqual([]);
    clock.advance(5_000);
    expect([told.length, sessions.counts().becameStale]).toEqual([100_000, 100_000]);
    const perMoment = Map.groupBy(told, ([at]) => at);
    expect(Math.max(...[...perMoment.values()].map((list) => list.length))).toBeLessThanOrEqual(1_000);
  });
});
