import { expect, test } from "bun:test";
import {
  bytesToOutput,
  makeReply,
  outcomeOf,
  readEnvelope,
  SUCCESS,
  valuesToJson,
} from "../../../src/codec/onenet/envelope.ts";
import { failure } from "../../../src/spine/error.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

test.each([
  ['{"id":"123"}', "123"],
  ['{"id":123}', "123"],
  ["{}", ""],
  ['{"id":{}}', ""],
])("the id of %s is %p", (text, id) => {
  expect(readEnvelope(bytes(text), false)).toMatchObject({ ok: true, value: { id, flag: undefined } });
});

test("64-bit integers keep every digit where asked", () => {
  expect(readEnvelope(bytes('{"n":9007199254740993}'), true)).toMatchObject({
    value: { body: { n: 9_007_199_254_740_993n } },
  });
});

test("replies as captured on the wire", () => {
  expect(makeReply("123", SUCCESS)).toBe('{"id":"123","code":200,"msg":"success"}');
  expect(makeReply("123", SUCCESS, "{}")).toBe('{"id":"123","code":200,"msg":"success","data":{}}');
  expect(makeReply("1", outcomeOf(failure("property_type")))).toBe(
    '{"id":"1","code":460,"msg":"error: property_type"}',
  );
});

test("bytes and values as they are shown", () => {
  expect(bytesToOutput(bytes("温度"))).toEqual({ text: "温度" });
  expect(bytesToOutput(new Uint8Array([0xff]))).toEqual({ base64: "/w==" });
  expect(valuesToJson([{ property: "a", value: [1, 2n] }])).toBe('{"a":[1,"2"]}');
});
