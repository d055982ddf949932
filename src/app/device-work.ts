import { join } from "node:path";
import { defineGenerate } from "../devices/generate/generate-job.ts";
import { defineImport, type ImportJobDeps } from "../devices/import/import-job.ts";
import { Uploads } from "../devices/import/uploads.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { Clock } from "../spine/clock.ts";

export interface DeviceWorkDeps extends Omit<ImportJobDeps, "uploads" | "clock"> {
  readonly jobs: Jobs;
  readonly clock: Clock;
  /** The data folder. */
  readonly dataDir: string;
}

/** Makes the long work on devices known to the room of jobs; returns where files wait for it. */
export function defineDeviceWork({ jobs, dataDir, ...deps }: DeviceWorkDeps): Uploads {
  const uploads = new Uploads(join(dataDir, "uploads"), deps.clock);
  defineImport(jobs, { ...deps, uploads });
  defineGenerate(jobs, deps);
  return uploads;
}
