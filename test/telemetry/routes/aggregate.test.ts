import { expect, test } from "bun:test";
import { readRows, rowJson } from "../../../src/telemetry/routes/aggregate.ts";
import { DAY, NOON } from "../rig.ts";
import { makeTelemetryApi } from "./api.ts";

const PATH = `/devices/press/d1/aggregate?from=${NOON}&to=${NOON + 3_600_000}`;

test("rows of each property, in the zone that was asked for", async () => {
  await using api = await makeTelemetryApi();
  const answer = await api.get(
    `${PATH}&property=t&property=box&property=u&interval=45m&timeZone=Asia/Kolkata&fill=null`,
  );
  // Noon UTC is 17:30 there: the 24th interval from its midnight began at 17:15.
  const start = NOON - 15 * 60_000;
  const times = [0, 45].map((minute) => ({
    from: start + minute * 60_000,
    to: start + (minute + 45) * 60_000,
  }));
  const empty = {
    count: 0,
    min: null,
    max: null,
    sum: null,
    avg: null,
    first: null,
    last: null,
    quality: null,
  };
  const numbers = { count: 5, min: 0.5, max: 4.5, sum: 12.5, avg: 2.5, first: 0.5, last: 4.5, quality: 0 };
  const structure = { ...empty, count: 1, first: { a: true }, last: { a: true }, quality: 0 };
  const rows = (first: object) => times.map((one, at) => ({ ...one, ...(at === 0 ? first : empty) }));
  expect(answer.body).toEqual({
    timeZone: "Asia/Kolkata",
    series: [
      { property: "t", rows: rows(numbers) },
      { property: "box", rows: rows(structure) },
      { property: "u", rows: rows(empty) },
    ],
  });
});

test("without a zone it is this machine's, and empty intervals are left out", async () => {
  await using api = await makeTelemetryApi();
  const { body } = await api.get(`${PATH}&property=u&interval=1mo`);
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  expect(body).toEqual({ timeZone, series: [{ property: "u", rows: [] }] });
});

test("what does not fit is refused: the device, the range, the interval, the zone, too many rows", async () => {
  await using api = await makeTelemetryApi();
  const code = async (path: string) => ((await api.get(path)).body as { code: string }).code;
  expect(await code(`${PATH.replace("d1", "d9")}&property=t&interval=1h`)).toBe("not_found");
  for (const rest of ["interval=1h", "property=t", "property=t&interval=0h", "property=t&interval=1y"])
    expect(await code(`${PATH}&${rest}`)).toBe("invalid_request");
  expect(await code(`${PATH}&property=t&interval=1h&timeZone=Mars/Base`)).toBe("invalid_request");
  expect(await code("/devices/press/d1/aggregate?from=5&to=4&property=t&interval=1h")).toBe(
    "invalid_request",
  );
  const year = `/devices/press/d1/aggregate?from=${NOON}&to=${NOON + 365 * DAY}&property=t`;
  expect(await code(`${year}&interval=1m`)).toBe("answer_too_large");
});

test("more intervals than were foreseen are refused too", async () => {
  await using api = await makeTelemetryApi();
  const ask = { deviceId: 1, property: "t", timeZone: "UTC", fill: "null" as const };
  const range = { fromMs: NOON - 30 * DAY, toMs: NOON };
  expect(
    readRows(api.deps, { ...ask, ...range, interval: { unit: "minute", count: 1 } }),
  ).rejects.toMatchObject({ code: "answer_too_large" });
});

test("a big integer and a structure go out as JSON can carry them", () => {
  const none = { min: null, max: null, sum: null, avg: null };
  const row = {
    fromMs: 1,
    toMs: 2,
    count: 2,
    ...none,
    first: 2n ** 60n,
    last: { a: [1n] },
    quality: 1 as const,
  };
  expect(rowJson(row)).toEqual({
    ...{ from: 1, to: 2, count: 2, ...none },
    ...{ first: "1152921504606846976", last: { a: ["1"] }, quality: 1 },
  });
});
