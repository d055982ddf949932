import { expect, test } from "bun:test";
import { makeTempFolder } from "../harness/temp-folder.ts";
import { openCounting } from "./sample.ts";

test("a job runs to its end, tells its progress, and keeps what it found", async () => {
  using folder = makeTempFolder("jobs");
  const { db, jobs } = openCounting(folder.path, (context, at) => {
    context.count(at % 2 === 0 ? "even" : "odd");
    context.result(`${at}\r\n`);
    if (at === 3)
      context.rowError({
        row: 5,
        column: "number",
        code: "not_found",
        params: { what: "three" },
        cells: ["3"],
      });
  });
  const seen: string[] = [];
  jobs.onChange(({ state }) => seen.push(state));
  jobs.begin();
  const { id } = jobs.start("test.count", { input: { upTo: 5 }, actor: "ann", title: "to five" });
  expect(await jobs.ended(id)).toEqual({
    id,
    kind: "test.count",
    title: "to five",
    state: "done",
    done: 5,
    total: 5,
    errors: 1,
    counts: { even: 3, odd: 2 },
    failure: undefined,
    hasErrors: true,
    hasResult: true,
    actor: "ann",
    scopes: [{ kind: "all" }],
    createdAt: 1_700_000_000_000,
    startedAt: 1_700_000_000_000,
    endedAt: 1_700_000_000_000,
  });
  expect(seen).toEqual(["queued", "running", "done"]);
  expect(await Array.fromAsync(jobs.errorsOf(id))).toEqual([
    { row: 5, column: "number", code: "not_found", params: { what: "three" }, cells: ["3"] },
  ]);
  expect(await jobs.headerOf(id)).toEqual(["number"]);
  expect(await Bun.file(jobs.resultPath(id)).text()).toBe("0\r\n1\r\n2\r\n3\r\n4\r\n");
  await jobs.close();
  db.close();
});

test("a job that the end of the process interrupts goes on from its checkpoint, and repeats nothing", async () => {
  using folder = makeTempFolder("jobs");
  const done: number[] = [];
  const reachedThree = Promise.withResolvers<void>();
  const first = openCounting(folder.path, async (context, at) => {
    context.result(`${at},`);
    context.rowError({ row: at, column: "", code: "not_found", params: {}, cells: [] });
    if (at < 3) return void done.push(at);
    reachedThree.resolve();
    await new Promise(() => {});
  });
  first.jobs.begin();
  const { id } = first.jobs.start("test.count", { input: { upTo: 6 }, actor: "ann", title: "" });
  await reachedThree.promise;
  // As a crash leaves it: nothing is closed, and files hold more than the checkpoint knows of.
  await Bun.write(first.jobs.resultPath(id), "0,1,2,3,");
  first.db.close();

  const second = openCounting(folder.path, (context, at) => {
    context.result(`${at},`);
    done.push(at);
  });
  second.jobs.begin();
  const job = await second.jobs.ended(id);
  expect([job.state, job.done, job.errors]).toEqual(["done", 6, 3]);
  expect(done).toEqual([0, 1, 2, 3, 4, 5]);
  expect(await Bun.file(second.jobs.resultPath(id)).text()).toBe("0,1,2,3,4,5,");
  expect((await Array.fromAsync(second.jobs.errorsOf(id))).map(({ row }) => row)).toEqual([0, 1, 2]);
  await second.jobs.close();
  second.db.close();
});

test("a job that a stop of the server ends waits, and runs at the next start", async () => {
  using folder = makeTempFolder("jobs");
  const started = Promise.withResolvers<void>();
  const first = openCounting(folder.path, async (_, at) => {
    if (at === 1) started.resolve();
    await new Promise((resolve) => setImmediate(resolve));
  });
  first.jobs.begin();
  const { id } = first.jobs.start("test.count", { input: { upTo: 100_000 }, actor: "ann", title: "" });
  await started.promise;
  await first.jobs.close();
  expect(first.jobs.get(id).state).toBe("queued");
  const before = first.jobs.get(id).done;
  first.db.close();
  const second = openCounting(folder.path, (context) => {
    if (context.checkpoint !== undefined) jobs.cancel(id);
  });
  const { jobs } = second;
  jobs.begin();
  const job = await jobs.ended(id);
  expect(job.state).toBe("cancelled");
  expect(job.done).toBeGreaterThan(before);
  await jobs.close();
  second.db.close();
});
