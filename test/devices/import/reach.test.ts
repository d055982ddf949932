// Imports and patterns of who reaches only a group: rows beyond are refused one by one, and tell nothing.

import { expect, test } from "bun:test";
import { AppError } from "../../../src/spine/error.ts";
import type { Scope } from "../../../src/spine/permission.ts";
import { makeTempFolder } from "../../harness/temp-folder.ts";
import { errorsOf, openImporting, runImport } from "./fixture.ts";

const LINE: Scope = { kind: "group", groupId: 2 };
const scopes = [LINE];

/** Plant 1 > Line 2, Yard 3. Of press: P1 stands in the line, Y1 in the yard. */
function open(dir: string) {
  const room = openImporting(dir);
  room.groups.ensure(["Plant", "Line"]);
  room.groups.ensure(["Yard"]);
  const make = (productKey: string, deviceName: string, groupId: number) =>
    room.devices.create({ productKey, deviceName, groupId, deviceSecret: `s-${deviceName}` }, "test");
  for (const [productKey, name, groupId] of [
    ["press", "P1", 2],
    ["press", "Y1", 3],
    ["gw", "G1", 2],
    ["gw", "GY", 3],
    ["meter", "M1", 2],
    ["meter", "M2", 2],
    ["meter", "MY", 3],
  ] as const)
    make(productKey, name, groupId);
  for (const name of ["P1", "Y1"]) room.tags.replace(room.devices.get("press", name), { serial: "7" });
  room.jobs.begin();
  return room;
}

const TEXT = [
  "productKey,deviceName,name,group",
  "press,P1,mine,",
  "press,P1b,new,Plant/Line/Cell",
  "press,Y1,theirs,Plant/Line",
  "press,Y1b,lost,Yard",
  "press,N1,lost,Nowhere",
  "press,N2,lost,",
  "nothing,N3,unknown,Plant/Line",
].join("\n");

test("its rows change and make what is reached; the others are told apart from nothing", async () => {
  using folder = makeTempFolder("import-reach");
  const room = open(folder.path);
  const refused = [
    "4 deviceName: import_outside",
    "5 group: import_outside",
    "6 group: import_outside",
    "7 group: import_no_place",
    "8 productKey: unknown_product",
  ];
  for (const kind of ["device.import-check", "device.import"]) {
    const job = await runImport(room, TEXT, {}, kind, scopes);
    expect([job.state, job.counts]).toEqual(["done", { updated: 1, created: 1 }]);
    expect(await errorsOf(room, job)).toEqual(refused);
  }
  const { devices, groups } = room;
  const told = ["P1", "P1b", "Y1"].map((name) => devices.get("press", name));
  expect(told.map(({ name, groupId }) => [name, groups.pathOf(groupId ?? 0).join("/")])).toEqual([
    ["mine", "Plant/Line"],
    ["new", "Plant/Line/Cell"],
    ["", "Yard"],
  ]);
  expect([devices.counts().total, groups.all().length]).toEqual([8, 4]);
  await room.close();
});

test("only existing ones: one beyond is not there", async () => {
  using folder = makeTempFolder("import-reach");
  const room = open(folder.path);
  const text =
    "productKey,deviceName,name,group\npress,Y1,x,\npress,N1,x,\npress,P1,x,Yard\npress,P1,x,Nowhere";
  const job = await runImport(room, text, { mode: "update", makesGroups: false }, undefined, scopes);
  expect(await errorsOf(room, job)).toEqual([
    "2 deviceName: import_missing",
    "3 deviceName: import_missing",
    "4 group: import_outside",
    "5 deviceName: import_duplicate",
  ]);
  expect(room.devices.get("press", "P1").name).toBe("");
  await room.close();
});

test("a secret or tag finds only what is reached", async () => {
  using folder = makeTempFolder("import-reach");
  const room = open(folder.path);
  const bySecret = "deviceSecret,name\ns-P1,mine\ns-Y1,theirs\n";
  const first = await runImport(room, bySecret, { key: "secret", mode: "update" }, undefined, scopes);
  expect(await errorsOf(room, first)).toEqual(["3 deviceName: import_missing"]);
  const byTag = await runImport(
    room,
    "tag:serial,notes\n7,checked\n",
    { key: "tag:serial" },
    undefined,
    scopes,
  );
  expect([byTag.counts, byTag.errors]).toEqual([{ updated: 1 }, 0]);
  const { name, notes } = room.devices.get("press", "P1");
  expect([name, notes, room.devices.get("press", "Y1").notes]).toEqual(["mine", "checked", ""]);
  await room.close();
});

test("gateways beyond are not there, and nothing is taken from them", async () => {
  using folder = makeTempFolder("import-reach");
  const room = open(folder.path);
  const { devices, topology } = room;
  const claim = { child: devices.get("meter", "M2"), isProven: true };
  topology.bind(devices.get("gw", "GY"), [claim], "test");
  const text =
    "productKey,deviceName,gateway\nmeter,M1,G1\nmeter,M2,gw/G1\nmeter,P9,gw/GY\nmeter,MY,gw/G1\nmeter,M1x,GY\n";
  const job = await runImport(room, text, { mode: "update" }, undefined, scopes);
  expect(await errorsOf(room, job)).toEqual([
    "4 deviceName: import_missing",
    "5 deviceName: import_missing",
    "6 deviceName: import_missing",
    "3 gateway: out_of_scope",
  ]);
  const again = await runImport(
    room,
    "productKey,deviceName,gateway\nmeter,M1,gw/GY\n",
    {},
    undefined,
    scopes,
  );
  expect(await errorsOf(room, again)).toEqual(["2 gateway: unknown_device"]);
  const gatewayOf = (name: string) => topology.gatewayOf(devices.get("meter", name))?.deviceName;
  expect([gatewayOf("M1"), gatewayOf("M2"), gatewayOf("MY")]).toEqual(["G1", "GY", undefined]);
  await room.close();
});

test("what has left the reach between two portions is refused from then on", async () => {
  using folder = makeTempFolder("import-reach");
  const room = open(folder.path);
  const { devices } = room;
  const names = Array.from({ length: 250 }, (_, n) => `Q${n}`);
  for (const deviceName of names) devices.create({ productKey: "press", deviceName, groupId: 2 }, "test");
  devices.onChange(({ device, actor }) => {
    if (device.deviceName !== "Q0" || actor !== "ann") return;
    devices.update({ productKey: "press", deviceName: "Q249" }, { groupId: 3 }, "admin");
  });
  const text = `productKey,deviceName,place,tag:a\n${names.map((name) => `press,${name},hall,1`).join("\n")}\n`;
  const job = await runImport(room, text, { mode: "update" }, undefined, scopes);
  expect([job.counts, await errorsOf(room, job)]).toEqual([
    { updated: 249 },
    ["251 deviceName: import_missing"],
  ]);
  await room.close();
});

test("a pattern makes devices where they are reached", async () => {
  using folder = makeTempFolder("import-reach");
  const room = open(folder.path);
  const run = async (group: string) => {
    const input = { productKey: "press", pattern: "Z{1..2}", group };
    const { id } = room.jobs.start("device.generate", { input, actor: "ann", scopes, title: "" });
    const job = await room.jobs.ended(id);
    return [job.counts, await errorsOf(room, job)];
  };
  expect(await run("{Yard,Plant/Line}")).toEqual([{ created: 1 }, ["1 group: import_outside"]]);
  expect(await run("")).toEqual([{}, ["1 group: import_no_place", "2 deviceName: import_exists"]]);
  expect(room.devices.get("press", "Z2").groupId).toBe(2);
  await room.close();
});

test("who may not do this any more has a job that ends there", async () => {
  using folder = makeTempFolder("import-reach");
  const reachOf = () => {
    throw new AppError("forbidden", { needs: "manage · devices" });
  };
  const room = openImporting(folder.path, { reachOf });
  room.jobs.begin();
  const { state, failure } = await runImport(room, "productKey,deviceName\npress,P1\n");
  expect([state, failure?.code, room.devices.counts().total]).toEqual(["failed", "forbidden", 0]);
  await room.close();
});
