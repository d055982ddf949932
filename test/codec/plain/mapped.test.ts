import { expect, test } from "bun:test";
import { mappedRoute, mayHearMapped } from "../../../src/codec/plain/mapped.ts";
import { makeContext } from "../context.ts";
import { decodeMapped, deviceOf, mappingOf, valuesOf } from "./rows.ts";

const rows = [
  { topic: "plant/{deviceName}/event/{event}", payload: "json" },
  { topic: "plant/{deviceName}/{property}", payload: "text" },
  { topic: "own/#", payload: "json" },
  { topic: "spBv1.0/G/+/{deviceName}/#", payload: "sparkplug-b" },
];
const bytes = (text: string) => new TextEncoder().encode(text);

test("the first row that takes the topic", () => {
  const device = deviceOf(mappingOf(rows));
  const rowOf = (topic: string) => {
    const found = mappedRoute(topic, device);
    return found && ("code" in found ? found.code : found.row);
  };
  expect(
    [
      "plant/dn/event/over",
      "plant/dn/temp",
      "own",
      "own/x",
      "else",
      "spBv1.0/G/NDATA/dn",
      "spBv1.0/G/NCMD/dn",
    ].map(rowOf),
  ).toEqual([0, 1, 2, 2, undefined, 3, undefined]);
});

test("a device reports for itself; another's name is refused with the reason", () => {
  const found = mappedRoute("plant/c1/temp", deviceOf(mappingOf(rows)));
  expect(found).toEqual({ code: "mapping_other_device", params: { topic: "plant/c1/temp", device: "c1" } });
  expect(mappedRoute("spBv1.0/G/NDATA/other", deviceOf(mappingOf(rows)))).toBeUndefined();
});

test("a gateway reports for its sub-devices by name, and for no others", () => {
  const decoded = decodeMapped(rows, { topic: "plant/c1/temp", payload: "5" });
  expect(decoded.events).toMatchObject([
    { deviceId: 8, deviceName: "c1", points: [{ property: "temp", value: 5 }] },
  ]);
  expect(decodeMapped(rows, { topic: "plant/c9/temp", payload: "5" }).failure?.code).toBe("child_not_bound");
  const event = decodeMapped(rows, { topic: "plant/c1/event/over", payload: { limit: 1 } });
  expect(event.events).toMatchObject([{ kind: "event", deviceName: "c1", identifier: "over" }]);
});

test("a shared connection reports for the devices of its product alone", () => {
  const shared = deviceOf(mappingOf([{ topic: "{productKey}/{deviceName}/up", payload: "json" }], true));
  expect(mappedRoute("pk/c1/up", shared)).toMatchObject({ row: 0 });
  expect(mappedRoute("other/c1/up", shared)).toMatchObject({ code: "mapping_other_device" });
  expect(mappedRoute("pk/no name/up", shared)).toMatchObject({ code: "mapping_other_device" });
});

test("the mapping is compiled once, and decodes without a connection's memory", () => {
  const device = deviceOf(mappingOf(rows));
  const found = mappedRoute("own/x", device);
  if (!found || "code" in found) throw new Error("no route");
  expect(valuesOf(found.route.decode(bytes('{"temp":1}'), makeContext("plain")))).toEqual({ temp: 1 });
});

test.each([
  ["spBv1.0/G/NCMD/dn", true],
  ["spBv1.0/G/NCMD/dn/#", true],
  ["spBv1.0/G/DCMD/dn/+", true],
  ["spBv1.0/STATE/scada", true],
  ["spBv1.0/G/NCMD/other/#", false],
  ["spBv1.0/G/NCMD/+", false],
  ["spBv1.0/G/NCMD/#", false],
  ["spBv1.0/G/NDATA/dn", false],
  ["spBv1.0/#", false],
])("may hear %s: %p", (filter, expected) => {
  expect(mayHearMapped(filter, deviceOf(mappingOf(rows)))).toBe(expected);
  expect(mayHearMapped(filter, deviceOf(mappingOf([])))).toBe(false);
});
