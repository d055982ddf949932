import { afterEach, beforeEach, expect, test } from "bun:test";
import { type Api, makeApi } from "../../src/http/http.ts";
import { telemetryRoutes } from "../../src/telemetry/routes.ts";
import { removeTempDirs, tempDir } from "../log/sample.ts";
import { makeRig, NOON, point, store } from "./rig.ts";

let api: Api;
let close: () => Promise<void>;

beforeEach(async () => {
  const rig = await makeRig(tempDir());
  close = rig.close;
  const points = Array.from({ length: 5 }, (_, n) => point(NOON + n, n + 0.5));
  await store(rig.log, rig.telemetry, points, [
    point(NOON, 2n ** 60n, "total"),
    point(NOON, { a: true }, "box"),
  ]);
  const actor = { id: 1, username: "v", role: "viewer", language: "en", mustChangePassword: false } as const;
  api = makeApi({
    authenticate: () => ({ ...actor, address: "" }) as never,
    reportError: (error) => {
      throw error;
    },
    version: "1",
  });
  api.mount(
    telemetryRoutes({
      telemetry: rig.telemetry,
      resolveDevice: (productKey, deviceName) =>
        `${productKey}/${deviceName}` === "press/d1" ? 1 : undefined,
      describeProperty: (_, property) => (property === "t" ? { name: "Temperature", unit: "°C" } : undefined),
    }),
  );
});
afterEach(async () => {
  await close();
  removeTempDirs();
});

async function get(path: string): Promise<{ status: number; body: unknown }> {
  const response = await api.app.request(`/openapi/v1/devices/${path}`);
  return { status: response.status, body: await response.json() };
}

test("latest, with what the thing model says and 64-bit integers as text", async () => {
  expect((await get("press/d1/latest")).body).toEqual({
    items: [
      { property: "t", ts: NOON + 4, value: 4.5, quality: 0, name: "Temperature", unit: "°C" },
      { property: "total", ts: NOON, value: "1152921504606846976", quality: 0 },
      { property: "box", ts: NOON, value: { a: true }, quality: 0 },
    ],
  });
});

test("history of several properties, whole or thinned out", async () => {
  expect((await get(`press/d1/history?property=t&property=none&from=${NOON + 3}`)).body).toEqual({
    series: [
      {
        property: "t",
        isDownsampled: false,
        points: [
          [NOON + 3, 3.5],
          [NOON + 4, 4.5],
        ],
      },
      { property: "none", isDownsampled: false, points: [] },
    ],
  });
  const thin = await get("press/d1/history?property=t&maxPoints=4");
  expect(thin.body).toEqual({
    series: [
      {
        property: "t",
        isDownsampled: true,
        points: [
          [NOON, 0.5],
          [NOON + 4, 4.5],
        ],
      },
    ],
  });
});

test("points in pages", async () => {
  const first = await get("press/d1/points?property=t&limit=3");
  const page = first.body as { items: { value: number }[]; nextCursor: string };
  expect(page.items.map((item) => item.value)).toEqual([4.5, 3.5, 2.5]);
  const second = await get(`press/d1/points?property=t&limit=3&cursor=${page.nextCursor}`);
  expect(second.body).toEqual({
    items: [
      { ts: NOON + 1, value: 1.5, quality: 0 },
      { ts: NOON, value: 0.5, quality: 0 },
    ],
    nextCursor: null,
  });
});

test("an unknown device is 404, a bad query 400", async () => {
  const statuses = ["press/d2/latest", "press/d1/points", "press/d1/points?property=t&cursor=x"].map(
    async (path) => (await get(path)).status,
  );
  expect(await Promise.all(statuses)).toEqual([404, 400, 400]);
});
