import { expect, test } from "bun:test";
import type { DecodeContext } from "../../../src/codec/dialect.ts";
import { mayHearSparkplug, sparkplugRoute } from "../../../src/codec/sparkplug/sparkplug.ts";
import { makeContext, NOW } from "../context.ts";
import { codesOf, decodeMapped, valuesOf } from "../plain/rows.ts";
import { sample } from "./samples.ts";

const rows = [
  { topic: "spBv1.0/+/+/{deviceName}/#", payload: "sparkplug-b", names: { "Line 1/count": "count" } },
];

function connect(children: readonly string[] = ["c1"]) {
  const context: DecodeContext = { ...makeContext("plain", children), memory: new Map() };
  return (tail: string, payload: Uint8Array, at = 0) =>
    decodeMapped(rows, { topic: `spBv1.0/G/${tail}`, payload, context: { ...context, recvTs: NOW + at } });
}

const REBIRTH = { reply: sample("rebirth"), replyTopic: "spBv1.0/G/NCMD/dn" };

test("a birth names the metrics that later have only their alias", () => {
  const say = connect();
  const birth = say("NBIRTH/dn", sample("nbirth"));
  expect(valuesOf(birth)).toEqual({ temp: 21.4, count: 18_446_744_073_709_551_615n, on: true });
  // 2^64 - 1 is beyond a 64-bit signed property.
  expect(codesOf(birth.flags)).toEqual(["property_range"]);
  const later = say("NDATA/dn", sample("ndata"), 1_000);
  expect(later).toMatchObject({ flags: [], left: [], reply: undefined });
  expect(later.events).toMatchObject([
    { deviceName: "dn", points: [{ property: "temp", ts: NOW + 1_000, value: -3.5 }] },
  ]);
});

test("a gap in the numbers is told, and a birth asked for, once in a while", () => {
  const say = connect();
  say("NBIRTH/dn", sample("nbirth"));
  const gap = say("DDATA/dn/c1", sample("ddata"));
  expect(gap).toMatchObject({
    ...REBIRTH,
    flags: [{ code: "sparkplug_gap", params: { node: "dn", expected: 1, received: 3 } }],
    events: [{ deviceName: "c1", points: [{ property: "temp", value: 70.25 }] }],
  });
  expect(say("NDATA/dn", sample("ndata"))).toMatchObject({
    flags: [{ code: "sparkplug_gap" }],
    reply: undefined,
  });
});

test("without a birth, aliases cannot be named, and a birth is asked for", () => {
  const say = connect();
  expect(say("NDATA/dn", sample("ndata"))).toMatchObject({
    ...REBIRTH,
    events: [],
    left: [{ code: "sparkplug_no_birth", params: { node: "dn", count: 1 } }],
  });
});

test("a device that the node may not speak for is told, and the node's state kept", () => {
  const say = connect([]);
  say("NBIRTH/dn", sample("nbirth"));
  const decoded = say("DBIRTH/dn/c1", sample("ddata"));
  expect([decoded.events, codesOf(decoded.left)]).toEqual([[], ["child_not_bound"]]);
});

test("deaths log devices out; that of an older session changes nothing", () => {
  const say = connect();
  say("NBIRTH/dn", sample("nbirth"));
  say("DBIRTH/dn/c1", sample("ddata"));
  const children = [{ productKey: undefined, deviceName: "c1" }];
  expect(say("DDEATH/dn/c1", sample("ddata")).ask?.request).toEqual({ kind: "children_logout", children });
  say("DBIRTH/dn/c1", sample("ddata"));
  const older = sample("ndeath");
  older[older.length - 1] = 2;
  expect(codesOf(say("NDEATH/dn", older).flags)).toEqual(["sparkplug_stale_death"]);
  expect(say("NDEATH/dn", sample("ndeath")).ask?.request).toEqual({ kind: "children_logout", children });
  expect(say("NDEATH/dn", sample("ndeath")).ask).toBeUndefined();
});

test("a node that makes up group names does not fill the memory", () => {
  const context: DecodeContext = { ...makeContext("plain"), memory: new Map() };
  for (let i = 0; i < 20; i++)
    decodeMapped(rows, { topic: `spBv1.0/G${i}/NBIRTH/dn`, payload: sample("nbirth"), context });
  expect(context.memory?.size).toBe(4);
});

test("what is no Sparkplug is refused", () => {
  expect(connect()("NDATA/dn", new TextEncoder().encode("{}")).failure?.code).toBe("sparkplug_malformed");
});

test.each(["NCMD/dn", "DCMD/dn/c1", "NDATA/dn/c1", "DDATA/dn", "DDATA/dn/c1/x", "STATE/scada"])(
  "%s is no uplink",
  (tail) => {
    expect(sparkplugRoute(`spBv1.0/G/${tail}`, undefined)).toBeUndefined();
  },
);

test("a node hears its own commands", () => {
  const names = { productKey: "pk", deviceName: "dn" };
  const pattern = "spBv1.0/+/+/{deviceName}/#";
  expect(mayHearSparkplug("spBv1.0/G/DCMD/dn/#", pattern, names)).toBe(true);
  expect(mayHearSparkplug("spBv1.0/G/DCMD/dm/#", pattern, names)).toBe(false);
});
