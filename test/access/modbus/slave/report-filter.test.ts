import { expect, test } from "bun:test";
import * as v from "valibot";
import { ReportFilter } from "../../../../src/access/modbus/slave/report-filter.ts";
import { QUALITY, type Quality, type Value } from "../../../../src/spine/point.ts";
import {
  type PollGroup,
  RegisterMapSchema,
  type RegisterPointInput,
} from "../../../../src/spine/register-map.ts";

function play(
  shape: Partial<RegisterPointInput>,
  group: Partial<PollGroup>,
  readings: readonly (Value | readonly [Value, Quality])[],
): boolean[] {
  const full = { identifier: "x", area: "holding", address: 0, type: "uint16", ...shape };
  const [point] = v.parse(RegisterMapSchema, { points: [full] }).points;
  if (!point) throw new Error("there is one");
  const filter = new ReportFilter();
  const settings: PollGroup = { name: "g", periodMs: 1_000, isAligned: false, report: "change", ...group };
  return readings.map((reading, at) => {
    const [value, quality] = Array.isArray(reading) ? reading : [reading, QUALITY.good];
    return filter.admit(point, { value, quality }, { group: settings, nowMs: at * 1_000 });
  });
}

test("every reading, or only changes, or changes beyond a band around the last report", () => {
  expect({
    every: play({}, { report: "every" }, [1, 1, 1]),
    change: play({}, {}, [1, 1, 2, 2]),
    band: play({ deadband: { by: 1, unit: "value" } }, {}, [10, 11, 12, 11, 10.5]),
    percent: play({ deadband: { by: 10, unit: "percent" } }, {}, [100, 109, 111, 105]),
    quality: play({}, {}, [1, [1, QUALITY.bad], [1, QUALITY.bad]]),
    heartbeat: play({}, { heartbeatMs: 2_000 }, [1, 1, 1, 1]),
  }).toEqual({
    every: [true, true, true],
    change: [true, false, true, false],
    band: [true, false, true, false, true],
    percent: [true, false, true, false],
    quality: [true, true, false],
    heartbeat: [true, false, true, false],
  });
});
