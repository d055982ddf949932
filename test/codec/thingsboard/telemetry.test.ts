import { expect, test } from "bun:test";
import { Report } from "../../../src/codec/report.ts";
import { readAttributes, readBody, readTelemetry } from "../../../src/codec/thingsboard/telemetry.ts";
import { makeContext, NOW } from "../context.ts";

const context = { ...makeContext("thingsboard"), validation: "off" as const };

function points(read: typeof readTelemetry, sent: unknown) {
  const report = new Report(context, "");
  read(sent, report);
  return report.failure?.code ?? report.points.map(({ property, ts, value }) => [property, ts, value]);
}

test.each([
  [
    "keys alone",
    { temp: 1, mode: "x" },
    [
      ["temp", NOW, 1],
      ["mode", NOW, "x"],
    ],
  ],
  ["keys with a time", { ts: NOW - 5, values: { temp: 1 } }, [["temp", NOW - 5, 1]]],
  [
    "a list of both",
    [{ ts: NOW - 9, values: { temp: 1 } }, { temp: 2 }],
    [
      ["temp", NOW - 9, 1],
      ["temp", NOW, 2],
    ],
  ],
  [
    "an object with a value inside",
    { setting: { value: 5, unit: "C" } },
    [["setting", NOW, { value: 5, unit: "C" }]],
  ],
  ["a key that is called ts", { ts: 5 }, [["ts", NOW, 5]]],
  ["no object", 5, "payload_shape"],
  ["a list of none", [5], "payload_shape"],
  ["a time that is none", { ts: "now", values: { temp: 1 } }, "payload_shape"],
])("telemetry: %s", (_, sent, expected) => {
  expect<unknown>(points(readTelemetry, sent)).toEqual(expected);
});

test("attributes are one object", () => {
  expect<unknown>(points(readAttributes, { fw: "1.2" })).toEqual([["fw", NOW, "1.2"]]);
  expect(points(readAttributes, [{ fw: "1.2" }])).toBe("payload_shape");
});

test("lenient JSON is read and flagged", () => {
  const read = (text: string) => readBody(new TextEncoder().encode(text), context);
  expect(read("{'temp':1}")).toMatchObject({
    ok: true,
    value: { value: { temp: 1 }, flags: [{ code: "json_lenient" }] },
  });
  expect(read("temp=1")).toMatchObject({ error: { code: "payload_not_json" } });
});
