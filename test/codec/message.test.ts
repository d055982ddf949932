import { expect, test } from "bun:test";
import { readMessage, readMessageId, readObjectMessage } from "../../src/codec/message.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

test("strict JSON has no flag; what is read leniently says why strict reading failed", () => {
  expect(readMessage(bytes("[1]"), false)).toEqual({ ok: true, value: { body: [1], flag: undefined } });
  expect(readObjectMessage(bytes("{'a':1,}"), false)).toMatchObject({
    ok: true,
    value: { body: { a: 1 }, flag: { code: "json_lenient" } },
  });
});

test("what is no JSON, and what is no object, is refused", () => {
  expect(readMessage(new Uint8Array([0xff]), false)).toMatchObject({ error: { code: "payload_not_json" } });
  expect(readObjectMessage(new Uint8Array(), false)).toMatchObject({ error: { code: "payload_not_json" } });
  expect(readObjectMessage(bytes("[1]"), false)).toMatchObject({ error: { code: "payload_shape" } });
});

test("an id is text", () => {
  expect([readMessageId("7"), readMessageId(7), readMessageId(undefined), readMessageId({})]).toEqual([
    "7",
    "7",
    "",
    "",
  ]);
});
