import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { ByteReader, BytesError } from "../../src/kit/byte-reader.ts";
import { kindBits, RecordReader, RecordWriter } from "../../src/log/record.ts";
import type { LogEvent } from "../../src/spine/event.ts";
import { anyEvent } from "./any-event.ts";
import { property, state } from "./sample.ts";

function roundTrip(events: readonly LogEvent[]): LogEvent[] {
  const writer = new RecordWriter();
  for (const event of events) writer.add(event);
  const reader = new RecordReader(new ByteReader(writer.out.written()));
  const read = events.map(() => reader.next(0));
  expect(reader.from.isAtEnd).toBe(true);
  return read;
}

describe("records", () => {
  test("every event is read back as it was", () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { minLength: 1, maxLength: 20 }), (events) => {
        expect(roundTrip(events)).toEqual(events);
      }),
      { numRuns: 300 },
    );
  });

  test("the same number under another name is another device", () => {
    const events = [
      property(1),
      property(2, { deviceName: "renamed" }),
      property(3),
      property(4, { deviceId: 0 }),
    ];
    expect(roundTrip(events)).toEqual(events);
  });

  test("more devices and texts than are remembered are still read back", () => {
    const events = Array.from({ length: 20_000 }, (_, n) =>
      property(n, { deviceId: n + 1, deviceName: `d${n}`, dialect: `x${n}` }),
    );
    const last = property(1, { deviceId: 1, deviceName: "d0", dialect: "x19999" });
    expect(roundTrip([...events, last]).slice(-2)).toEqual([...events.slice(-1), last]);
  });

  test("says which kinds and products are in it, and forgets them with the chunk", () => {
    const writer = new RecordWriter();
    writer.add(property(1));
    writer.add(state(2, { deviceId: 9, productKey: "oven" }));
    expect([writer.kinds, [...writer.products]]).toEqual([
      kindBits(["property", "state"]),
      ["press", "oven"],
    ]);
    writer.forget();
    expect([writer.kinds, writer.products.size]).toEqual([0, 0]);
  });

  test("a recurring report takes few bytes", () => {
    const writer = new RecordWriter();
    writer.add(property(1));
    const first = writer.out.at;
    writer.add(property(2));
    expect(writer.out.at - first).toBeLessThan(20);
  });

  test("an unknown version, kind, tag or broken end is a BytesError", () => {
    const writer = new RecordWriter();
    writer.add(property(1));
    const bytes = writer.out.written();
    const read = (broken: Uint8Array) => () => new RecordReader(new ByteReader(broken)).next(1);
    expect(read(bytes)).not.toThrow();
    for (const [at, value] of [
      [8, 2],
      [9, 99],
    ] as const) {
      expect(read(bytes.map((byte, i) => (i === at ? value : byte)))).toThrow(BytesError);
    }
    for (let length = 8; length < bytes.length; length++)
      expect(read(bytes.slice(0, length))).toThrow(BytesError);
  });
});
