import { expect, test } from "bun:test";
import { NOON } from "../rig.ts";
import { makeTelemetryApi } from "./api.ts";

test("latest, with what the thing model says and 64-bit integers as text", async () => {
  await using api = await makeTelemetryApi();
  expect((await api.get("/devices/press/d1/latest")).body).toEqual({
    items: [
      {
        property: "t",
        ts: NOON + 4,
        value: 4.5,
        quality: 0,
        recvTs: NOON + 4,
        name: "Temperature",
        unit: "°C",
      },
      { property: "total", ts: NOON, value: "1152921504606846976", quality: 0, recvTs: NOON },
      { property: "box", ts: NOON, value: { a: true }, quality: 0, recvTs: NOON },
    ],
  });
});

test("history of several properties, whole or thinned out", async () => {
  await using api = await makeTelemetryApi();
  const whole = await api.get(`/devices/press/d1/history?property=t&property=none&from=${NOON + 3}`);
  expect(whole.body).toEqual({
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
  const thin = await api.get("/devices/press/d1/history?property=t&maxPoints=4");
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

test("history with quality and receive time", async () => {
  await using api = await makeTelemetryApi();
  const { body } = await api.get(`/devices/press/d1/history?property=t&from=${NOON + 3}&details=true`);
  const points = [
    [NOON + 3, 3.5, 0, NOON + 4],
    [NOON + 4, 4.5, 0, NOON + 4],
  ];
  expect(body).toEqual({ series: [{ property: "t", isDownsampled: false, points }] });
});

test("points in pages", async () => {
  await using api = await makeTelemetryApi();
  const first = await api.get("/devices/press/d1/points?property=t&limit=3");
  const page = first.body as { items: { value: number }[]; nextCursor: string };
  expect(page.items.map((item) => item.value)).toEqual([4.5, 3.5, 2.5]);
  const second = await api.get(`/devices/press/d1/points?property=t&limit=3&cursor=${page.nextCursor}`);
  expect(second.body).toEqual({
    items: [
      { ts: NOON + 1, value: 1.5, quality: 0, recvTs: NOON + 4 },
      { ts: NOON, value: 0.5, quality: 0, recvTs: NOON + 4 },
    ],
    nextCursor: null,
  });
});

test("an unknown device is 404, a bad query 400", async () => {
  await using api = await makeTelemetryApi();
  const statuses = ["press/d9/latest", "press/d1/points", "press/d1/points?property=t&cursor=x"].map(
    async (path) => (await api.get(`/devices/${path}`)).status,
  );
  expect(await Promise.all(statuses)).toEqual([404, 400, 400]);
});
