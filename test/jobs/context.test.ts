import { expect, test } from "bun:test";
import { makeManualClock } from "../harness/manual-clock.ts";
import { makeTempFolder } from "../harness/temp-folder.ts";
import { openCounting } from "./sample.ts";

test("a job lets others run when its turn is used up", async () => {
  using folder = makeTempFolder("jobs");
  const clock = makeManualClock();
  let isOtherServed = false;
  const seen: boolean[] = [];
  const { db, jobs } = openCounting(
    folder.path,
    (_, at) => {
      if (at === 0)
        setImmediate(() => {
          isOtherServed = true;
        });
      seen.push(isOtherServed);
      if (at === 1) clock.advance(6);
    },
    clock,
  );
  jobs.begin();
  await jobs.ended(jobs.start("test.count", { input: { upTo: 3 }, actor: "", title: "" }).id);
  expect(seen).toEqual([false, false, true]);
  await jobs.close();
  db.close();
});

test("a save that its caller's transaction takes back has not happened", async () => {
  using folder = makeTempFolder("jobs");
  const { db, jobs } = openCounting(folder.path, (context, at) => {
    context.result(`${at}`);
    if (at === 1)
      db.transaction(() => {
        context.count("lost");
        context.save({ at: 50 });
        throw new Error("rolled back");
      });
  });
  jobs.begin();
  const job = await jobs.ended(jobs.start("test.count", { input: { upTo: 3 }, actor: "", title: "" }).id);
  expect([job.state, job.done, job.counts, job.hasResult]).toEqual(["failed", 1, {}, true]);
  await jobs.close();
  db.close();
});
