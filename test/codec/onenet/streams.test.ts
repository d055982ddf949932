import { describe, expect, test } from "bun:test";
import type { DeviceAnswer } from "../../../src/codec/dialect.ts";
import { onenet } from "../../../src/codec/onenet/onenet.ts";
import { failure } from "../../../src/spine/error.ts";
import type { ValidationLevel } from "../../../src/spine/model.ts";
import { decodeOn, head, NOW } from "./sample.ts";

const OWN = "$sys/100/dn";
const POST = `${OWN}/dp/post/json`;

function post(payload: unknown, validation: ValidationLevel = "warn") {
  return decodeOn(onenet, POST, { payload, validation });
}

describe("dp/post/json", () => {
  test("seconds become milliseconds, the answer is byte for byte", () => {
    const t = NOW / 1000 - 60;
    const dp = { temperature: [{ v: 12.5, t }, { v: 13 }], count: [{ v: 1, t: String(t) }] };
    expect(post({ id: 123, dp })).toEqual({
      events: [
        {
          ...head("onenet"),
          kind: "property",
          ts: NOW - 60_000,
          reqId: "123",
          points: [
            { property: "temperature", ts: NOW - 60_000, value: 12.5, quality: 0 },
            { property: "temperature", ts: NOW, value: 13, quality: 0 },
            { property: "count", ts: NOW - 60_000, value: 1, quality: 0 },
          ],
        },
      ],
      failure: undefined,
      flags: [],
      left: [],
      reply: '{"id":123}',
      replyTopic: `${POST}/accepted`,
    });
  });

  test("milliseconds are told by their size; a single point needs no list; an id may be text", () => {
    expect(post({ id: "7", dp: { temperature: { v: 1, t: NOW - 5 } } })).toMatchObject({
      events: [{ points: [{ ts: NOW - 5, value: 1 }] }],
      reply: '{"id":7}',
    });
  });

  test("unknown streams follow the product's validation", () => {
    const message = { id: 1, dp: { "pm2.5": [{ v: { color: "blue" } }] } };
    expect(post(message, "off")).toMatchObject({
      events: [{ points: [{ property: "pm2.5", value: { color: "blue" } }] }],
      flags: [],
    });
    expect(post(message, "warn").flags).toMatchObject([{ code: "property_unknown" }]);
    expect(post(message, "strict")).toMatchObject({ events: [], left: [{ code: "property_unknown" }] });
  });

  test.each([
    ["no JSON", "hello", -1, "payload_not_json"],
    ["no id", { dp: {} }, -1, "payload_shape"],
    ["an id that is no int32", { id: 2_147_483_648, dp: {} }, -1, "payload_shape"],
    ["no dp", { id: 123 }, 123, "payload_shape"],
    ["a bare value", { id: 123, dp: { temperature: [5] } }, 123, "payload_shape"],
    ["a time that is none", { id: 123, dp: { temperature: [{ v: 5, t: "soon" }] } }, 123, "payload_shape"],
  ])("%s is rejected", (_, payload, id, code) => {
    expect(post(payload)).toMatchObject({
      events: [],
      failure: { code },
      reply: `{"id":${id},"err_code":98,"err_msg":"Illegal Data"}`,
      replyTopic: `${POST}/rejected`,
    });
  });

  test("for a sub-device", () => {
    const payload = { id: 5, dp: { led: [{ v: true }] } };
    expect(decodeOn(onenet, "$subdev/200/sub/dp/post/json", { payload })).toMatchObject({
      events: [{ deviceId: 8, productKey: "200", deviceName: "sub", points: [{ value: true }] }],
      reply: '{"id":5}',
      replyTopic: "$subdev/200/sub/dp/post/json/accepted",
    });
  });
});

describe("cmd/response", () => {
  const topic = `${OWN}/cmd/response/c-1`;

  test("text or bytes, answered with nothing in it", () => {
    const answer = { ...head("onenet"), kind: "reply", ts: NOW, reqId: "c-1", method: "cmd", code: 200 };
    expect(decodeOn(onenet, topic, { payload: "done" })).toEqual({
      events: [{ ...answer, output: { text: "done" } }] as never,
      failure: undefined,
      flags: [],
      left: [],
      reply: "",
      replyTopic: `${topic}/accepted`,
    });
    expect(decodeOn(onenet, topic, { payload: new Uint8Array([0xff, 0xfe]) }).events).toMatchObject([
      { output: { base64: "//4=" } },
    ]);
  });

  test("1 KiB is too much", () => {
    expect(decodeOn(onenet, topic, { payload: "x".repeat(1_023) }).events).toHaveLength(1);
    expect(decodeOn(onenet, topic, { payload: "x".repeat(1_024) })).toMatchObject({
      events: [],
      failure: { code: "payload_too_large", params: { size: 1_024, limit: 1_023 } },
      reply: '{"err_code":99,"err_msg":"maximum payload size exceeded"}',
      replyTopic: `${topic}/rejected`,
    });
  });
});

describe("image", () => {
  const topic = `${OWN}/image/update`;

  test("the reported state is stored", () => {
    const payload = { state: { reported: { led: true } } };
    expect(decodeOn(onenet, topic, { payload })).toMatchObject({
      events: [{ points: [{ property: "led", value: true }] }],
      reply: "",
      replyTopic: `${topic}/accepted`,
    });
  });

  test.each([
    ["x", 160, "illegal json"],
    ["{}", 163, "state key not found"],
    ['{"state":{}}', 164, "desired or reported key not found"],
    ['{"state":{"desired":{"led":true}}}', 128, "unspecified error"],
    ['{"state":{"reported":{"temperature":999}}}', 165, "invalid parameters"],
  ])("%s is rejected with %d", (payload, code, text) => {
    expect(decodeOn(onenet, topic, { payload, validation: "strict" })).toMatchObject({
      events: [],
      reply: `{"err_code":${code},"err_msg":"${text}"}`,
      replyTopic: `${topic}/rejected`,
    });
  });

  test("get answers with the newest values", () => {
    const asked = decodeOn(onenet, `${OWN}/image/get`, { payload: "" });
    expect(asked.ask?.request).toEqual({ kind: "latest", child: undefined, properties: undefined });
    expect(asked.replyTopic).toBe(`${OWN}/image/get/accepted`);
    const outcome: DeviceAnswer = {
      failure: undefined,
      children: [],
      values: [
        { property: "led", ts: NOW, value: true },
        { property: "count", ts: NOW, value: 9_007_199_254_740_993n },
      ],
      model: undefined,
    };
    expect(asked.ask?.answer(outcome)).toEqual({
      payload: '{"state":{"reported":{"led":true,"count":"9007199254740993"}}}',
    });
    expect(asked.ask?.answer({ ...outcome, failure: failure("internal") })).toEqual({
      topic: `${OWN}/image/get/rejected`,
      payload: '{"err_code":128,"err_msg":"unspecified error"}',
    });
  });
});
