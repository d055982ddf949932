import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { importRoutes } from "../../../src/devices/import/routes.ts";
import { makeApiClient, makeAuditLog } from "../../harness/room-api.ts";
import { makeTempFolder } from "../../harness/temp-folder.ts";
import { openImporting } from "./fixture.ts";

function openRoutes(dir: string) {
  const room = openImporting(dir);
  const log = makeAuditLog();
  room.jobs.begin();
  return { ...room, ...log, api: makeApiClient(importRoutes({ ...room, audit: log.audit })) };
}

const CSV = { "content-type": "text/csv" };

test("one call checks or imports a table; only the import leaves a trace", async () => {
  using folder = makeTempFolder("import");
  const { api, jobs, entries, devices, uploads, close } = openRoutes(folder.path);
  const body = "deviceName,name\nP1,One\n";
  const path = "/devices/import?productKey=press&fileName=mine.csv";
  expect((await api.call("POST", path, { role: "operator", body, headers: CSV })).status).toBe(403);
  const check = await api.call("POST", `${path}&dryRun=true`, { body, headers: CSV });
  expect(check).toMatchObject({ status: 202, body: { kind: "device.import-check", title: "mine.csv" } });
  const { body: started } = await api.call("POST", path, { role: "developer", body, headers: CSV });
  const { id } = started as { id: number };
  expect((await jobs.ended(id)).counts).toEqual({ created: 1 });
  expect(devices.get("press", "P1").name).toBe("One");
  // Nobody knows what the files were called, and secrets may stand in them.
  const checkId = (check.body as { id: number }).id;
  expect((await jobs.ended(checkId)).counts).toEqual({ created: 1 });
  const left = [...new Bun.Glob("**/input").scanSync(folder.path), ...readdirSync(uploads.dir)];
  expect(left).toEqual([]);
  expect(entries).toEqual([
    [
      "developer",
      {
        ...{ action: "device.import", target: "mine.csv" },
        after: { job: id, rows: 1, mode: "upsert", key: "name", productKey: "press" },
      },
    ],
  ]);
  await close();
});

test("an upload is previewed, mapped by hand, checked, and taken by the import", async () => {
  using folder = makeTempFolder("import");
  const { api, jobs, devices, close } = openRoutes(folder.path);
  const form = new FormData();
  form.set("file", new File(["wie,was\nP1,One\n"], "x.csv"));
  const answer = await api.fetch("/openapi/v1/device-import-files", { method: "POST", body: form });
  const preview = (await answer.json()) as { fileId: string };
  expect(preview).toMatchObject({
    headings: ["wie", "was"],
    columns: ["", ""],
    sample: [["P1", "One"]],
    rowCount: 1,
  });
  const path = `/device-import-files/${preview.fileId}/start`;
  const settings = { columns: ["", ""], mode: "create", key: "name", productKey: "press", dryRun: true };
  expect((await api.call("POST", path, { body: settings })).body).toMatchObject({
    code: "import_no_heading",
  });
  const mapped = { ...settings, columns: ["deviceName", "name"] };
  expect((await api.call("POST", path, { body: mapped })).status).toBe(202);
  const { body } = await api.call("POST", path, { body: { ...mapped, dryRun: false } });
  expect((await jobs.ended((body as { id: number }).id)).counts).toEqual({ created: 1 });
  expect(devices.find("press", "P1")?.name).toBe("One");
  expect((await api.call("GET", `/device-import-files/${preview.fileId}`)).status).toBe(410);
  await close();
});

test("what is no table is refused when it is uploaded", async () => {
  using folder = makeTempFolder("import");
  const { api, uploads, close } = openRoutes(folder.path);
  const refused = await api.call("POST", "/device-import-files", { body: "\0\u0001", headers: CSV });
  expect([refused.status, refused.body]).toMatchObject([422, { code: "table_not_a_table" }]);
  expect((await api.call("POST", "/devices/import", { body: "", headers: CSV })).status).toBe(400);
  const unknown = await api.call("POST", "/devices/import", { body: "x,y\n1,2\n", headers: CSV });
  expect([unknown.status, unknown.body]).toMatchObject([422, { code: "import_no_heading" }]);
  expect(readdirSync(uploads.dir)).toEqual([]);
  await close();
});

test("the template comes in both formats", async () => {
  using folder = makeTempFolder("import");
  const { api, close } = openRoutes(folder.path);
  const csv = await api.call("GET", "/device-import-template", { role: "viewer" });
  expect(String(csv.body).split("\r\n")[0]).toContain("productKey,deviceName,deviceSecret");
  const xlsx = await api.fetch("/openapi/v1/device-import-template?format=xlsx");
  expect(new Uint8Array(await xlsx.arrayBuffer()).slice(0, 2)).toEqual(Uint8Array.of(0x50, 0x4b));
  await close();
});
