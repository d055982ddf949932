import { expect, test } from "bun:test";
import { exportCsv, exportXlsx } from "../../../src/devices/export/export-table.ts";
import { EVERYTHING } from "../../harness/room-api.ts";
import { makeTempFolder } from "../../harness/temp-folder.ts";
import { openImporting, runImport } from "../import/fixture.ts";

const TEXT =
  "productKey,deviceName,deviceSecret,name,notes,group,tags,latitude,longitude,place,isEnabled,gateway\n" +
  'press,P1,+sec=,=1+2,"two\nlines",Plant/Line 1,a=1;b=x,31.5,121.25,Hall,no,\n' +
  "gw,G1,g,,,,,,,,,\nmeter,M1,m,Meter,,Plant,,,,,,gw/G1\n";

test("what is exported is imported into an empty registry as it was, in both formats", async () => {
  using folder = makeTempFolder("export");
  const room = openImporting(folder.path);
  room.jobs.begin();
  await runImport(room, TEXT);
  const options = { filter: () => ({}), reach: EVERYTHING, hasSecrets: true };
  for (const make of [exportCsv, exportXlsx]) {
    const bytes = Buffer.concat(await Array.fromAsync(make(options, room)));
    expect((await runImport(room, bytes)).counts).toEqual({ unchanged: 3 });
    using other = makeTempFolder("export");
    const fresh = openImporting(other.path);
    fresh.jobs.begin();
    const job = await runImport(fresh, bytes);
    expect([job.counts, job.errors]).toEqual([{ created: 3, bound: 1 }, 0]);
    const settings = ({ devices, tags, groups, topology }: typeof room) =>
      ["press/P1", "gw/G1", "meter/M1"].map((key) => {
        const device = devices.get(...(key.split("/") as [string, string]));
        const { deviceSecret, name, notes, latitude, longitude, place, isEnabled, groupId } = device;
        return {
          ...{ deviceSecret, name, notes, latitude, longitude, place, isEnabled, tags: tags.of(device) },
          group: groupId === null ? [] : groups.pathOf(groupId),
          gateway: topology.gatewayOf(device)?.deviceName,
        };
      });
    expect(settings(fresh)).toEqual(settings(room));
    await fresh.close();
  }
  await room.close();
});

test("without secrets there is no column of them, and the filter holds", async () => {
  using folder = makeTempFolder("export");
  const room = openImporting(folder.path);
  room.jobs.begin();
  await runImport(room, TEXT);
  const bytes = Buffer.concat(
    await Array.fromAsync(
      exportCsv({ filter: () => ({ productKey: "gw" }), reach: EVERYTHING, hasSecrets: false }, room),
    ),
  );
  const created = new Date(1_700_000_000_000).toISOString();
  expect(bytes.toString()).toBe(
    "\uFEFFproductKey,deviceName,name,notes,group,tags,latitude,longitude,place,isEnabled,gateway,state,lastSeenAt,activatedAt,createdAt\r\n" +
      `gw,G1,,,,,,,,true,,inactive,,,${created}\r\n`,
  );
  await room.close();
});
