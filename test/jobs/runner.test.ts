import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { AppError } from "../../src/spine/error.ts";
import { makeManualClock } from "../harness/manual-clock.ts";
import { makeTempFolder } from "../harness/temp-folder.ts";
import { until } from "../harness/until.ts";
import { openCounting } from "./sample.ts";

const COUNT = { input: { upTo: 4 }, actor: "ann", title: "" };

test("what a job throws fails it with its code; what is no known failure is reported", async () => {
  using folder = makeTempFolder("jobs");
  let thrown: Error = new AppError("disk_full");
  const { db, jobs, bugs } = openCounting(folder.path, (context, at) => {
    context.count("seen");
    if (at === 2) throw thrown;
  });
  jobs.begin();
  const known = await jobs.ended(jobs.start("test.count", COUNT).id);
  // What was not saved has not happened.
  expect([known.state, known.failure, known.counts, known.done]).toEqual([
    "failed",
    { code: "disk_full", params: {} },
    { seen: 2 },
    2,
  ]);
  expect(bugs).toEqual([]);
  thrown = new Error("a bug");
  const unknown = await jobs.ended(jobs.start("test.count", COUNT).id);
  expect(unknown.failure).toEqual({ code: "internal", params: { requestId: `job-${unknown.id}` } });
  expect(bugs).toEqual([thrown]);
  expect(jobs.stats().finished).toEqual({ done: 0, failed: 2, cancelled: 0 });
  await jobs.close();
  db.close();
});

test("a failed job resumes where it was; one that is done does not", async () => {
  using folder = makeTempFolder("jobs");
  let isBroken = true;
  const { db, jobs } = openCounting(folder.path, (context, at) => {
    if (at === 2 && isBroken) throw new AppError("disk_full");
    context.result(`${at}`);
  });
  jobs.begin();
  const { id } = jobs.start("test.count", COUNT);
  expect((await jobs.ended(id)).state).toBe("failed");
  isBroken = false;
  jobs.resume(id);
  expect((await jobs.ended(id)).state).toBe("done");
  expect(await Bun.file(jobs.resultPath(id)).text()).toBe("0123");
  expect(() => jobs.resume(id)).toThrow(new AppError("job_state", { id, state: "done" }));
  expect(() => jobs.get(99)).toThrow(new AppError("not_found", { what: "job 99" }));
  await jobs.close();
  db.close();
});

test("files that the work needs stay for a resume, and go when it is done or cancelled", async () => {
  using folder = makeTempFolder("jobs");
  const { db, jobs } = openCounting(folder.path, () => {});
  let isBroken = true;
  jobs.define({
    ...{
      kind: "test.read",
      input: v.unknown(),
      needs: { area: "jobs", action: "read" },
      inputFiles: ["input"],
    },
    async run(context) {
      expect(await Bun.file(context.path("input")).text()).toBe("secret");
      context.result("made of it");
      if (isBroken) throw new AppError("disk_full");
    },
  });
  jobs.begin();
  const start = async () => {
    const path = join(folder.path, "upload");
    await Bun.write(path, "secret");
    return jobs.start("test.read", { input: {}, actor: "ann", title: "", files: { input: path } });
  };
  const hasInput = (id: number) => existsSync(join(folder.path, "jobs", String(id), "input"));
  const [done, cancelled] = [await start(), await start()];
  for (const { id } of [done, cancelled]) expect((await jobs.ended(id)).state).toBe("failed");
  expect([hasInput(done.id), hasInput(cancelled.id)]).toEqual([true, true]);
  isBroken = false;
  jobs.resume(done.id);
  expect((await jobs.ended(done.id)).state).toBe("done");
  jobs.cancel(cancelled.id);
  expect([hasInput(done.id), hasInput(cancelled.id)]).toEqual([false, false]);
  expect(await Bun.file(jobs.resultPath(done.id)).text()).toBe("made of it");
  await jobs.close();
  db.close();
});

test("a job that waits can be paused and cancelled before it begins; a running one between portions", async () => {
  using folder = makeTempFolder("jobs");
  const { db, jobs } = openCounting(folder.path, (context, at) => {
    if (at === 1) jobs.pause(context.jobId);
  });
  const waiting = jobs.start("test.count", COUNT).id;
  const cancelled = jobs.start("test.count", COUNT).id;
  expect(jobs.pause(waiting).state).toBe("paused");
  expect(jobs.cancel(cancelled).state).toBe("cancelled");
  jobs.begin();
  jobs.resume(waiting);
  const paused = await jobs.ended(waiting);
  expect([paused.state, paused.done]).toEqual(["paused", 2]);
  expect(jobs.list({ limit: 10 }).map(({ state }) => state)).toEqual(["cancelled", "paused"]);
  await jobs.close();
  db.close();
});

test("a job that is started in a transaction begins when that is over, and not when it is rolled back", async () => {
  using folder = makeTempFolder("jobs");
  const seen: string[] = [];
  const { db, jobs } = openCounting(folder.path, (context) => void seen.push(context.actor));
  jobs.begin();
  const fail = () =>
    db.transaction(() => {
      jobs.start("test.count", { ...COUNT, actor: "gone" });
      throw new Error("rolled back");
    });
  expect(fail).toThrow("rolled back");
  const { id } = db.transaction(() => {
    const job = jobs.start("test.count", { ...COUNT, input: { upTo: 1 } });
    seen.push("committed");
    return job;
  });
  expect((await jobs.ended(id)).state).toBe("done");
  expect(seen).toEqual(["committed", "ann"]);
  await jobs.close();
  db.close();
});

test("a job that was told to pause can still be cancelled before it does", async () => {
  using folder = makeTempFolder("jobs");
  const { db, jobs } = openCounting(folder.path, (context, at) => {
    if (at !== 1) return;
    jobs.pause(context.jobId);
    jobs.cancel(context.jobId);
  });
  jobs.begin();
  expect((await jobs.ended(jobs.start("test.count", COUNT).id)).state).toBe("cancelled");
  await jobs.close();
  db.close();
});

test("a job that kills the process is not begun for ever", () => {
  using folder = makeTempFolder("jobs");
  const stuck = () => new Promise<void>(() => {});
  const first = openCounting(folder.path, stuck);
  const { id } = first.jobs.start("test.count", COUNT);
  for (let start = 1; start <= 3; start++) openCounting(folder.path, stuck).jobs.begin();
  const last = openCounting(folder.path, stuck);
  last.jobs.begin();
  expect(last.jobs.get(id).failure).toEqual({ code: "job_interrupted", params: { starts: 3 } });
});

test("only so many jobs may wait, an input must fit, and a kind must be known", () => {
  using folder = makeTempFolder("jobs");
  const { db, jobs } = openCounting(folder.path, () => {});
  expect(() => jobs.start("test.count", { ...COUNT, input: {} })).toThrow("Invalid key");
  for (let count = 0; count < 50; count++) jobs.start("test.count", COUNT);
  expect(() => jobs.start("test.count", COUNT)).toThrow(new AppError("too_many_jobs", { limit: 50 }));
  expect([jobs.needsOf("test.count"), jobs.needsOf("other")]).toEqual([
    { area: "devices", action: "manage" },
    { area: "jobs", action: "admin" },
  ]);
  db.close();
});

test("ended jobs and their files go after 30 days", async () => {
  using folder = makeTempFolder("jobs");
  const clock = makeManualClock();
  const { db, jobs } = openCounting(folder.path, (context) => context.result("x"), clock);
  jobs.begin();
  const { id } = jobs.start("test.count", COUNT);
  await jobs.ended(id);
  const path = jobs.resultPath(id);
  clock.advance(29 * 86_400_000);
  expect(existsSync(path)).toBe(true);
  clock.advance(2 * 86_400_000);
  expect([jobs.find(id), existsSync(path)]).toEqual([undefined, false]);
  await jobs.close();
  db.close();
});

test("files given at the start belong to the job from then on", async () => {
  using folder = makeTempFolder("jobs");
  const upload = join(folder.path, "upload");
  await Bun.write(upload, "rows");
  const seen: string[] = [];
  const { db, jobs } = openCounting(folder.path, async (context) => {
    seen.push(await Bun.file(context.path("input.csv")).text());
  });
  jobs.begin();
  const { id } = jobs.start("test.count", { ...COUNT, input: { upTo: 1 }, files: { "input.csv": upload } });
  await jobs.ended(id);
  expect([seen, existsSync(upload)]).toEqual([["rows"], false]);
  await jobs.close();
  db.close();
});

test("where the database cannot be written the job waits and is begun again", async () => {
  using folder = makeTempFolder("jobs");
  const clock = makeManualClock();
  const { db, jobs, bugs } = openCounting(folder.path, () => {}, clock);
  jobs.begin();
  db.sqlite.run("CREATE TRIGGER broken BEFORE UPDATE ON jobs BEGIN SELECT raise(ABORT, 'no room'); END");
  const { id } = jobs.start("test.count", COUNT);
  await until(() => bugs.length > 0, "the failed write to be told");
  expect(jobs.get(id).state).toBe("queued");
  db.sqlite.run("DROP TRIGGER broken");
  clock.advance(31_000);
  expect((await jobs.ended(id)).state).toBe("done");
  await jobs.close();
  db.close();
});
