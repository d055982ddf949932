import { expect, test } from "bun:test";
import { generateRoutes } from "../../../src/devices/generate/routes.ts";
import { makeApiClient, makeAuditLog } from "../../harness/room-api.ts";
import { makeTempFolder } from "../../harness/temp-folder.ts";
import { openImporting } from "../import/fixture.ts";

test("a pattern is previewed, then made as a job that leaves a trace", async () => {
  using folder = makeTempFolder("generate");
  const room = openImporting(folder.path);
  const { entries, audit } = makeAuditLog();
  const api = makeApiClient(generateRoutes({ ...room, audit }));
  room.devices.create({ productKey: "press", deviceName: "P03" }, "test");
  const body = { productKey: "press", pattern: "P{01..12}" };
  const preview = await api.call("POST", "/devices/generate/preview", { role: "developer", body });
  const row = (deviceName: string) => ({ deviceName, name: "", group: "" });
  expect(preview.body).toEqual({
    count: 12,
    first: Array.from({ length: 10 }, (_, at) => row(`P${String(at + 1).padStart(2, "0")}`)),
    last: row("P12"),
    existing: 1,
  });
  const refused = await api.call("POST", "/devices/generate", { body: { ...body, productKey: "none" } });
  expect(refused.body).toMatchObject({ code: "unknown_product" });
  expect((await api.call("POST", "/devices/generate", { role: "operator", body })).status).toBe(403);
  const started = await api.call("POST", "/devices/generate", { role: "developer", body });
  expect(started).toMatchObject({ status: 202, body: { kind: "device.generate", title: "press/P{01..12}" } });
  expect(entries).toEqual([
    ["developer", { action: "device.generate", target: "press/P{01..12}", after: { job: 1, count: 12 } }],
  ]);
  await room.close();
});
