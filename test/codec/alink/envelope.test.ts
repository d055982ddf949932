import { expect, test } from "bun:test";
import { makeReply, readEnvelope, replyCode } from "../../../src/codec/alink/envelope.ts";

const read = (text: string) => readEnvelope(new TextEncoder().encode(text), false);

test("takes an id as text or number or none, and knows who wants no reply", () => {
  expect(read('{"id":7,"params":{}}')).toMatchObject({ ok: true, value: { id: "7", isReplyWanted: true } });
  expect(read('{"id":"a","sys":{"ack":0}}')).toMatchObject({ value: { id: "a", isReplyWanted: false } });
  expect(read("{}")).toMatchObject({ value: { id: "", version: "1.0", flag: undefined } });
});

test("reads what is no strict JSON and says so; a list is no message", () => {
  expect(read("{'id':'1'}")).toMatchObject({ value: { id: "1", flag: { code: "json_lenient" } } });
  expect(read("[]")).toMatchObject({ ok: false, error: { code: "payload_shape" } });
  expect(read("nothing")).toMatchObject({ ok: false, error: { code: "payload_not_json" } });
});

test("replies byte for byte as firmware expects them", () => {
  expect(makeReply(200, "thing.topo.add", { id: "1", data: "{}", message: "success" })).toBe(
    '{"code":200,"data":{},"id":"1","message":"success","method":"thing.topo.add","version":"1.0"}',
  );
  expect([replyCode("too_many_points"), replyCode("payload_shape"), replyCode("property_type")]).toEqual([
    6104, 400, 460,
  ]);
});
