import { expect, test } from "bun:test";
import fc from "fast-check";
import { readMetric, readPayload, readValue } from "../../../src/codec/sparkplug/payload.ts";
import { toValue } from "../../../src/codec/sparkplug/values.ts";
import { WireReader } from "../../../src/codec/sparkplug/wire.ts";
import { sample } from "./samples.ts";

test("reads what the reference encoder writes", () => {
  const read = readPayload(sample("nbirth"));
  if (!read.ok) throw new Error(read.error.code);
  const rest = { timestamp: undefined, isHistorical: false, isNull: false };
  expect(read.value).toEqual({
    timestamp: 1_600_000_000_000,
    seq: 0,
    metrics: [
      { ...rest, name: "bdSeq", alias: undefined, datatype: 8, value: { field: 11, value: 3n } },
      {
        ...rest,
        name: "Node Control/Rebirth",
        alias: undefined,
        datatype: 11,
        value: { field: 14, value: false },
      },
      { ...rest, name: "temp", alias: 1n, datatype: 9, value: { field: 12, value: Math.fround(21.4) } },
      { ...rest, name: "Line 1/count", alias: 2n, datatype: 8, value: { field: 11, value: 2n ** 64n - 1n } },
      { ...rest, name: "on", alias: 3n, datatype: 11, value: { field: 14, value: true } },
    ],
  });
});

test("what is cut short is no payload", () => {
  const whole = sample("nbirth");
  expect(readPayload(whole.subarray(0, whole.length - 3))).toMatchObject({
    ok: false,
    error: { code: "sparkplug_malformed" },
  });
  expect(readPayload(new TextEncoder().encode("hello"))).toMatchObject({ ok: false });
});

test("a field that holds no value is skipped", () => {
  const reader = new WireReader(Uint8Array.from([0x4a, 1, 0]));
  reader.next();
  expect([readValue(reader, 10), reader.next()]).toEqual([undefined, false]);
  expect(readMetric(new WireReader(new Uint8Array())).name).toBeUndefined();
});

test("any bytes are a payload or none, and so are their values", () => {
  const start = fc.constantFrom(...(["nbirth", "types", "ddata"] as const)).map(sample);
  const changes = fc.array(fc.tuple(fc.nat(400), fc.integer({ min: 0, max: 255 })), { maxLength: 6 });
  fc.assert(
    fc.property(start, changes, (bytes, edits) => {
      for (const [at, byte] of edits) bytes[at % bytes.length] = byte;
      const read = readPayload(bytes);
      if (!read.ok) return;
      for (const { value, datatype } of read.value.metrics) if (value) toValue(value, datatype);
    }),
    { numRuns: 500 },
  );
});
