import { expect, test } from "bun:test";
import { openBulk } from "./world.ts";

const none = { changed: 0, unchanged: 0, failed: [], job: null };

test("each action does to many what it does to one, tells what was refused, and is one entry on record", async () => {
  await using room = openBulk();
  const { call, make, devices, tags, groups, seen, entries } = room;
  for (const name of ["a", "b", "c"]) make("plain", name);
  const line = groups.ensure(["Line"]);
  devices.update(devices.get("plain", "c"), { isEnabled: false }, "ann");
  seen.length = 0;
  const bulk = async (change: object) => (await call("POST", "/devices/bulk", { body: change })).body;
  const filter = { target: { filter: { productKey: "plain" } } };
  expect(await bulk({ action: "disable", ...filter })).toEqual({
    ...none,
    matched: 3,
    changed: 2,
    unchanged: 1,
  });
  expect(await bulk({ action: "enable", target: { keys: ["plain/a", "plain/x", "plain/a"] } })).toEqual({
    ...none,
    matched: 2,
    changed: 1,
    failed: [{ device: "plain/x", code: "not_found", message: "device plain/x does not exist." }],
  });
  await bulk({ action: "move", groupId: line.id, target: { keys: ["plain/a"] } });
  await bulk({ action: "tag", tags: { floor: "1" }, target: { filter: { group: line.id } } });
  expect(tags.of(devices.get("plain", "a"))).toEqual({ floor: "1" });
  await bulk({ action: "untag", tagKeys: ["floor", "none"], ...filter });
  await bulk({ action: "edit", fields: { place: "hall", latitude: null }, target: { keys: ["plain/b"] } });
  await bulk({ action: "delete", target: { filter: { q: "c" } } });
  expect(seen).toEqual([
    "disabled a admin",
    "disabled b admin",
    "enabled a admin",
    "moved a admin",
    "updated a tags admin",
    "updated a tags admin",
    "updated b place admin",
    "deleted c admin",
  ]);
  expect(entries.map(([, { action, target }]) => [action, target])).toEqual([
    ["device.bulk-disable", "2 devices"],
    ["device.bulk-enable", "1 devices"],
    ["device.bulk-move", "1 devices"],
    ["device.bulk-tag", "1 devices"],
    ["device.bulk-untag", "1 devices"],
    ["device.bulk-edit", "1 devices"],
    ["device.bulk-delete", "1 devices"],
  ]);
  expect(entries[0]?.[1].after).toEqual({
    count: 2,
    filter: { productKey: "plain" },
    devices: ["plain/a", "plain/b"],
  });
});

test("a dry run counts and changes nothing", async () => {
  await using room = openBulk();
  const { call, make, seen, entries } = room;
  make("plain", "a");
  seen.length = 0;
  const body = { action: "delete", target: { filter: {} }, dryRun: true };
  expect((await call("POST", "/devices/bulk", { role: "developer", body })).body).toEqual({
    ...none,
    matched: 1,
  });
  expect([seen, entries]).toEqual([[], []]);
});

test("more than may be done at once becomes a job, which tells its errors", async () => {
  await using room = openBulk();
  const { call, make, jobs, devices, entries, bugs } = room;
  for (let n = 0; n < 230; n++) make("plain", `d${n}`);
  const keys = [...Array.from({ length: 229 }, (_, n) => `plain/d${n}`), "plain/none"];
  const { body } = await call("POST", "/devices/bulk", { body: { action: "disable", target: { keys } } });
  expect(body).toMatchObject({
    ...none,
    matched: 230,
    job: { kind: "device.bulk", title: "disable: 230 devices" },
  });
  const job = await jobs.ended((body as { job: { id: number } }).job.id);
  expect([job.state, job.done, job.total, job.counts, job.errors, bugs]).toEqual([
    "done",
    230,
    230,
    { changed: 229 },
    1,
    [],
  ]);
  expect(await Array.fromAsync(jobs.errorsOf(job.id))).toMatchObject([
    { code: "not_found", cells: ["plain/none"] },
  ]);
  const rest = { action: "delete", target: { filter: { enabled: false } } };
  const second = await call("POST", "/devices/bulk", { body: rest });
  await jobs.ended((second.body as { job: { id: number } }).job.id);
  expect(devices.counts()).toMatchObject({ total: 1, disabled: 0 });
  expect(entries.map(([, { target, after }]) => [target, (after as { count: number }).count])).toEqual([
    ["230 devices", 230],
    ["229 devices", 229],
  ]);
});

test("a role may do to many what it may do to one", async () => {
  await using room = openBulk();
  const { call, make } = room;
  make("plain", "a");
  const target = { keys: ["plain/a"] };
  const status = async (role: "viewer" | "operator", change: object) =>
    (await call("POST", "/devices/bulk", { role, body: { target, ...change } })).status;
  expect(await status("viewer", { action: "enable" })).toBe(403);
  expect(await status("operator", { action: "disable" })).toBe(200);
  expect(await status("operator", { action: "tag", tags: { a: "1" } })).toBe(200);
  expect(await status("operator", { action: "edit", fields: { notes: "n" } })).toBe(200);
  expect(await status("operator", { action: "edit", fields: { place: "n" } })).toBe(403);
  expect(await status("operator", { action: "delete" })).toBe(403);
  expect(await status("operator", { action: "move", groupId: null })).toBe(403);
});

test("what cannot be done at all is refused whole", async () => {
  await using room = openBulk();
  const { call } = room;
  const status = async (body: object) => (await call("POST", "/devices/bulk", { body })).status;
  const target = { filter: {} };
  expect(await status({ action: "move", groupId: 9, target })).toBe(404);
  expect(await status({ action: "enable", target: { filter: { group: 9 } } })).toBe(404);
  expect(await status({ action: "enable", target: { keys: [] } })).toBe(400);
  expect(await status({ action: "edit", fields: {}, target })).toBe(400);
  expect(await status({ action: "edit", fields: { deviceSecret: "x" }, target })).toBe(400);
  expect(await status({ action: "paint", target })).toBe(400);
});
