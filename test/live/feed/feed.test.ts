import { expect, test } from "bun:test";
import { openFeed } from "../../../src/live/feed/feed.ts";
import type { Cursor, LogBatch } from "../../../src/log/log.ts";
import { makeManualClock } from "../../harness/manual-clock.ts";
import { report } from "../../harness/sample-events.ts";
import { until } from "../../harness/until.ts";

/** A log whose batches the test hands out. */
function makeLog() {
  const batches: LogBatch[] = [];
  let wake = () => {};
  let isClosed = false;
  const cursor: Cursor = {
    async next(signal) {
      while (batches.length === 0) {
        if (isClosed || signal?.aborted) return undefined;
        await new Promise<void>((resolve) => {
          wake = resolve;
          signal?.addEventListener("abort", () => resolve());
        });
      }
      return batches.shift();
    },
    commit() {},
    lag: () => 0,
    close() {
      isClosed = true;
      wake();
    },
  };
  return {
    log: { id: "log", openCursor: () => cursor, stats: () => ({ lastSeq: 0 }) as never },
    give(batch: Partial<LogBatch>) {
      batches.push({ events: [], lastSeq: 0, gap: undefined, ...batch });
      wake();
    },
    isClosed: () => isClosed,
  };
}

function open() {
  const clock = makeManualClock();
  const source = makeLog();
  const feed = openFeed({ log: source.log, clock });
  const sent: [string, string][] = [];
  const sink = {
    backlog: 0,
    isGone: false,
    isClosed: false,
    send(name: string, _: unknown, position: string) {
      if (!this.isGone) sent.push([name, position]);
      return !this.isGone;
    },
    words: () => ({}),
    backlogBytes: () => sink.backlog,
    close() {
      sink.isClosed = true;
    },
  };
  const follow = () => feed.follow("newest", {}, { ...sink, send: (...message) => sink.send(...message) });
  return { clock, source, feed, sent, sink, follow };
}

const event = (seq: number) => ({ ...report({ t: seq }), seq });

test("a slow reader is waited for, and gets everything", async () => {
  const { clock, source, sent, sink, follow } = open();
  follow();
  sink.backlog = 1_000_000;
  source.give({ events: [event(1), event(2)], lastSeq: 2 });
  await until(() => clock.pending() > 0, "the wait");
  expect(sent).toEqual([["position", "log.0"]]);
  sink.backlog = 0;
  clock.advance(20);
  await until(() => sent.length === 3, "both events");
  expect(sent.slice(1)).toEqual([
    ["property", "log.1"],
    ["property", "log.2"],
  ]);
});

test("events that are gone are told as a gap; a quiet filter is told how far it is", async () => {
  const { clock, source, sent, follow } = open();
  follow();
  source.give({ gap: { fromSeq: 1, toSeq: 7, missed: 7 }, events: [event(8)], lastSeq: 8 });
  await until(() => sent.length === 3, "gap and event");
  clock.advance(10_000);
  source.give({ lastSeq: 40 });
  await until(() => sent.length === 4, "the position");
  expect(sent.slice(1)).toEqual([
    ["gap", "log.7"],
    ["property", "log.8"],
    ["position", "log.40"],
  ]);
});

test("a reader that is gone, and a feed that closes, leave nothing open", async () => {
  const gone = open();
  gone.follow();
  gone.sink.isGone = true;
  gone.source.give({ events: [event(1)], lastSeq: 1 });
  await until(() => gone.feed.stats().clients === 0, "the end");
  expect([gone.source.isClosed(), gone.sink.isClosed]).toEqual([true, true]);
  const closed = open();
  closed.follow();
  expect(closed.feed.stats().clients).toBe(1);
  closed.feed.close();
  await until(() => closed.sink.isClosed, "the end");
  expect(closed.clock.pending()).toBe(0);
});
