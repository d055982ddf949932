import { afterEach, describe, expect, test } from "bun:test";
import { type Cadence, type Log, type LogLimits, openLog } from "../../src/log/log.ts";
import { type ManualClock, makeManualClock } from "../harness/manual-clock.ts";
import { append, property, readEvents, removeTempDirs, tempDir } from "./sample.ts";
import { ScriptedWriter } from "./scripted-writer.ts";

afterEach(removeTempDirs);

interface Rig {
  readonly log: Log;
  readonly writer: ScriptedWriter;
  readonly clock: ManualClock;
  /** What each append came to, by name, in order. */
  readonly settled: string[];
  add(name: string, cadence?: Cadence): void;
}

async function makeRig(limits: Partial<LogLimits> = {}, dir = tempDir()): Promise<Rig> {
  const writer = new ScriptedWriter();
  const clock = makeManualClock();
  const log = await openLog({ dir, clock, limits, openWriter: writer.open });
  const settled: string[] = [];
  const add = (name: string, cadence: Cadence = "grouped") =>
    log.append([property(1, { reqId: name })], cadence, (result) =>
      settled.push(`${name} ${result.ok ? result.value.seq : result.error.code}`),
    );
  return { log, writer, clock, settled, add };
}

/** Lets everything that is ready run. */
async function turns(count = 3): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}

describe("group commit", () => {
  test("one batch is in flight; the next is whatever arrived meanwhile", async () => {
    const { log, writer, clock, settled, add } = await makeRig();
    writer.isHeld = true;
    add("a");
    add("b");
    await turns();
    for (const name of ["c", "d", "e"]) add(name);
    await turns();
    expect([settled, writer.commits, log.stats().pendingEvents]).toEqual([[], [], 5]);
    writer.release();
    clock.advance(2);
    await turns();
    expect(settled).toEqual(["a 1", "b 2", "c 3", "d 4", "e 5"]);
    expect(writer.commits).toEqual([
      { firstSeq: 1, count: 2 },
      { firstSeq: 3, count: 3 },
    ]);
    await log.close();
  });

  test("grouped leaves a gap after the last commit, strict none; a commit after a pause never waits", async () => {
    const { log, clock, settled, add } = await makeRig({ commitGapMs: 50 });
    add("a");
    await turns();
    expect(settled).toEqual(["a 1"]);
    clock.advance(10);
    add("b");
    await turns();
    expect(settled).toEqual(["a 1"]);
    clock.advance(39);
    await turns();
    expect(settled).toEqual(["a 1"]);
    clock.advance(1);
    await turns();
    expect(settled).toEqual(["a 1", "b 2"]);
    add("c");
    await turns();
    add("d", "strict");
    await turns();
    expect(settled).toEqual(["a 1", "b 2", "c 3", "d 4"]);
    clock.advance(50);
    add("e");
    await turns();
    expect(settled.at(-1)).toBe("e 5");
    await log.close();
  });

  test("patient waits for company like relaxed, and goes with whatever forces a commit", async () => {
    const { log, clock, settled, add } = await makeRig({ commitGapMs: 0 });
    add("a", "patient");
    await turns();
    clock.advance(99);
    await turns();
    expect(settled).toEqual([]);
    clock.advance(1);
    await turns();
    expect(settled).toEqual(["a 1"]);
    add("b", "patient");
    add("c");
    await turns();
    expect(settled).toEqual(["a 1", "b 2", "c 3"]);
    await log.close();
  });

  test("under pressure relaxed is dropped for others; patient is not", async () => {
    const { log, writer, settled, add } = await makeRig({ batchEvents: 1, pendingEvents: 3 });
    writer.isHeld = true;
    add("first");
    await turns();
    add("a", "patient");
    add("b", "relaxed");
    add("c", "patient");
    add("d", "patient");
    add("e", "patient");
    await turns();
    expect(settled).toEqual(["b log_full", "e log_full"]);
    writer.release();
    await log.close();
    expect(settled.slice(2)).toEqual(["first 1", "a 2", "c 3", "d 4"]);
  });

  test("a group without events settles in its turn: behind what is in flight, what is open and what waits", async () => {
    const { log, writer, clock, settled, add } = await makeRig({ batchEvents: 1 });
    const addEmpty = (name: string) =>
      log.append([], "grouped", (result) =>
        settled.push(`${name} ${result.ok ? result.value.seq : "refused"}`),
      );
    addEmpty("alone");
    await turns();
    writer.isHeld = true;
    add("a");
    await turns();
    addEmpty("after a");
    for (const name of ["b", "c"]) add(name);
    addEmpty("after c");
    await turns();
    expect(settled).toEqual(["alone 0"]);
    writer.release();
    for (let i = 0; i < 5; i++) {
      clock.advance(5);
      await turns();
    }
    expect(settled).toEqual(["alone 0", "a 1", "after a 1", "b 2", "c 3", "after c 3"]);
    await log.close();
  });

  test("under load commits keep a distance; after a pause there is none", async () => {
    const { log, writer, clock, settled, add } = await makeRig({ commitGapMs: 5 });
    add("a");
    await turns();
    clock.advance(1);
    add("b");
    await turns();
    expect(settled).toEqual(["a 1"]);
    clock.advance(4);
    await turns();
    expect(settled).toEqual(["a 1", "b 2"]);
    clock.advance(1_000);
    add("c");
    await turns();
    expect(writer.commits.length).toBe(3);
    await log.close();
  });

  test("a full batch is sealed without waiting", async () => {
    const { log, writer, add } = await makeRig({ batchEvents: 2, commitGapMs: 1_000 });
    for (const name of ["a", "b", "c", "d", "e"]) add(name);
    await turns();
    expect(writer.commits).toEqual([
      { firstSeq: 1, count: 2 },
      { firstSeq: 3, count: 2 },
    ]);
    await log.close();
    expect(writer.commits.at(-1)).toEqual({ firstSeq: 5, count: 1 });
  });

  test("a settle that throws does not keep the others from being told, and is not swallowed", async () => {
    const { log, settled, add } = await makeRig();
    const bugs: unknown[] = [];
    const soon = globalThis.queueMicrotask;
    globalThis.queueMicrotask = (fn) =>
      soon(() => {
        try {
          fn();
        } catch (bug) {
          bugs.push(bug);
        }
      });
    log.append([property(1)], "grouped", () => {
      throw new Error("bug");
    });
    add("b");
    await turns();
    globalThis.queueMicrotask = soon;
    expect([settled, String(bugs)]).toEqual([["b 2"], "Error: bug"]);
    await log.close();
  });

  test("listeners come after the settles of their batch, the flush hook last", async () => {
    const { log, settled, add } = await makeRig();
    log.onDurable((events) => settled.push(`durable ${events.length}`));
    log.onSettled(() => settled.push("flush"));
    add("a");
    add("b");
    await turns();
    expect(settled).toEqual(["a 1", "b 2", "durable 2", "flush"]);
    await log.close();
  });
});

describe("relaxed", () => {
  test("does not force a commit: within 100 ms, or with the next grouped event", async () => {
    const { log, writer, clock, settled, add } = await makeRig();
    add("a", "relaxed");
    await turns();
    clock.advance(99);
    await turns();
    expect(writer.commits).toEqual([]);
    clock.advance(1);
    await turns();
    expect(settled).toEqual(["a 1"]);
    add("b", "relaxed");
    await turns();
    add("c");
    clock.advance(2);
    await turns();
    expect(settled).toEqual(["a 1", "b 2", "c 3"]);
    await log.close();
  });

  test("the oldest is dropped and counted when too much waits; grouped is refused only when none is left", async () => {
    const { log, writer, clock, settled, add } = await makeRig({ batchEvents: 1, pendingEvents: 3 });
    writer.isHeld = true;
    add("flying");
    await turns();
    add("open");
    add("old", "relaxed");
    add("young", "relaxed");
    add("g1");
    add("g2");
    add("g3");
    add("late", "relaxed");
    await turns();
    expect(settled).toEqual(["old log_full", "young log_full", "g3 log_full", "late log_full"]);
    expect(log.stats()).toMatchObject({ droppedRelaxed: 3, pendingEvents: 4 });
    writer.release();
    clock.advance(10);
    await turns(8);
    expect(settled.slice(4)).toEqual(["flying 1", "open 2", "g1 3", "g2 4"]);
    await log.close();
  });
});

describe("congestion", () => {
  test("begins over the high-water mark and ends under the low one", async () => {
    const { log, writer, clock, add } = await makeRig({
      batchEvents: 2,
      highWaterEvents: 4,
      lowWaterEvents: 2,
    });
    const heard: boolean[] = [];
    const stop = log.onCongestion((isCongested) => heard.push(isCongested));
    writer.isHeld = true;
    add("flying");
    await turns();
    for (const name of ["a", "b", "c", "d"]) add(name);
    expect([log.isCongested(), heard]).toEqual([false, []]);
    add("e");
    expect([log.isCongested(), heard]).toEqual([true, [true]]);
    writer.release();
    for (let i = 0; i < 4; i++) {
      clock.advance(10);
      await turns();
    }
    expect([log.isCongested(), heard]).toEqual([false, [true, false]]);
    stop();
    await log.close();
  });
});

describe("a disk that fails", () => {
  test("the batch and all that waits are refused, later appends too, until a probe goes through", async () => {
    const { log, writer, clock, settled, add } = await makeRig();
    await append(log, property(1));
    writer.failure = "the disk is full";
    clock.advance(10);
    add("a");
    await turns();
    add("b");
    await turns();
    expect(settled).toEqual(["a log_unavailable", "b log_unavailable"]);
    expect(log.stats()).toMatchObject({ unavailable: "the disk is full", lastSeq: 1, pendingEvents: 0 });
    clock.advance(1_000);
    await turns();
    expect(log.stats().unavailable).toBe("the disk is full");
    writer.failure = undefined;
    clock.advance(1_000);
    await turns();
    expect(log.stats().unavailable).toBeUndefined();
    add("c");
    await turns();
    expect(settled.at(-1)).toBe("c 2");
    expect((await readEvents(log)).map((event) => event.seq)).toEqual([1, 2]);
    await log.close();
  });

  test("a writer thread that dies takes its batch with it and is started anew", async () => {
    const { log, writer, clock, settled, add } = await makeRig();
    writer.isHeld = true;
    add("a");
    await turns();
    writer.die("the writer thread ended");
    expect(settled).toEqual(["a log_unavailable"]);
    writer.isHeld = false;
    clock.advance(1_000);
    await turns();
    expect(writer.opened).toBe(2);
    add("b");
    await turns();
    expect(settled).toEqual(["a log_unavailable", "b 1"]);
    await log.close();
  });

  test("a commit that was reported as failed but is on the disk keeps its numbers", async () => {
    const { log, writer, clock, settled, add } = await makeRig();
    writer.isHeld = true;
    add("a");
    await turns();
    writer.commitButFail("the disk reports an error");
    clock.advance(1_000);
    await turns();
    add("b");
    await turns();
    expect(settled).toEqual(["a log_unavailable", "b 2"]);
    expect((await readEvents(log)).map((event) => event.reqId)).toEqual(["a", "b"]);
    await log.close();
  });

  test("a commit that went through unseen keeps its numbers, also when its file is old meanwhile", async () => {
    const { log, writer, clock, settled, add } = await makeRig({ generationMs: 500 });
    await append(log, property(1));
    writer.isHeld = true;
    clock.advance(10);
    add("a");
    await turns();
    writer.commitButFail("the disk reports an error");
    clock.advance(1_000);
    await turns();
    add("b");
    await turns();
    expect(settled).toEqual(["a log_unavailable", "b 3"]);
    expect((await readEvents(log)).map((event) => event.reqId)).toEqual(["1", "a", "b"]);
    await log.close();
  });

  test("a file that was damaged while it is written is left alone, and a new one begun", async () => {
    const { log, writer, clock, settled, add } = await makeRig();
    await append(log, property(1));
    writer.failure = "the file is damaged";
    clock.advance(10);
    add("a");
    await turns();
    writer.failure = undefined;
    clock.advance(1_000);
    await turns();
    add("b");
    await turns();
    expect(settled).toEqual(["a log_unavailable", "b 2"]);
    expect(log.stats().generations).toBe(2);
    expect((await readEvents(log)).map((event) => event.reqId)).toEqual(["1", "b"]);
    await log.close();
  });

  test("a held log refuses and does not probe; what waited before is written; it goes on when let go", async () => {
    const { log, writer, clock, settled, add } = await makeRig();
    add("before");
    log.hold("the disk is full");
    add("during");
    await turns();
    expect(settled).toEqual(["during log_unavailable", "before 1"]);
    expect(log.stats().unavailable).toBe("the disk is full");
    writer.die("the writer thread ended");
    clock.advance(5_000);
    await turns();
    expect(writer.opened).toBe(1);
    log.hold(undefined);
    clock.advance(1_000);
    await turns();
    expect([writer.opened, log.stats().unavailable]).toEqual([2, undefined]);
    add("after");
    await turns();
    expect(settled.at(-1)).toBe("after 2");
    await log.close();
  });

  test("a log that cannot write still closes", async () => {
    const { log, writer, add } = await makeRig();
    writer.failure = "the disk is full";
    add("a");
    await turns();
    await log.close();
    expect(writer.commits).toEqual([]);
  });
});

describe("opening", () => {
  test("numbers are not given again when the newest file was taken away", async () => {
    const dir = tempDir();
    const first = await makeRig({ generationBytes: 1 }, dir);
    for (let n = 0; n < 3; n++) {
      first.add(String(n));
      first.clock.advance(10);
      await turns();
    }
    await first.log.close();
    const { readdirSync, rmSync } = await import("node:fs");
    for (const name of readdirSync(dir).filter((name) => name.startsWith("0000000000000003")))
      rmSync(`${dir}/${name}`);
    const { log, settled, add } = await makeRig({}, dir);
    add("next");
    await turns();
    expect(settled).toEqual(["next 4"]);
    expect((await readEvents(log)).map((event) => event.seq)).toEqual([1, 2, 4]);
    await log.close();
  });

  test("an unreadable newest file is set aside and its numbers are left out", async () => {
    const dir = tempDir();
    await Bun.write(
      `${dir}/0000000000000005.db`,
      "this is no database, but long enough to look like one".repeat(40),
    );
    const { log, settled, add } = await makeRig({}, dir);
    add("a");
    await turns();
    expect(settled).toEqual(["a 100000006"]);
    await log.close();
  });
});
