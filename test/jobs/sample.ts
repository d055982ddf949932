import { join } from "node:path";
import * as v from "valibot";
import { type Db, openDatabase } from "../../src/db/db.ts";
import { type JobContext, type Jobs, openJobs } from "../../src/jobs/jobs.ts";
import type { Clock } from "../../src/spine/clock.ts";
import { makeManualClock } from "../harness/manual-clock.ts";

export const CountInput = v.object({ upTo: v.number("must be a number") });
export type CountContext = JobContext<{ upTo: number }, { at: number }>;

/** A room of jobs on a folder, with the kind `test.count`, which does what `step` says for each number. */
export function openCounting(
  dir: string,
  step: (context: CountContext, at: number) => void | Promise<void>,
  clock: Clock = makeManualClock(),
): { db: Db; jobs: Jobs; bugs: unknown[] } {
  const db = openDatabase(join(dir, "test.db"));
  const bugs: unknown[] = [];
  const jobs = openJobs({ db, clock, dir: join(dir, "jobs"), onBug: (error) => bugs.push(error) });
  jobs.define({
    kind: "test.count",
    input: CountInput,
    needs: { area: "devices", action: "manage" },
    resultName: "numbers.csv",
    async run(context: CountContext) {
      context.header(["number"]);
      for (let at = context.checkpoint?.at ?? 0; at < context.input.upTo; at++) {
        await context.turn();
        context.progress(at + 1, context.input.upTo);
        await step(context, at);
        context.save({ at: at + 1 });
      }
    },
  });
  return { db, jobs, bugs };
}
