import { expect, test } from "bun:test";
import { makeTempFolder } from "../../harness/temp-folder.ts";
import { errorsOf, type Importing, openImporting, runImport, startImport } from "./fixture.ts";

const HEAD = "productKey,deviceName,deviceSecret,name,group,tags,gateway\n";

async function withRoom(run: (room: Importing) => Promise<void>): Promise<void> {
  using folder = makeTempFolder("import");
  const room = openImporting(folder.path);
  room.jobs.begin();
  try {
    await run(room);
  } finally {
    await room.close();
  }
}

test("a table becomes devices with groups, tags and gateways; importing it again changes nothing", () =>
  withRoom(async (room) => {
    const text =
      `${HEAD}press,P1,,Press 1,Plant/Line 1,maker=ACME;year=2021,\nmeter,M1,key1,,,,gw/G1\n` +
      "gw,G1,,,Plant,,\nmeter,M2,key2,,,,G1\n";
    const check = await runImport(room, text, {}, "device.import-check");
    expect([check.counts, check.errors]).toEqual([{ created: 4, bound: 2 }, 0]);
    expect(room.devices.counts().total).toBe(0);
    expect(room.groups.all()).toEqual([]);
    const job = await runImport(room, text);
    expect([job.state, job.counts, job.errors, job.done, job.total]).toEqual([
      "done",
      { created: 4, bound: 2 },
      0,
      4,
      4,
    ]);
    const press = room.devices.get("press", "P1");
    expect([press.name, room.tags.of(press)]).toEqual(["Press 1", { maker: "ACME", year: "2021" }]);
    expect(room.groups.pathOf(press.groupId ?? 0)).toEqual(["Plant", "Line 1"]);
    const children = room.topology.childrenOf(room.devices.get("gw", "G1"));
    expect(children.map(({ deviceName }) => deviceName)).toEqual(["M1", "M2"]);
    expect(room.devices.get("meter", "M1").deviceSecret).toBe("key1");
    // Only secrets that were made up are told.
    const secrets = await Bun.file(room.jobs.resultPath(job.id)).text();
    const g1 = room.devices.get("gw", "G1");
    expect(secrets).toBe(
      `productKey,deviceName,deviceSecret\r\npress,P1,${press.deviceSecret}\r\ngw,G1,${g1.deviceSecret}\r\n`,
    );
    const again = await runImport(room, text);
    expect([again.counts, again.hasResult]).toEqual([{ unchanged: 4 }, false]);
  }));

test("check and import tell the same errors, and the rest is imported", () =>
  withRoom(async (room) => {
    room.devices.create({ productKey: "press", deviceName: "P0" }, "test");
    const text =
      `${HEAD}press,P1,,,,,\npress,bad name,,,,,\nnone,P1,,,,,\npress,P1,,,,,\n,,,lonely,,,\n` +
      "meter,M1,,,,,gw/none\npress,P2,,,,,gw/none\nmeter,M2,,,,,press/P0\n";
    const expected = [
      "3 deviceName: import_bad_device_name",
      "4 productKey: unknown_product",
      "5 deviceName: import_duplicate",
      "6 productKey: import_required",
      "7 gateway: unknown_device",
      "8 gateway: unknown_device",
      "9 gateway: not_a_gateway",
    ];
    const check = await runImport(room, text, {}, "device.import-check");
    expect(await errorsOf(room, check)).toEqual(expected);
    const job = await runImport(room, text);
    expect(await errorsOf(room, job)).toEqual(expected);
    expect([check.counts, job.counts]).toEqual([{ created: 4 }, { created: 4 }]);
    expect(await room.jobs.headerOf(job.id)).toEqual(HEAD.trim().split(","));
  }));

test.each(["secret", "tag:serial"])("two rows of one %s make one device", (key) =>
  withRoom(async (room) => {
    const text = "productKey,deviceName,deviceSecret,tag:serial\npress,P1,k1,s1\npress,P2,k1,s1\n";
    const expected = [`3 ${key === "secret" ? "deviceSecret" : key}: import_duplicate`];
    for (const kind of ["device.import-check", "device.import"]) {
      const job = await runImport(room, text, { key }, kind);
      expect([await errorsOf(room, job), job.counts]).toEqual([expected, { created: 1 }]);
    }
    expect(room.devices.counts().total).toBe(1);
    // What the first row made is found by the next file, under the name that it has.
    const again = await runImport(room, text, { key });
    expect([await errorsOf(room, again), again.counts]).toEqual([expected, { unchanged: 1 }]);
  }),
);

test("a file that cannot be read fails the job with its reason", async () => {
  using folder = makeTempFolder("import");
  const room = openImporting(folder.path);
  const { id } = await startImport(room, `${HEAD}press,P1,,,,,\n`);
  await Bun.write(`${folder.path}/jobs/${id}/input`, `${HEAD}"open`);
  room.jobs.begin();
  const job = await room.jobs.ended(id);
  expect(job.failure).toEqual({ code: "table_unclosed_quote", params: { detail: "2" } });
  await room.close();
});

test("an import that is interrupted goes on, makes each device once, and forgets no tag", async () => {
  using folder = makeTempFolder("import");
  const rows = Array.from({ length: 2_000 }, (_, at) => `press,P${at},,,,n=${at},\n`);
  const first = openImporting(folder.path);
  first.jobs.begin();
  let announced = 0;
  const midway = Promise.withResolvers<void>();
  first.devices.onChange(() => {
    announced += 1;
    if (announced === 700) midway.resolve();
  });
  const { id } = await startImport(first, HEAD + rows.join(""));
  await midway.promise;
  // As a crash leaves it: the database is gone in the middle of the work.
  first.db.close();

  const second = openImporting(folder.path);
  const before = second.devices.counts().total;
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThan(2_000);
  second.jobs.begin();
  const job = await second.jobs.ended(id);
  expect([job.state, job.counts, job.errors]).toEqual(["done", { created: 2_000 }, 0]);
  expect(second.devices.counts().total).toBe(2_000);
  for (let at = 0; at < 2_000; at++)
    expect(second.tags.of(second.devices.get("press", `P${at}`))).toEqual({ n: String(at) });
  const secrets = (await Bun.file(second.jobs.resultPath(id)).text()).trim().split("\r\n");
  expect(new Set(secrets).size).toBe(2_001);
  await second.close();
});
