// What is typed about polling, points, callers and our own server, before it is sent.

import { expect, test } from "bun:test";
import * as v from "valibot";
import { DEFAULT_SERVER, ServerSettingsSchema } from "../../../src/spine/fieldbus.ts";
import { RegisterMapSchema } from "../../../src/spine/register-map.ts";
import { dataTypeOf, targetOf } from "../../../web/src/fieldbus/commission/point-target.ts";
import { linkForStranger, textOf } from "../../../web/src/fieldbus/links/stranger-link.ts";
import { draftExposure, readExposure } from "../../../web/src/fieldbus/server/exposure-draft.ts";
import { draftSettings, NEW_PORT, readSettings } from "../../../web/src/fieldbus/server/settings-draft.ts";
import { draftMap, NEW_GROUP, readMap } from "../../../web/src/products/registers/settings/map-draft.ts";

const map = v.parse(RegisterMapSchema, {
  unit: { id: 5, serial: { baud: 19_200 }, tcpPort: 503, order: "CDAB", gapMs: 5, forbidden: [23, 43] },
  groups: [
    { name: "fast", periodMs: 100, report: "change", heartbeatMs: 60_000 },
    { name: "slow", periodMs: 60_000, isAligned: true },
  ],
  points: [
    { identifier: "a", area: "holding", address: 0, type: "uint16", group: "fast" },
    { identifier: "b", area: "holding", address: 1, type: "uint16", group: "slow" },
    { identifier: "c", area: "holding", address: 2, type: "uint16", group: null },
  ],
});

test("an unchanged map is the same after editing", () => {
  expect(readMap(draftMap(map), map)).toEqual({ map, wrong: new Set() });
});

test("points follow a group that is renamed, and are read on demand when it goes", () => {
  const draft = draftMap(map);
  const [fast] = draft.groups;
  if (fast === undefined) throw new Error("there is a group");
  const groups = [
    { ...fast, name: "quick", periodS: "0.25" },
    { ...NEW_GROUP, id: -1, name: "new" },
  ];
  const after = readMap({ ...draft, groups }, map).map;
  expect(after?.groups.map(({ name, periodMs }) => [name, periodMs])).toEqual([
    ["quick", 250],
    ["new", 10_000],
  ]);
  expect(after?.points.map(({ group }) => group)).toEqual(["quick", null, null]);
});

test("what is wrong with a map is named by its field", () => {
  const draft = draftMap(map);
  const wrongOf = (change: object) => [...readMap({ ...draft, ...change }, map).wrong];
  expect(wrongOf({ maxRegistersPerRead: "126", forbidden: "x" })).toEqual([
    "maxRegistersPerRead",
    "forbidden",
  ]);
  const twice = draft.groups.map((group) => ({ ...group, name: "same" }));
  expect(wrongOf({ groups: twice })).toEqual(["groups"]);
  const [first, ...others] = draft.groups;
  expect(wrongOf({ groups: [{ ...first, periodS: "0.001" }, ...others] })).toEqual(["groups.0.periodS"]);
});

test("a caller is known again by its number, its words, its bytes or its place", () => {
  const packetOf = (text: string) => Buffer.from(text).toString("hex");
  const known = (packet: string, address = "10.0.0.9:40112") => {
    const { by, sign } = linkForStranger({ address, at: 0, packet });
    return [by, sign];
  };
  expect(known(packetOf("IMEI=860123456789012;v2"))).toEqual(["imei", "860123456789012"]);
  expect(known(packetOf("89860012345678901234"))).toEqual(["iccid", "89860012345678901234"]);
  expect(known(packetOf("PUMP-7\r\n"))).toEqual(["text", "PUMP-7"]);
  expect(known("01ff 03")).toEqual(["hex", "01ff03"]);
  expect(known("", "[fd00::2]:502")).toEqual(["address", "fd00::2"]);
  expect(textOf("00ff")).toBe("");
});

test("a new property is of the type that its register gives", () => {
  const typeOf = (change: object) =>
    dataTypeOf({ ...targetOf({ address: 3 }, "holding", "p").point, ...change }, "V");
  expect(typeOf({})).toEqual({ type: "int", unit: "V" });
  expect(typeOf({ scale: "0.1" })).toEqual({ type: "double", unit: "V" });
  expect(typeOf({ type: "uint32" })).toEqual({ type: "long", unit: "V" });
  expect(typeOf({ type: "float32" })).toEqual({ type: "double", unit: "V" });
  expect(typeOf({ type: "string" })).toEqual({ type: "text" });
  expect([typeOf({ type: "bit" }), typeOf({ area: "coil" })]).toEqual([{ type: "bool" }, { type: "bool" }]);
});

test("how registers are served is the same after editing; what is wrong is named", () => {
  const settings = v.parse(ServerSettingsSchema, {
    ...{ allowed: ["10.1.0.0/16", "192.168.1.5"], stale: "exception", staleAfterMs: 90_000 },
    ports: [{ path: "/dev/ttyS1", baud: 19_200, parity: "even", dataBits: 7, units: [1, 5] }],
  });
  expect(readSettings(draftSettings(settings)).settings).toEqual(settings);
  const draft = draftSettings(DEFAULT_SERVER);
  expect([...readSettings({ ...draft, allowed: "10.0.0.300", idleS: "1" }).wrong]).toEqual([
    "allowed",
    "idleS",
  ]);
  const ports = [{ ...NEW_PORT, id: 0, path: "ttyS1" }];
  expect([...readSettings({ ...draft, ports }).wrong]).toEqual(["ports.0.path"]);
});

test("an exposed value keeps its terms, and says what is missing", () => {
  const [point] = map.points;
  if (point === undefined) throw new Error("there is a point");
  const exposure = {
    ...{ unit: 3, productKey: "meter", deviceName: "m1", point: { ...point, group: "normal" } },
    ...({ missing: "fill", staleAfterMs: 60_000, statusAddress: 90 } as const),
  };
  expect(readExposure(draftExposure(exposure, 0), exposure).exposure).toMatchObject({
    ...{ unit: 3, missing: "fill", staleAfterMs: 60_000, statusAddress: 90 },
    point: { identifier: "a", address: 0, type: "uint16" },
  });
  const { wrong } = readExposure({ ...draftExposure(undefined, 4), statusAddress: "70000" }, undefined);
  expect([...wrong].sort()).toEqual(["deviceName", "identifier", "productKey", "statusAddress"]);
});
