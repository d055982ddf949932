import { expect, test } from "bun:test";
import { rowJson } from "../../../src/telemetry/routes/aggregate.ts";
import { DAY, NOON } from "../rig.ts";
import { makeTelemetryApi } from "./api.ts";

const PATH = `/devices/press/d1/aggregate?from=${NOON}&to=${NOON + DAY}`;

test("rows of each property, in the zone that was asked for", async () => {
  await using api = await makeTelemetryApi();
  const empty = { first: null, last: null, min: null, max: null, sum: null, avg: null };
  api.rows.push({ fromMs: 1, toMs: 2, count: 3, min: -1, max: 4, sum: 6, avg: 2, first: 4, last: -1 });
  api.rows.push({ fromMs: 2, toMs: 3, count: 0 });
  const answer = await api.get(
    `${PATH}&property=t&property=u&interval=15m&timeZone=Asia/Kolkata&fill=previous`,
  );
  const rows = [
    { from: 1, to: 2, count: 3, min: -1, max: 4, sum: 6, avg: 2, first: 4, last: -1 },
    { from: 2, to: 3, count: 0, ...empty },
  ];
  expect(answer.body).toEqual({
    timeZone: "Asia/Kolkata",
    series: [
      { property: "t", rows },
      { property: "u", rows },
    ],
  });
  const ask = {
    ...{ deviceId: 1, fromMs: NOON, toMs: NOON + DAY, timeZone: "Asia/Kolkata", fill: "previous" },
    interval: { unit: "minute", count: 15 },
  };
  expect(api.asked).toEqual([
    { ...ask, property: "t" },
    { ...ask, property: "u" },
  ] as never);
});

test("without a zone it is this machine's, and empty intervals are left out", async () => {
  await using api = await makeTelemetryApi();
  const { body } = await api.get(`${PATH}&property=t&interval=1mo`);
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  expect(body).toEqual({ timeZone, series: [{ property: "t", rows: [] }] });
  expect(api.asked[0]).toMatchObject({ timeZone, fill: "none", interval: { unit: "month", count: 1 } });
});

test("what does not fit is refused: the device, the range, the interval, the zone, too many rows", async () => {
  await using api = await makeTelemetryApi();
  const code = async (path: string) => ((await api.get(path)).body as { code: string }).code;
  expect(await code(`${PATH.replace("d1", "d9")}&property=t&interval=1h`)).toBe("not_found");
  for (const rest of ["interval=1h", "property=t", "property=t&interval=0h", "property=t&interval=1y"])
    expect(await code(`${PATH}&${rest}`)).toBe("invalid_request");
  expect(await code(`${PATH}&property=t&interval=1h&timeZone=Mars/Base`)).toBe("invalid_request");
  expect(await code(`/devices/press/d1/aggregate?from=5&to=4&property=t&interval=1h`)).toBe(
    "invalid_request",
  );
  expect(await code(`${PATH}&property=t&interval=1s`)).toBe("answer_too_large");
  expect(api.asked).toEqual([]);
});

test("a big integer and a structure go out as JSON can carry them", () => {
  const row = { fromMs: 1, toMs: 2, count: 2, first: 2n ** 60n, last: { a: [1n] } };
  expect(rowJson(row)).toMatchObject({ first: "1152921504606846976", last: { a: ["1"] }, sum: null });
});
