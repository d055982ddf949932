import { afterAll, describe, expect, test } from "bun:test";
import { KeptShelf } from "../../src/shelf/kept-shelf.ts";
import { RecordStore } from "../../src/shelf/record-store.ts";
import { SHELF_LIMITS, type ShelfLimits } from "../../src/shelf/shelf.ts";
import type { Failure } from "../../src/spine/error.ts";
import { makeManualClock } from "../harness/manual-clock.ts";
import { makeTempFolder } from "../harness/temp-folder.ts";
import { ScriptedThread } from "./scripted-thread.ts";

const folders = new DisposableStack();
afterAll(() => folders.dispose());

function makeShelf(limits: Partial<ShelfLimits> = {}) {
  const path = `${folders.use(makeTempFolder("shelf")).path}/mqtt.db`;
  const thread = new ScriptedThread();
  const clock = makeManualClock();
  const shelf = new KeptShelf({
    path,
    clock,
    limits: { ...SHELF_LIMITS, ...limits },
    openThread: thread.open,
    load: () => undefined,
  });
  const outcomes: string[] = [];
  const told = (name: string) => (failure: Failure | undefined) =>
    void outcomes.push(failure === undefined ? name : `${name}: ${failure.code}`);
  const stored = () => {
    const records: Record<string, string> = {};
    const store = new RecordStore(path);
    store.each((bucket, key, value) => {
      records[`${bucket}/${key}`] = Buffer.from(value).toString();
    });
    store.close();
    return records;
  };
  return { shelf, thread, clock, outcomes, told, stored };
}

const bytes = (text: string) => Buffer.from(text);
/** Lets every microtask run. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("KeptShelf", () => {
  test("commits what one turn brings in one transaction and settles in order", async () => {
    const { shelf, thread, outcomes, told, stored } = makeShelf();
    shelf.put("q", "1", bytes("one"));
    shelf.commit(told("a"));
    shelf.put("q", "2", bytes("two"));
    shelf.remove("q", "1");
    shelf.commit(told("b"));
    expect(outcomes).toEqual([]);
    await turn();
    expect({ outcomes, commits: thread.commits, stored: stored() }).toEqual({
      outcomes: ["a", "b"],
      commits: 1,
      stored: { "q/2": "two" },
    });
  });

  test("starts no thread while there is nothing to keep", async () => {
    const { shelf, thread, outcomes, told } = makeShelf();
    shelf.commit(told("a"));
    expect(outcomes).toEqual([]);
    await turn();
    await shelf.close();
    expect({ outcomes, started: thread.started }).toEqual({ outcomes: ["a"], started: 0 });
  });

  test("writes in the end what nobody waits for", async () => {
    const { shelf, thread, clock, stored } = makeShelf();
    shelf.put("q", "1", bytes("one"));
    await turn();
    expect(thread.commits).toBe(0);
    clock.advance(SHELF_LIMITS.relaxedMs);
    await turn();
    expect(stored()).toEqual({ "q/1": "one" });
  });

  test("gathers what comes during a commit, and leaves a gap between two", async () => {
    const { shelf, thread, clock, outcomes, told } = makeShelf({ commitGapMs: 5 });
    thread.isHeld = true;
    shelf.put("q", "1", bytes("one"));
    shelf.commit(told("a"));
    await turn();
    shelf.put("q", "2", bytes("two"));
    shelf.commit(told("b"));
    shelf.commit(told("c"));
    await turn();
    expect({ outcomes, commits: thread.commits, pending: shelf.stats().pendingRecords }).toEqual({
      outcomes: [],
      commits: 0,
      pending: 2,
    });
    thread.release();
    await turn();
    expect(outcomes).toEqual(["a"]);
    clock.advance(5);
    await turn();
    expect({ outcomes, commits: thread.commits }).toEqual({ outcomes: ["a", "b", "c"], commits: 2 });
  });

  test("a disk that is full fails commits, keeps what was put, and writes it when there is room", async () => {
    const { shelf, thread, clock, outcomes, told, stored } = makeShelf();
    thread.failure = "the disk is full";
    shelf.put("q", "1", bytes("one"));
    shelf.put("q", "2", bytes("two"));
    shelf.commit(told("a"));
    await turn();
    shelf.put("q", "1", bytes("newer"));
    shelf.commit(told("b"));
    await turn();
    expect({ outcomes, why: shelf.stats().unavailable }).toEqual({
      outcomes: ["a: shelf_unavailable", "b: shelf_unavailable"],
      why: "the disk is full",
    });
    clock.advance(SHELF_LIMITS.retryMs);
    await turn();
    expect(shelf.stats().unavailable).toBe("the disk is full");
    thread.failure = undefined;
    clock.advance(SHELF_LIMITS.retryMs);
    await turn();
    shelf.commit(told("c"));
    await turn();
    expect({ outcome: outcomes.at(-1), why: shelf.stats().unavailable, stored: stored() }).toEqual({
      outcome: "c",
      why: undefined,
      stored: { "q/1": "newer", "q/2": "two" },
    });
  });

  test("a thread that dies is started again", async () => {
    const { shelf, thread, clock, outcomes, told, stored } = makeShelf();
    thread.isHeld = true;
    shelf.put("q", "1", bytes("one"));
    shelf.commit(told("a"));
    await turn();
    thread.die("the shelf's thread ended");
    thread.isHeld = false;
    clock.advance(SHELF_LIMITS.retryMs);
    await turn();
    expect({ outcomes, started: thread.started, stored: stored() }).toEqual({
      outcomes: ["a: shelf_unavailable"],
      started: 2,
      stored: { "q/1": "one" },
    });
  });

  test("takes no more than its bound, and says so in turn", async () => {
    const { shelf, thread, clock, outcomes, told } = makeShelf({ pendingBytes: 1_000 });
    thread.isHeld = true;
    shelf.put("q", "1", new Uint8Array(600));
    shelf.commit(told("a"));
    await turn();
    expect(shelf.put("q", "2", new Uint8Array(600))).toBe(true);
    shelf.commit(told("b"));
    expect(shelf.put("q", "3", new Uint8Array(600))).toBe(false);
    shelf.commit(told("c"));
    await turn();
    expect(outcomes).toEqual([]);
    thread.release();
    await turn();
    clock.advance(SHELF_LIMITS.commitGapMs);
    await turn();
    shelf.put("q", "4", new Uint8Array(600));
    shelf.commit(told("d"));
    clock.advance(SHELF_LIMITS.commitGapMs);
    await turn();
    expect(outcomes).toEqual(["a", "b", "c: shelf_full", "d"]);
  });

  test("held back it writes nothing until it may", async () => {
    const { shelf, thread, outcomes, told, stored } = makeShelf();
    shelf.hold("the disk is full");
    shelf.put("q", "1", bytes("one"));
    shelf.commit(told("a"));
    await turn();
    expect({ outcomes, started: thread.started }).toEqual({
      outcomes: ["a: shelf_unavailable"],
      started: 0,
    });
    shelf.hold(undefined);
    shelf.commit(told("b"));
    await turn();
    expect({ outcomes, stored: stored() }).toEqual({
      outcomes: ["a: shelf_unavailable", "b"],
      stored: { "q/1": "one" },
    });
  });

  test("close writes what waits; later commits are refused", async () => {
    const { shelf, outcomes, told, stored } = makeShelf();
    shelf.put("q", "1", bytes("one"));
    const closed = shelf.close();
    await closed;
    shelf.commit(told("late"));
    await turn();
    expect({ outcomes, stored: stored() }).toEqual({
      outcomes: ["late: shelf_unavailable"],
      stored: { "q/1": "one" },
    });
  });
});
