import { expect, test } from "bun:test";
import * as v from "valibot";
import { bulkKindOf } from "../../../src/devices/bulk/bulk-job.ts";
import { BulkSchema } from "../../../src/devices/bulk/bulk-schema.ts";
import { openBulk } from "./world.ts";

test("goes on where it was stopped, and counts each device once", async () => {
  await using room = openBulk();
  const { make, jobs, devices, seen, bugs } = room;
  for (let n = 0; n < 300; n++) make("plain", `d${n}`);
  seen.length = 0;
  devices.counts();
  const input = v.parse(BulkSchema, { action: "disable", target: { filter: { enabled: true } } });
  const { id } = jobs.start(bulkKindOf(input), { input, actor: "ann", title: "all" });
  const stop = devices.onChange(() => {
    if (devices.counts().disabled === 60) jobs.pause(id);
  });
  expect((await jobs.ended(id)).state).toBe("paused");
  stop();
  const half = devices.counts().disabled;
  expect(half).toBeLessThan(300);
  jobs.resume(id);
  const job = await jobs.ended(id);
  expect([job.state, job.done, job.counts, bugs]).toEqual(["done", 300, { changed: 300 }, []]);
  expect([devices.counts().disabled, new Set(seen).size, seen.length]).toEqual([300, 300, 300]);
});

test("who may not start a change may not resume it: deleting is another kind of job than disabling", async () => {
  await using room = openBulk();
  const kindOf = (change: object) =>
    bulkKindOf(v.parse(BulkSchema, { ...change, target: { keys: ["plain/d1"] } }));
  const allowed = [{ action: "disable" }, { action: "delete" }, { action: "move", groupId: null }].map(
    (change) => room.jobs.needsOf(kindOf(change)).action,
  );
  expect(allowed).toEqual(["command", "manage", "manage"]);
});
