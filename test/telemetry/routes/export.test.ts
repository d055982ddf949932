import { expect, test } from "bun:test";
import { unzip } from "../../harness/unzip.ts";
import { NOON } from "../rig.ts";
import { makeTelemetryApi } from "./api.ts";

const PATH = "/devices/press/d1/export";

test("CSV: every point, named as people name it; who took it is recorded", async () => {
  await using api = await makeTelemetryApi();
  const answer = await api.get(`${PATH}?property=t&property=total&from=${NOON + 3}&timeZone=Asia/Shanghai`);
  expect([
    answer.status,
    answer.headers.get("content-type"),
    answer.headers.get("content-disposition"),
  ]).toEqual([200, "text/csv; charset=utf-8", 'attachment; filename="d1.csv"']);
  expect(answer.body).toBe(
    `Time (Asia/Shanghai),UTC ms,Temperature [t] (°C),total\r\n` +
      `2026-01-31 20:00:00.003,${NOON + 3},3.5,\r\n2026-01-31 20:00:00.004,${NOON + 4},4.5,\r\n`,
  );
  expect(api.audited).toEqual([
    [
      "viewer",
      {
        action: "telemetry.export",
        target: "press/d1",
        after: {
          ...{ properties: ["t", "total"], from: NOON + 3, to: 8_640_000_000_000_000 },
          ...{ format: "csv", timeZone: "Asia/Shanghai" },
        },
      },
    ],
  ]);
});

test("XLSX", async () => {
  await using api = await makeTelemetryApi();
  const response = await api.fetch(`/openapi/v1${PATH}?property=t&format=xlsx&quality=true`);
  expect(response.headers.get("content-type")).toContain("spreadsheetml");
  const files = unzip(new Uint8Array(await response.arrayBuffer()));
  expect([...files.keys()]).toContain("xl/worksheets/sheet1.xml");
});

test("two at a time: a third is told to come back, an abandoned one makes room", async () => {
  await using api = await makeTelemetryApi();
  const open = async () => {
    const response = await api.fetch(`/openapi/v1${PATH}?property=t`);
    const reader = response.body?.getReader();
    await reader?.read();
    return reader;
  };
  const [first, second] = [await open(), await open()];
  const third = await api.get(`${PATH}?property=t`);
  expect([third.status, third.headers.get("retry-after"), third.body]).toMatchObject([
    429,
    "10",
    { code: "too_many_exports" },
  ]);
  await first?.cancel();
  expect((await api.get(`${PATH}?property=t`)).status).toBe(200);
  await second?.cancel();
});

test("an answer that nobody reads takes no place", async () => {
  await using api = await makeTelemetryApi();
  for (let i = 0; i < 5; i++) {
    const response = await api.fetch(`/openapi/v1${PATH}?property=t`, { method: "HEAD" });
    expect(response.status).toBe(200);
  }
  expect(api.audited).toEqual([]);
  expect((await api.get(`${PATH}?property=t`)).status).toBe(200);
});

test("nothing is made of nothing, and nobody unknown gets anything", async () => {
  await using api = await makeTelemetryApi();
  const status = async (path: string) => (await api.get(path)).status;
  expect(await status(PATH)).toBe(400);
  expect(await status(`${PATH}?property=t&format=pdf`)).toBe(400);
  expect(await status(`${PATH}?property=t&from=2&to=1`)).toBe(400);
  expect(await status(`${PATH.replace("d1", "d9")}?property=t`)).toBe(404);
  expect((await api.call("GET", `${PATH}?property=t`, { role: "" as never })).status).toBe(401);
  expect(api.audited).toEqual([]);
});
