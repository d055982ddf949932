import { expect, test } from "bun:test";
import {
  LIVE_KINDS,
  type LiveEvent,
  type LiveKind,
  mergeReports,
  Subscriber,
} from "../../src/live/subscriber.ts";
import { makeManualClock } from "../harness/manual-clock.ts";
import { report, stateChange } from "../harness/sample-events.ts";

function open(kinds: readonly LiveKind[] = LIVE_KINDS) {
  const clock = makeManualClock();
  const written: LiveEvent[] = [];
  const sent: unknown[] = [];
  const reader = { backlog: 0, isGone: false };
  const sink = {
    send: (name: string, message: unknown) => sent.push([name, message]) > 0 && !reader.isGone,
    write: (event: LiveEvent) => written.push(event) > 0 && !reader.isGone,
    backlogBytes: () => reader.backlog,
    close() {},
  };
  return { clock, written, sent, reader, subscriber: new Subscriber(clock, sink, new Set(kinds)) };
}

test("a fast reader gets every message, in order, together", () => {
  const { clock, written, sent, subscriber } = open();
  const events = [report({ t: 1 }), report({ t: 2 }), stateChange("offline")];
  for (const event of events) subscriber.offer(event);
  expect(written).toEqual([]);
  clock.advance(50);
  expect([written, sent, clock.pending()]).toEqual([events as LiveEvent[], [], 0]);
});

test("only kinds that were asked for are passed on", () => {
  const { clock, written, subscriber } = open(["state"]);
  const change = stateChange("online");
  for (const event of [report({ t: 1 }), change]) subscriber.offer(event);
  clock.advance(50);
  expect(written).toEqual([change as LiveEvent]);
});

test("a slow reader gets the newest of each property, and is told how much it missed", () => {
  const { clock, written, sent, reader, subscriber } = open();
  reader.backlog = 100_000;
  const change = stateChange("offline");
  subscriber.offer(report({ old: 7 }));
  subscriber.offer(change);
  for (let ts = 1; ts <= 1_000; ts++) subscriber.offer(report({ a: ts, b: -ts }, { ts }));
  clock.advance(500);
  expect(written).toEqual([]);
  reader.backlog = 0;
  clock.advance(50);
  const newest = new Map<string, unknown>(
    written.flatMap((e) =>
      e.kind === "property" ? e.points.map((p) => [p.property, p.value] as const) : [],
    ),
  );
  expect(newest).toEqual(
    new Map([
      ["old", 7],
      ["a", 1_000],
      ["b", -1_000],
    ]),
  );
  expect<unknown>(written.filter((event) => event.kind === "state")).toEqual([change]);
  const received = written.reduce(
    (sum, event) => sum + (event.kind === "property" ? event.points.length : 0),
    0,
  );
  expect(sent).toEqual([["skipped", { points: 2_001 - received, events: 0 }]]);
  expect([subscriber.skippedPoints, written.length <= 501]).toEqual([2_001 - received, true]);
});

test("of a flood of other events the newest remain", () => {
  const { clock, written, sent, subscriber } = open();
  const changes = Array.from({ length: 600 }, () => stateChange("offline"));
  for (const change of changes) subscriber.offer(change);
  clock.advance(50);
  expect(written).toEqual(changes.slice(251) as LiveEvent[]);
  expect(sent).toEqual([["skipped", { points: 0, events: 251 }]]);
});

test("nothing is sent to a reader that has left", () => {
  const { clock, written, reader, subscriber } = open();
  reader.isGone = true;
  for (let i = 0; i < 3; i++) subscriber.offer(report({ t: i }));
  clock.advance(50);
  expect(written.length).toBe(1);
  subscriber.offer(report({ t: 9 }));
  subscriber.stop();
  clock.advance(50);
  expect([written.length, clock.pending()]).toEqual([1, 0]);
});

test("late data does not hide newer values", () => {
  expect(mergeReports([report({ t: 2 }, { ts: 20 }), report({ t: 1 }, { ts: 10 })])?.points).toEqual([
    { property: "t", ts: 20, value: 2, quality: 0 },
  ]);
  expect(mergeReports([])).toBeUndefined();
});
