// The room's API with bulk changes and jobs, in memory.

import { defineBulk } from "../../../src/devices/bulk/bulk-job.ts";
import { bulkRoutes } from "../../../src/devices/bulk/routes.ts";
import { openJobs } from "../../../src/jobs/jobs.ts";
import { makeApiClient, makeAuditLog } from "../../harness/room-api.ts";
import { makeTempFolder } from "../../harness/temp-folder.ts";
import { openWorld } from "../topology/world.ts";

export function openBulk() {
  const world = openWorld();
  const folder = makeTempFolder("bulk");
  const bugs: unknown[] = [];
  const jobs = openJobs({ ...world, dir: folder.path, onBug: (error) => bugs.push(error) });
  defineBulk(jobs, world);
  jobs.begin();
  const { audit, entries } = makeAuditLog();
  const seen: string[] = [];
  world.devices.onChange(({ action, device, fields, actor }) =>
    seen.push([action, device.deviceName, ...fields, actor].join(" ")),
  );
  return {
    ...{ ...world, jobs, bugs, entries, seen },
    ...makeApiClient(bulkRoutes({ ...world, jobs, audit })),
    async [Symbol.asyncDispose]() {
      await jobs.close();
      folder[Symbol.dispose]();
    },
  };
}
