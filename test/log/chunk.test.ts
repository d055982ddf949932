import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { ChunkError, openChunk, sealChunk } from "../../src/log/chunk.ts";
import { RecordWriter } from "../../src/log/record.ts";
import type { EventHead, LogEvent } from "../../src/spine/event.ts";

const head: EventHead = {
  seq: 1,
  deviceId: 7,
  productKey: "press",
  deviceName: "p1",
  ts: 1_700_000_000_123,
  recvTs: 1_700_000_000_456,
  protocol: "mqtt",
  dialect: "alink",
  reqId: "42",
};

/** Every kind and every kind of value; must stay as it is, for the golden file. */
const EVENTS: readonly LogEvent[] = [
  {
    ...head,
    kind: "property",
    points: [
      { property: "temperature", ts: head.ts, value: 21.5, quality: 0 },
      { property: "exact", ts: head.ts - 60_000, value: Math.PI, quality: 3 },
      { property: "count", ts: 0, value: -12, quality: 4 },
      { property: "total", ts: head.ts, value: 9_223_372_036_854_775_807n, quality: 0 },
      { property: "isOn", ts: head.ts, value: true, quality: 0 },
      { property: "label", ts: head.ts, value: "烤箱", quality: 2 },
      { property: "box", ts: head.ts, value: { a: 1, list: [1, 2.5, "x", false] }, quality: 1 },
    ],
  },
  { ...head, seq: 2, kind: "event", identifier: "overheat", level: "alert", output: { temperature: 99.5 } },
  { ...head, seq: 3, kind: "reply", method: "thing.service.property.set", code: 200, output: {} },
  { ...head, seq: 4, kind: "state", state: "offline", reason: "keepalive_timeout", address: "10.0.0.9:1883" },
  { ...head, seq: 5, deviceId: 0, kind: "lifecycle", action: "created" },
  {
    ...head,
    seq: 6,
    kind: "refused",
    code: "property_range",
    subject: "/sys/press/p1/thing/event/property/post",
    params: { property: "temperature", received: 999 },
    isStored: true,
  },
];

/** What version 2 of a record added; must stay as it is too. */
const TOLD: readonly LogEvent[] = [
  { ...head, seq: 1, kind: "lifecycle", action: "created", actor: "ann", fields: [], params: {} },
  {
    ...head,
    seq: 2,
    kind: "lifecycle",
    action: "updated",
    actor: "ann",
    fields: ["name", "notes"],
    params: {},
  },
  { ...head, seq: 3, kind: "lifecycle", action: "moved", actor: "ann", fields: [], params: { group: 12 } },
  {
    ...head,
    seq: 4,
    kind: "lifecycle",
    action: "bound",
    actor: "alink",
    fields: [],
    params: { gateway: "gw/g1" },
  },
  { ...head, seq: 5, kind: "lifecycle", action: "restored", actor: "ann", fields: [], params: {} },
  { ...head, seq: 6, kind: "lifecycle", action: "purged", actor: "gantry", fields: [], params: {} },
  { ...head, seq: 7, kind: "state", state: "stale", reason: "no_report", address: "10.0.0.9:1883" },
  { ...head, seq: 8, kind: "lifecycle", action: "deleted" },
];

function seal(events: readonly LogEvent[]): Uint8Array<ArrayBuffer> {
  const writer = new RecordWriter();
  for (const event of events) writer.add(event);
  return sealChunk(new Uint8Array(writer.out.written()));
}

describe("chunk", () => {
  test("is read back with its numbers", () => {
    expect(openChunk(seal(EVENTS), 1, EVENTS.length)).toEqual([...EVENTS]);
    expect(openChunk(seal(EVENTS.slice(4, 5)), 5, 1)).toEqual([...EVENTS.slice(4, 5)]);
  });

  test("any changed byte is noticed", () => {
    const body = seal(EVENTS);
    for (let at = 0; at < body.length; at++) {
      const broken = body.map((byte, i) => (i === at ? byte ^ 0x41 : byte));
      expect(() => openChunk(broken, 1, EVENTS.length)).toThrow(ChunkError);
    }
    expect(() => openChunk(new Uint8Array(0), 1, 1)).toThrow(ChunkError);
  });

  test("a count that does not fit is noticed", () => {
    expect(() => openChunk(seal(EVENTS), 1, EVENTS.length - 1)).toThrow(ChunkError);
    expect(() => openChunk(seal(EVENTS), 1, EVENTS.length + 1)).toThrow(ChunkError);
  });

  // Chunk version 1 with records of version 1, as it lies on disks in the field: it must be readable for ever.
  test("golden: version 1", () => {
    const path = `${import.meta.dir}/../golden/log/chunk-v1.bin`;
    expect(openChunk(readFileSync(path), 1, EVENTS.length)).toEqual([...EVENTS]);
  });

  test("golden: lifecycle records of version 2 beside those of version 1, and stale devices", () => {
    const path = `${import.meta.dir}/../golden/log/chunk-v1-lifecycle-v2.bin`;
    expect(openChunk(readFileSync(path), 1, TOLD.length)).toEqual([...TOLD]);
    expect(openChunk(seal(TOLD), 1, TOLD.length)).toEqual([...TOLD]);
  });
});
