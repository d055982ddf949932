// Who reaches only a part is told the same of what lies beyond as of what is not there at all.

import { afterAll, beforeAll, expect, test } from "bun:test";
import { call, must, openPlant, type Plant } from "./plant.ts";
import type { Sample } from "./samples.ts";
import { type Caller, isMine } from "./walk.ts";

/** What is there but beyond every scope of `mine`, and what is not there. */
interface Names {
  readonly product: string;
  readonly device: string;
  readonly group: number;
  readonly groupName: string;
  readonly view: number;
  readonly trash: number;
  readonly job: number;
  readonly command: number;
}
const MISSING: Names = {
  ...{ product: "zznone", device: "n1", group: 99_993, groupName: "zznone yard" },
  ...{ view: 99_991, trash: 99_992, job: 99_994, command: 99_995 },
};

type Ask = (names: Names) => Sample;
const bulk =
  (change: object, target: (names: Names) => object): Ask =>
  (names) => ({ body: { ...change, target: target(names) } });
const MINE = { keys: ["mine/d1"] };
const CSV = "productKey,deviceName,group\n";

/* biome-ignore format: a table */
const ASKED: Readonly<Record<string, readonly Ask[]>> = {
  listDevices: [({ group }) => ({ query: `group=${group}` }), ({ product, device }) => ({ query: `gateway=${product}/${device}` }), ({ view }) => ({ query: `view=${view}` }), ({ product }) => ({ query: `productKey=${product}` })],
  exportDevices: [({ group }) => ({ query: `group=${group}` }), ({ view }) => ({ query: `view=${view}` })],
  getDevice: [({ product, device }) => ({ path: { productKey: product, deviceName: device } })],
  createDevice: [
    ({ group }) => ({ body: { productKey: "mine", deviceName: "d9", groupId: group } }),
    ({ product }) => ({ body: { productKey: product, deviceName: "d9", groupId: 1 } }),
    ({ product }) => ({ body: { productKey: product, deviceName: "d9" } }),
  ],
  updateDevice: [({ group }) => ({ body: { groupId: group } })],
  changeDevices: [
    bulk({ action: "disable" }, ({ product, device }) => ({ keys: [`${product}/${device}`] })),
    bulk({ action: "disable" }, ({ group }) => ({ filter: { group } })),
    bulk({ action: "delete" }, ({ product }) => ({ filter: { productKey: product } })),
    bulk({ action: "tag", tags: { a: "1" } }, ({ view }) => ({ filter: { view } })),
    ({ group }) => ({ body: { action: "move", groupId: group, target: MINE } }),
    ({ group }) => ({ body: { action: "move", groupId: group, target: MINE, dryRun: true } }),
  ],
  bindChild: [({ product, device }) => ({ body: { productKey: product, deviceName: device } })],
  previewGeneratedDevices: [
    ({ product }) => ({ body: { productKey: product, pattern: "x{1..2}", group: "Plant" } }),
    ({ groupName }) => ({ body: { productKey: "mine", pattern: "x{1..2}", group: groupName } }),
  ],
  generateDevices: [
    ({ product }) => ({ body: { productKey: product, pattern: "x{1..2}", group: "Plant" } }),
    ({ groupName }) => ({ body: { productKey: "mine", pattern: "x{1..2}", group: groupName } }),
  ],
  getGroup: [({ group }) => ({ path: { groupId: String(group) } })],
  createGroup: [({ group }) => ({ body: { name: "new", parentId: group } })],
  updateGroup: [({ group }) => ({ path: { groupId: String(group) }, body: { name: "mine now" } }), ({ group }) => ({ path: { groupId: "2" }, body: { parentId: group } })],
  deleteGroup: [({ group }) => ({ path: { groupId: String(group) } })],
  getDeviceView: [({ view }) => ({ path: { viewId: String(view) } })],
  createDeviceView: [({ group }) => ({ body: { name: "new", filter: { group } } }), ({ product, device }) => ({ body: { name: "new", filter: { gateway: `${product}/${device}` } } })],
  updateDeviceView: [({ view }) => ({ path: { viewId: String(view) }, body: { name: "mine now" } })],
  deleteDeviceView: [({ view }) => ({ path: { viewId: String(view) } })],
  countDeviceView: [({ view }) => ({ path: { viewId: String(view) } })],
  listDeletedDevices: [({ product }) => ({ query: `productKey=${product}` })],
  restoreDevice: [({ trash }) => ({ path: { trashId: String(trash) } })],
  purgeDevice: [({ trash }) => ({ path: { trashId: String(trash) } })],
  restoreDevices: [({ trash }) => ({ body: { ids: [trash] } })],
  purgeDevices: [({ trash }) => ({ body: { ids: [trash] } })],
  getProduct: [({ product }) => ({ path: { productKey: product } })],
  followEvents: [({ group }) => ({ query: `group=${group}` }), ({ product, device }) => ({ query: `devices=${product}/${device}` })],
  followLive: [({ product, device }) => ({ query: `device=${product}/${device}` })],
  listJournal: [({ product }) => ({ query: `productKey=${product}` })],
  querySeries: [({ product, device }) => ({ body: { series: [{ productKey: product, deviceName: device, property: "temp" }], from: 0, to: 1 } })],
  ...Object.fromEntries(
    ["getJob", "cancelJob", "pauseJob", "resumeJob", "removeJob", "listJobErrors", "downloadJobErrors", "downloadJobResult"].map((id): [string, Ask[]] => [id, [({ job }) => ({ path: { id: String(job) } })]]),
  ),
  getCommand: [({ command }) => ({ path: { id: String(command) } })],
  cancelCommand: [({ command }) => ({ path: { id: String(command) } })],
};

let plant: Plant;
let hidden: Names;

beforeAll(async () => {
  plant = await openPlant();
  const { admin } = plant;
  const views = (await must(admin.get("/device-views"))).items;
  const trash = (await must(admin.get("/device-trash?productKey=zzhidden"))).items;
  const rows = `${CSV}zzhidden,h1,\n`;
  const imported = await fetch(`${admin.origin}/openapi/v1/devices/import?dryRun=true`, {
    ...{ method: "POST", body: rows },
    headers: { "content-type": "text/csv", cookie: admin.cookie },
  });
  const command = await must(
    admin.post("/devices/zzhidden/h1/properties", { params: { temp: 1 }, expiresInS: 3_600 }),
  );
  hidden = {
    ...{ product: "zzhidden", device: "h1", group: 3, groupName: "zzhidden yard" },
    ...{ view: views[0].id, trash: trash[0].id, job: ((await imported.json()) as { id: number }).id },
    command: command.id,
  };
}, 60_000);

afterAll(() => plant[Symbol.asyncDispose]());

/** What is answered, with neither the names that were asked for nor what differs with each request. */
async function told(id: string, ask: Ask, { names, caller }: { names: Names; caller: Caller }) {
  const operation = plant.operations.find((one) => one.id === id);
  if (operation === undefined) throw new Error(`no operation ${id}`);
  const { status, text } = await call(plant.admin.origin, operation, { sample: ask(names), caller });
  const own = text
    .replace(/"(requestId|instance)":"[^"]*"/g, "")
    .replace(/\b(group|view|device|job|command) \d+/g, "$1 N")
    .replace(/"id":\d+/g, "N");
  const words = Object.values(names).filter((word) => typeof word === "string");
  return [status, words.reduce((left, word) => left.replace(new RegExp(`\\b${word}\\b`, "g"), "X"), own)];
}

test("each operation tells no more of the one than of the other", async () => {
  const { callers, admin } = plant;
  const narrow = callers.filter(
    ({ kind, scope }) => kind !== "nobody" && scope.kind !== "all" && isMine(scope),
  );
  const complaints: unknown[] = [];
  const state = async () => [
    await must(admin.get("/groups")),
    (await must(admin.get("/devices?productKey=zzhidden"))).items,
    (await must(admin.get("/device-trash"))).items,
    (await must(admin.get("/device-views"))).items,
  ];
  const before = await state();
  let asked = 0;
  for (const [id, asks] of Object.entries(ASKED))
    for (const [n, ask] of asks.entries())
      for (const caller of narrow) {
        asked += 1;
        const one = await told(id, ask, { names: hidden, caller });
        const other = await told(id, ask, { names: MISSING, caller });
        if (!Bun.deepEquals(one, other)) complaints.push([id, n, caller.name, one, other]);
      }
  expect(complaints).toEqual([]);
  expect(asked).toBeGreaterThan(1_000);
  expect(await state()).toEqual(before);
}, 240_000);
