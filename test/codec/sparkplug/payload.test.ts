import { expect, test } from "bun:test";
import { deflateSync, gzipSync } from "node:zlib";
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

const utf8 = (text: string) => new TextEncoder().encode(text);

/** A message's field of the wire type 2. */
function field(number: number, bytes: Uint8Array): number[] {
  const length = bytes.length < 128 ? [bytes.length] : [(bytes.length & 0x7f) | 0x80, bytes.length >> 7];
  return [number * 8 + 2, ...length, ...bytes];
}

/** A message around a compressed one, as Cirrus Link's clients make it. */
function packed(body: Uint8Array, algorithm?: string): Uint8Array {
  const uuid = field(4, utf8("SPBV1.0_COMPRESSED"));
  if (algorithm === undefined) return Uint8Array.from([...uuid, ...field(5, body)]);
  const metric = [...field(1, utf8("algorithm")), 0x20, 12, 0x7a, algorithm.length, ...utf8(algorithm)];
  return Uint8Array.from([...field(2, Uint8Array.from(metric)), ...uuid, ...field(5, body)]);
}

test("reads what is compressed as what it was before", () => {
  const plain = readPayload(sample("nbirth"));
  expect(readPayload(packed(deflateSync(sample("nbirth"))))).toEqual(plain);
  expect(readPayload(packed(gzipSync(sample("nbirth")), "GZIP"))).toEqual(plain);
});

test("a compressed body that is none, of no known kind or far too large is refused", () => {
  const detailOf = (bytes: Uint8Array) => {
    const read = readPayload(bytes);
    return read.ok ? undefined : read.error.params?.detail;
  };
  const damaged = "the compressed body is damaged, or larger than 4194304 bytes";
  expect(detailOf(packed(utf8("no zlib")))).toBe(damaged);
  expect(detailOf(packed(deflateSync(new Uint8Array(5 * 1024 * 1024))))).toBe(damaged);
  expect(detailOf(packed(new Uint8Array(), "LZ4"))).toBe("compression LZ4 is unknown");
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
