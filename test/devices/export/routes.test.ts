import { expect, test } from "bun:test";
import { exportRoutes } from "../../../src/devices/export/routes.ts";
import { makeManualClock } from "../../harness/manual-clock.ts";
import { makeApiClient, makeAuditLog } from "../../harness/room-api.ts";
import { makeTempFolder } from "../../harness/temp-folder.ts";
import { openImporting } from "../import/fixture.ts";

test("anyone may take the list away, a developer with secrets; both leave a trace", async () => {
  using folder = makeTempFolder("export");
  const room = openImporting(folder.path);
  const { entries, audit } = makeAuditLog();
  const api = makeApiClient(exportRoutes({ ...room, clock: makeManualClock(), audit }));
  room.devices.create({ productKey: "press", deviceName: "P1", deviceSecret: "top-secret" }, "test");
  const plain = await api.call("GET", "/devices/export?productKey=press", { role: "viewer" });
  expect(String(plain.body)).toContain("press,P1");
  expect(String(plain.body)).not.toContain("top-secret");
  expect((await api.call("GET", "/devices/export?secrets=true", { role: "operator" })).status).toBe(403);
  const whole = await api.call("GET", "/devices/export?secrets=true", { role: "developer" });
  expect(String(whole.body)).toContain("top-secret");
  expect(whole.headers.get("content-disposition")).toBe('attachment; filename="devices.csv"');
  expect(entries).toEqual([
    ["viewer", { action: "device.export", target: "csv", after: { productKey: "press", hasSecrets: false } }],
    ["developer", { action: "device.export", target: "csv", after: { hasSecrets: true } }],
  ]);
  await room.close();
});
