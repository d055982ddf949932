import { expect, test } from "bun:test";
import { LIVE_KINDS, openLive } from "../../src/live/live.ts";
import { makeManualClock } from "../harness/manual-clock.ts";
import { makeDurableFeed, report, stateChange } from "../harness/sample-events.ts";

function open(clientLimit = 10) {
  const clock = makeManualClock();
  const log = makeDurableFeed();
  const live = openLive({ log, clock, clientLimit });
  const makeSink = () => {
    const got: unknown[] = [];
    const sink = {
      got,
      isClosed: false,
      send: (name: string, message: unknown) => got.push([name, message]) > 0,
      write: (event: unknown) => got.push(event) > 0,
      backlogBytes: () => 0,
      close: () => {
        sink.isClosed = true;
      },
    };
    return sink;
  };
  return { clock, log, live, makeSink };
}

test("listens to the log only while somebody looks", () => {
  const { clock, log, live, makeSink } = open();
  expect(log.listeners.size).toBe(0);
  const leave = [
    live.followDevice(1, LIVE_KINDS, makeSink()),
    live.followDevice(1, LIVE_KINDS, makeSink()),
    live.followAll(makeSink()),
  ];
  expect([log.listeners.size, live.stats().clients]).toEqual([1, 3]);
  for (const stop of [...leave, ...leave]) stop();
  expect([log.listeners.size, live.stats().clients, clock.pending()]).toEqual([0, 0, 0]);
});

test("each gets its own device's events, and no other's", () => {
  const { clock, log, live, makeSink } = open();
  const [one, alsoOne, two] = [makeSink(), makeSink(), makeSink()];
  live.followDevice(1, LIVE_KINDS, one);
  live.followDevice(1, ["state"], alsoOne);
  live.followDevice(2, LIVE_KINDS, two);
  const events = [
    report({ t: 1 }, { deviceId: 1 }),
    stateChange("online", { deviceId: 2 }),
    report({ t: 3 }, { deviceId: 3 }),
  ];
  log.emit(...events);
  clock.advance(50);
  expect([one.got, alsoOne.got, two.got]).toEqual([[events[0]], [], [events[1]]]);
});

test("an overview gets presence and counters", () => {
  const { clock, log, live, makeSink } = open();
  const sink = makeSink();
  live.followAll(sink);
  const change = stateChange("online", { deviceId: 2 });
  log.emit(report({ a: 1, b: 2 }), change);
  clock.advance(1_000);
  log.emit(report({ a: 1 }));
  clock.advance(1_000);
  const now = clock.now();
  expect(sink.got).toEqual([
    change,
    ["counters", { ts: now - 1_000, periodMs: 1_000, messages: 2, points: 2, refused: 0 }],
    ["counters", { ts: now, periodMs: 1_000, messages: 1, points: 1, refused: 0 }],
  ]);
});

test("an overview is not flooded by the children of a lost gateway", () => {
  const { clock, log, live, makeSink } = open();
  const sink = makeSink();
  live.followAll(sink);
  const own = stateChange("offline", { deviceId: 1 });
  log.emit(own, stateChange("offline", { deviceId: 2, reason: "gateway_lost" }));
  clock.advance(100);
  expect(sink.got).toEqual([own]);
});

test("has room for so many, and lets all go when it closes", () => {
  const { live, makeSink } = open(2);
  const [one, two] = [makeSink(), makeSink()];
  live.followAll(one);
  expect(live.hasRoom()).toBe(true);
  live.followDevice(1, LIVE_KINDS, two);
  expect(live.hasRoom()).toBe(false);
  live.close();
  expect([one.isClosed, two.isClosed]).toEqual([true, true]);
});
