import { expect, test } from "bun:test";
import { compileJsonRow } from "../../../src/codec/plain/json-row.ts";
import { makeContext, NOW } from "../context.ts";
import { codesOf, decodeMapped, mappingOf, valuesOf } from "./rows.ts";

const topic = "t";
const flat = { topic, payload: "json" };
const say = (row: object, payload: unknown) => decodeMapped([{ ...flat, ...row }], { topic, payload });

test("every key is a property; null says nothing", () => {
  const decoded = say({}, { temp: 21.5, on: "ON", gone: null, "a:b": 1 });
  expect(valuesOf(decoded)).toEqual({ temp: 21.5, on: true, a_b: 1 });
  expect(codesOf(decoded.flags)).toEqual(["property_unknown"]);
});

test("keys within objects are joined", () => {
  const payload = { Time: "2020-09-13T12:26:40", ENERGY: { Power: 12, Factor: [1, 2] } };
  const row = { take: "nested", time: { path: "Time", unit: "iso" } };
  expect(valuesOf(say(row, payload))).toEqual({ ENERGY_Power: 12, ENERGY_Factor: [1, 2] });
});

test("what is to be skipped is not read", () => {
  const row = { take: "nested", skip: ["Time", "ENERGY.Total"] };
  const payload = { Time: "2020-09-13T12:26:40", ENERGY: { Power: 12, Total: 3 } };
  expect(valuesOf(say(row, payload))).toEqual({ ENERGY_Power: 12 });
});

test("a list of pairs, somewhere within", () => {
  const payload = { d: [{ id: "temp", v: 20 }, { id: "on", v: 1 }, { id: 5, v: 5 }, "x"] };
  const row = { take: "pairs", from: "d", pairName: "id", pairValue: "v" };
  expect(valuesOf(say(row, payload))).toEqual({ temp: 20, on: true });
});

test("named properties have their paths and conversions; the rest is not read twice", () => {
  const properties = [
    { property: "temp", path: "t10", scale: 0.1 },
    { property: "on", path: "state", values: { running: true } },
    { property: "count", path: "missing", isOptional: true },
  ];
  const payload = { t10: 215, state: "running", extra: 1 };
  expect(valuesOf(say({ properties }, payload))).toEqual({ temp: 21.5, on: true, extra: 1 });
  expect(valuesOf(say({ properties, take: "named" }, payload))).toEqual({ temp: 21.5, on: true });
});

test.each([
  ["s", 1_599_999_000, 1_599_999_000_000],
  ["s", "1599999000.5", 1_599_999_000_500],
  ["ms", 1_599_999_000_123, 1_599_999_000_123],
  ["iso", "2020-09-13T12:26:00Z", 1_599_999_960_000],
])("time in %s: %p", (unit, at, ts) => {
  const { events } = say({ time: { path: "at", unit } }, { temp: 1, at });
  expect(events).toMatchObject([{ kind: "property", points: [{ property: "temp", ts }] }]);
});

test("what is no time is told, and the time of receipt taken", () => {
  const decoded = say({ time: { path: "at", unit: "ms" } }, { temp: 1, at: "noon" });
  expect(codesOf(decoded.flags)).toEqual(["mapping_time"]);
  expect(decoded.events).toMatchObject([{ ts: NOW }]);
});

test("a path that leads nowhere is told, and the rest stored; when nothing is left, the message is refused", () => {
  const properties = [
    { property: "temp", path: "a.t" },
    { property: "on", path: "a.on" },
  ];
  const partial = say({ properties, take: "named" }, { a: { on: 1 } });
  expect([valuesOf(partial), codesOf(partial.left)]).toEqual([{ on: true }, ["mapping_path"]]);
  expect(say({ properties, take: "named" }, {}).failure).toEqual({
    code: "mapping_path",
    params: { property: "temp", path: "a.t" },
    also: [{ code: "mapping_path", params: { property: "on", path: "a.on" } }],
  });
  expect(say({}, {}).failure?.code).toBe("mapping_nothing");
  expect(say({}, "[1]").failure?.code).toBe("mapping_nothing");
  expect(say({}, "no json").failure?.code).toBe("payload_not_json");
});

test("a value that cannot be scaled is left out", () => {
  const properties = [{ property: "temp", path: "t", scale: 2 }];
  const decoded = say({ properties }, { t: "warm", on: 1 });
  expect([valuesOf(decoded), codesOf(decoded.left)]).toEqual([{ on: true }, ["mapping_not_a_number"]]);
});

test("an event with its parameters", () => {
  expect(say({ event: "over", from: "d" }, { d: { limit: 5 } }).events).toMatchObject([
    { kind: "event", identifier: "over", level: "alert", output: { limit: 5 } },
  ]);
});

test("unknown properties follow the product's validation", () => {
  const context = { ...makeContext("plain"), validation: "strict" as const };
  const decoded = decodeMapped([flat], { topic, payload: { temp: 1, odd: 2 }, context });
  expect([valuesOf(decoded), codesOf(decoded.left)]).toEqual([{ temp: 1 }, ["property_unknown"]]);
});

test("paths are read once", () => {
  const [row] = mappingOf([{ ...flat, from: "a.b" }]).rows;
  if (row?.payload !== "json") throw new Error("no json row");
  expect(compileJsonRow(row).from).toEqual([
    { kind: "key", key: "a" },
    { kind: "key", key: "b" },
  ]);
});
