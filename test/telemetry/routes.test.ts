import { expect, test } from "bun:test";
import { makeTelemetryApi } from "./routes/api.ts";

test("everything is there for a viewer and for nobody who is not signed in", async () => {
  await using api = await makeTelemetryApi();
  const device = "/devices/press/d1";
  const paths = [
    `${device}/latest`,
    `${device}/history?property=t`,
    `${device}/points?property=t`,
    `${device}/aggregate?property=t&from=0&to=1&interval=1d`,
    `${device}/export?property=t`,
    "/telemetry/latest",
  ];
  const statuses = async (role: "viewer" | "") =>
    Promise.all(paths.map(async (path) => (await api.call("GET", path, { role: role as never })).status));
  expect(await statuses("viewer")).toEqual(paths.map(() => 200));
  expect(await statuses("")).toEqual(paths.map(() => 401));
  const body = { series: [{ productKey: "press", deviceName: "d1", property: "t" }], from: 0, to: 1 };
  expect((await api.call("POST", "/telemetry/query", { role: "viewer", body })).status).toBe(200);
  expect((await api.call("POST", "/telemetry/query", { role: "" as never, body })).status).toBe(401);
});
