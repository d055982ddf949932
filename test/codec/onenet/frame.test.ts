import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { readFrame, readTimeText } from "../../../src/codec/onenet/frame.ts";
import { packBinary, packFields, packFloats, packFrame } from "./frames.ts";

/** 2016-12-22 22:22:22 in China. */
const AT = Date.UTC(2016, 11, 22, 14, 22, 22);

function pointsOf(payload: Uint8Array) {
  const frame = readFrame(payload, false);
  return frame.ok ? frame.value.points : frame.error;
}

describe("the seven forms", () => {
  test("1: streams with points", () => {
    const datapoints = [{ at: "2016-12-22 22:22:22", value: 36.5 }, { value: { x: 1 } }];
    const body = JSON.stringify({ datastreams: [{ id: "t", datapoints }] });
    expect(pointsOf(packFrame(1, body))).toEqual([
      { stream: "t", value: 36.5, ts: AT },
      { stream: "t", value: { x: 1 }, ts: undefined },
    ]);
  });

  test("2: bytes as base64", () => {
    const header = { ds_id: "image", at: "2016-12-22 22:22:22", desc: "upload image" };
    expect(pointsOf(packBinary(header, new Uint8Array([1, 2, 3])))).toEqual([
      { stream: "image", value: "AQID", ts: AT },
    ]);
    expect(pointsOf(packBinary({ ds_id: "image" }, new Uint8Array()))).toEqual([
      { stream: "image", value: "", ts: undefined },
    ]);
  });

  test("3, byte for byte as devices send it", () => {
    const bytes = Buffer.from("0300147b2274656d7065726174757265223a32322e357d", "hex");
    expect(pointsOf(bytes)).toEqual([{ stream: "temperature", value: 22.5, ts: undefined }]);
    // A string terminator within the length, a line's end behind it.
    expect(pointsOf(packFrame(3, '{"t":1}\0'))).toEqual([{ stream: "t", value: 1, ts: undefined }]);
    expect(pointsOf(Buffer.concat([packFrame(3, '{"t":1}'), Buffer.from("\r\n")]))).toHaveLength(1);
  });

  test("4: by time; an empty time is none", () => {
    expect(pointsOf(packFrame(4, '{"t":{"2016-12-22 22:22:22":22.5,"":23}}'))).toEqual([
      { stream: "t", value: 22.5, ts: AT },
      { stream: "t", value: 23, ts: undefined },
    ]);
  });

  test("5: separators of one's own; a bare value's stream is its place", () => {
    const expected = [
      { stream: "temperature", value: "22.5", ts: AT },
      { stream: "1", value: "102", ts: undefined },
      { stream: "pm2.5", value: "89", ts: undefined },
      { stream: "3", value: "10", ts: undefined },
    ];
    const comma = ",;temperature,2016-12-22 22:22:22,22.5;102;pm2.5,89;10";
    expect(pointsOf(packFrame(5, comma))).toEqual(expected);
    expect(pointsOf(packFrame(5, "#@temperature#2016-12-22 22:22:22#22.5@102@pm2.5#89@10@"))).toEqual(
      expected,
    );
    expect(readFrame(packFrame(5, comma), false)).toMatchObject({ value: { isText: true } });
  });

  test("6: the same, with a time for all of it", () => {
    const body = packFrame(6, ",;a,1;b,2020-09-01 08:00:00,2").subarray(1);
    const timed = Buffer.concat([Buffer.from([0x86, 16, 12, 22, 22, 22, 22]), body]);
    expect(pointsOf(timed)).toEqual([
      { stream: "a", value: "1", ts: AT },
      { stream: "b", value: "2", ts: Date.UTC(2020, 8, 1) },
    ]);
    expect(pointsOf(packFrame(6, ",;a,1"))).toEqual([{ stream: "a", value: "1", ts: undefined }]);
  });

  test("7: floats as the shortest decimal, several as a list", () => {
    expect(pointsOf(Buffer.from("0700010001414243440000000241b0cccdc1a26666", "hex"))).toEqual([
      { stream: "1", value: 12.141422, ts: undefined },
      { stream: "0", value: [22.1, -20.3], ts: undefined },
    ]);
    expect(pointsOf(packFloats([[9, [34]]], [16, 12, 22, 22, 22, 22]))).toEqual([
      { stream: "9", value: 34, ts: AT },
    ]);
    expect(pointsOf(packFloats([[9, [Number.NaN]]]))).toEqual([{ stream: "9", value: null, ts: undefined }]);
  });
});

test.each([
  ["", "it is empty"],
  ["00", "type 0 is none of 1 to 7"],
  ["7b", "type 123 is none of 1 to 7"],
  ["830001", "type 131 is none of 1 to 7"],
  ["0300", "it ends before its length"],
  ["0300ff7b", "its length says 255 bytes, 1 are there"],
  ["0300025b5d", "its body must be a JSON object"],
  ["0100027b7d", "datastreams must be a list"],
  ["0200027b7d00000000", "its header must have ds_id"],
  ["0500012c", "it must begin with two different separators"],
  ["0500022c2c", "it must begin with two different separators"],
  ["8710", "it ends within its time"],
  ["87100d010000000001000100000000", "its six bytes of time are no time"],
  ["8610", "it ends within its time"],
  ["07", "it has no floats"],
  ["070001", "it ends within a block"],
  ["0700010002414243440000", "stream 1 says 2 floats, which are not there"],
])("%s: %s", (hex, detail) => {
  expect(pointsOf(Buffer.from(hex, "hex"))).toEqual({ code: "payload_shape", params: { detail } });
});

test.each([
  [packFrame(3, "hello"), "payload_not_json"],
  [packFrame(1, '{"datastreams":[{"id":1}]}'), "payload_shape"],
  [packFrame(1, '{"datastreams":[{"id":"t","datapoints":[1]}]}'), "payload_shape"],
  [packFrame(1, '{"datastreams":[{"id":"t","datapoints":[{"at":5,"value":1}]}]}'), "payload_shape"],
  [packFrame(4, '{"t":5}'), "payload_shape"],
  [packFrame(4, '{"t":{"yesterday":5}}'), "payload_shape"],
  [packFrame(5, ",;a,yesterday,5"), "payload_shape"],
  [packFrame(5, ",;a,2016-12-22 22:22:22,5,6"), "payload_shape"],
  [packFrame(5, ",;,5"), "payload_shape"],
  [packBinary({ ds_id: "a", at: "never" }, new Uint8Array()), "payload_shape"],
  [packBinary({ ds_id: "a" }, new Uint8Array(4)).subarray(0, -1), "payload_shape"],
])("a body that is wrong (%#)", (payload, code) => {
  expect(pointsOf(payload)).toMatchObject({ code });
});

test("sloppy JSON is read and flagged", () => {
  expect(readFrame(packFrame(3, "{'t':1,}"), false)).toMatchObject({
    value: { points: [{ stream: "t", value: 1 }], flag: { code: "json_lenient" } },
  });
});

test.each([
  ["2016-12-22 22:22:22", AT],
  ["2016-12-22T22:22:22.5", AT + 500],
  ["2016-2-30 00:00:00", undefined],
  ["2016-12-22 24:00:00", undefined],
  ["22:22", undefined],
])("time %s", (text, ts) => {
  expect(readTimeText(text)).toBe(ts);
});

describe("whatever is packed is read back", () => {
  const name = fc.stringMatching(/^[A-Za-z0-9_.]{1,20}$/);

  test("type 3", () => {
    const values = fc.dictionary(
      name,
      fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.string()),
    );
    fc.assert(
      fc.property(values, (sent) => {
        const expected = Object.entries(JSON.parse(JSON.stringify(sent)));
        expect(pointsOf(packFrame(3, JSON.stringify(sent)))).toEqual(
          expected.map(([stream, value]) => ({ stream, value, ts: undefined })),
        );
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  test("type 5", () => {
    const records = fc.array(fc.tuple(name, name), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(records, (sent) => {
        expect(pointsOf(packFields(sent))).toEqual(
          sent.map(([stream, value]) => ({ stream, value, ts: undefined })),
        );
      }),
      { seed: 2, numRuns: 300 },
    );
  });

  test("type 7", () => {
    const floats = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), {
      minLength: 1,
      maxLength: 8,
    });
    const streams = fc.array(fc.tuple(fc.nat(0xffff), floats), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(streams, (sent) => {
        const read = pointsOf(packFloats(sent));
        const back = Array.isArray(read)
          ? read.map(({ stream, value }) => [Number(stream), [value].flat()])
          : read;
        const same = (list: unknown) => JSON.stringify(list);
        // Decimals are the shortest that round to the float sent.
        const rounded = (back as [number, number[]][]).map(([stream, list]) => [
          stream,
          list.map(Math.fround),
        ]);
        expect(same(rounded)).toBe(same(sent));
      }),
      { seed: 3, numRuns: 300 },
    );
  });
});
