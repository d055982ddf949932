import { expect, test } from "bun:test";
import { DAY_MS } from "../../../src/telemetry/days/day.ts";
import type { ApiAnswer } from "../../harness/room-api.ts";
import { NOON } from "../rig.ts";
import { makeTelemetryApi } from "./api.ts";

const SITE = { timeZone: "Asia/Kolkata", startMin: 390, shiftMins: [390, 870, 1_350] };
const path = (what: string) => `/devices/press/d1/${what}&property=t&from=${NOON}&to=${NOON + 10}`;

interface Row {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

function rowsIn({ body }: ApiAnswer) {
  const { timeZone, series } = body as { timeZone: string; series: { rows: Row[] }[] };
  return { timeZone, rows: series[0]?.rows ?? [] };
}

test("the site says its zone, its days and its shifts", async () => {
  await using api = await makeTelemetryApi({ site: SITE });
  expect((await api.get("/site")).body).toEqual({
    timeZone: "Asia/Kolkata",
    dayStart: "06:30",
    shifts: ["06:30", "14:30", "22:30"],
  });
});

test("days without a zone are the site's, those of a zone begin at its midnight", async () => {
  await using api = await makeTelemetryApi({ site: SITE });
  const daysOf = async (zone: string) => {
    const answer = rowsIn(await api.get(path(`aggregate?interval=1d${zone}`)));
    const row = answer.rows[0] as Row;
    return [answer.timeZone, (row.from % DAY_MS) / 60_000, row.to - row.from, row.count];
  };
  // 6:30 in India is 1:00 in UTC.
  expect(await daysOf("")).toEqual(["Asia/Kolkata", 60, DAY_MS, 5]);
  expect(await daysOf("&timeZone=Asia/Kolkata")).toEqual(["Asia/Kolkata", 1_110, DAY_MS, 5]);
  expect(await daysOf("&timeZone=UTC")).toEqual(["UTC", 0, DAY_MS, 5]);
});

test("shifts of one device and of many are the same", async () => {
  await using api = await makeTelemetryApi({ site: SITE });
  const one = rowsIn(await api.get(path("aggregate?interval=shift")));
  const series = [{ productKey: "press", deviceName: "d1", property: "t" }];
  const body = { series, from: NOON, to: NOON + 10, interval: "shift" };
  const many = await api.call("POST", "/telemetry/query", { role: "viewer", body });
  expect(many.body).toEqual({
    timeZone: "Asia/Kolkata",
    series: [{ ...series[0], rows: one.rows }],
  });
  const row = one.rows[0] as Row;
  expect([one.rows.length, row.count, row.to - row.from]).toEqual([1, 5, 8 * 3_600_000]);
});

test("shifts where there are none, or of another zone, are refused by name", async () => {
  await using api = await makeTelemetryApi({ site: SITE });
  await using bare = await makeTelemetryApi();
  const errorsOf = ({ status, body }: ApiAnswer) => [status, (body as { errors: unknown }).errors];
  expect(errorsOf(await bare.get(path("aggregate?interval=shift")))).toEqual([
    ...[400, [{ path: "interval", message: "no shifts are set (site.shifts)" }]],
  ]);
  expect(errorsOf(await api.get(path("aggregate?interval=shift&timeZone=UTC")))).toEqual([
    ...[400, [{ path: "timeZone", message: "shifts are those of Asia/Kolkata" }]],
  ]);
});

test("an export without a zone is in the site's and says so", async () => {
  await using api = await makeTelemetryApi({ site: SITE });
  expect((await api.get(path("export?format=csv"))).body).toContain("Time (Asia/Kolkata)");
  expect((await api.get(path("export?format=csv&timeZone=UTC"))).body).toContain("Time (UTC)");
});
