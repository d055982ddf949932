import { expect, test } from "bun:test";
import { makeYudaoRefusal, makeYudaoReply, readYudaoEnvelope } from "../../../src/codec/yudao/envelope.ts";
import { failure } from "../../../src/spine/error.ts";

const read = (text: string) => readYudaoEnvelope(new TextEncoder().encode(text), false);

test("the id comes under either name, as text or number, or not at all", () => {
  const keys = ['{"id":"a"}', '{"requestId":7}', "{}"].map((text) => {
    const envelope = read(text);
    return envelope.ok ? [envelope.value.idKey, envelope.value.id] : [];
  });
  expect(keys).toEqual([
    ["id", "a"],
    ["requestId", "7"],
    ["id", ""],
  ]);
});

test("lenient JSON is read and flagged; what is none is refused", () => {
  expect(read("{'id':'1','params':{'on':1},}\r\n")).toMatchObject({
    ok: true,
    value: { id: "1", flag: { code: "json_lenient" } },
  });
  expect(read("on=1")).toMatchObject({ error: { code: "payload_not_json" } });
  expect(read("[1]")).toMatchObject({ error: { code: "payload_shape" } });
});

test("replies, byte for byte", () => {
  const request = { idKey: "id", id: "1", method: "thing.property.post" } as const;
  expect(makeYudaoReply(request, { code: 0, data: null, msg: "success" })).toBe(
    '{"id":"1","version":"1.0","method":"thing.property.post","code":0,"data":null,"msg":"success"}',
  );
  expect(makeYudaoRefusal({ ...request, idKey: "requestId" }, failure("log_full"))).toBe(
    '{"requestId":"1","method":"thing.property.post","code":400,"data":null,"msg":"接入队列已满，消息未被接受。"}',
  );
});
