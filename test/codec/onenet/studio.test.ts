import { describe, expect, test } from "bun:test";
import { onenet } from "../../../src/codec/onenet/onenet.ts";
import type { ValidationLevel } from "../../../src/spine/model.ts";
import { decodeOn, head, NOW } from "./sample.ts";

const THING = "$sys/100/dn/thing/";

function decode(tail: string, payload: unknown, validation: ValidationLevel = "warn") {
  return decodeOn(onenet, THING + tail, { payload, validation });
}

const own = head("onenet");
const child = head("onenet", { deviceId: 8, productKey: "200", deviceName: "sub" });
const DONE = '{"id":"123","code":200,"msg":"success"}';

describe("property post", () => {
  test("with and without time, reply byte for byte", () => {
    const params = { led: { value: false }, temperature: { value: 23.6, time: NOW - 5 } };
    expect(decode("property/post", { id: "123", version: "1.0", params })).toEqual({
      events: [
        {
          ...own,
          kind: "property",
          ts: NOW,
          reqId: "123",
          points: [
            { property: "led", ts: NOW, value: false, quality: 0 },
            { property: "temperature", ts: NOW - 5, value: 23.6, quality: 0 },
          ],
        },
      ],
      failure: undefined,
      flags: [],
      left: [],
      reply: DONE,
      replyTopic: "$sys/100/dn/thing/property/post/reply",
    });
  });

  test("an id as number is answered as text; none is fine; single quotes are flagged", () => {
    expect(decode("property/post", '{"id":9,"params":{"led":{"value":true}}}').reply).toStartWith(
      '{"id":"9",',
    );
    expect(decode("property/post", '{"params":{"led":{"value":1}}}').events).toHaveLength(1);
    expect(decode("property/post", "{'id':'5','params':{'led':{'value':1},}}")).toMatchObject({
      events: [{ points: [{ property: "led", value: true }] }],
      flags: [{ code: "json_lenient" }],
      reply: '{"id":"5","code":200,"msg":"success"}',
    });
    expect(decode("property/post", '{"id":"1\\",\\"code\\":1","params":{}}').reply).toBe(
      '{"id":"1\\",\\"code\\":1","code":200,"msg":"success"}',
    );
  });

  test("validation as everywhere", () => {
    const odd = { id: "1", params: { temperature: { value: 999 }, speed: { value: 3 } } };
    expect(decode("property/post", odd, "strict")).toMatchObject({
      events: [],
      failure: { code: "property_range" },
      reply: '{"id":"1","code":460,"msg":"error: property_range"}',
    });
    expect(decode("property/post", odd, "warn")).toMatchObject({
      events: [{ points: [{ quality: 2 }, { property: "speed", value: 3, quality: 0 }] }],
      flags: [{ code: "property_range" }, { code: "property_unknown" }],
    });
    expect(decode("property/post", odd, "off").flags).toEqual([]);
  });

  test.each([
    ["hello", "payload_not_json", '{"id":"","code":400,"msg":"error: payload_not_json"}'],
    ["[1]", "payload_shape", '{"id":"","code":400,"msg":"error: payload_shape"}'],
    ['{"id":"7"}', "payload_shape", '{"id":"7","code":400,"msg":"error: payload_shape"}'],
  ])("%s is refused", (payload, code, reply) => {
    expect(decode("property/post", payload)).toMatchObject({ events: [], failure: { code }, reply });
  });
});

test("events share a topic", () => {
  const params = {
    over: { value: { temperature: 201 }, time: NOW - 1 },
    other: { value: { a: 1 } },
  };
  expect(decode("event/post", { id: "123", params })).toMatchObject({
    events: [
      { kind: "event", identifier: "over", level: "alert", ts: NOW - 1, output: { temperature: 201 } },
      { kind: "event", identifier: "other", level: "info", ts: NOW, output: { a: 1 } },
    ],
    flags: [{ code: "event_unknown" }],
    reply: DONE,
  });
  expect(decode("event/post", { id: "1", params: [] }).failure?.code).toBe("payload_shape");
});

describe("packs of a gateway", () => {
  const ofChild = { productID: "200", deviceName: "sub" };

  test("for itself, for its sub-device, and refused for a stranger", () => {
    const params = [
      { properties: { led: { value: true } } },
      {
        identity: ofChild,
        properties: { temperature: { value: 3, time: NOW - 9 } },
        events: { over: { value: { temperature: 4 }, time: NOW - 8 } },
      },
      { identity: { productID: "200", deviceName: "stranger" }, properties: { led: { value: true } } },
    ];
    expect(decode("pack/post", { id: "123", params })).toMatchObject({
      events: [
        { ...own, kind: "property", points: [{ property: "led", value: true }] },
        { ...child, kind: "property", points: [{ property: "temperature", ts: NOW - 9, value: 3 }] },
        { ...child, kind: "event", ts: NOW - 8, identifier: "over" },
      ],
      failure: undefined,
      left: [{ code: "child_not_bound", params: { device: "stranger", gateway: "dn" } }],
      reply: DONE,
    });
    expect(decode("pack/post", { id: "123", params: params.slice(2) })).toMatchObject({
      events: [],
      failure: { code: "child_not_bound" },
      reply: '{"id":"123","code":404,"msg":"error: child_not_bound"}',
    });
  });

  test("a product id as number is the same id", () => {
    const params = [{ identity: { productID: 200, deviceName: "sub" }, properties: { led: { value: 1 } } }];
    expect(decode("pack/post", { id: "123", params }).events).toMatchObject([{ ...child }]);
    const self = [{ identity: { productID: 100, deviceName: "dn" }, properties: { led: { value: 1 } } }];
    expect(decode("pack/post", { id: "123", params: self }).events).toMatchObject([{ ...own }]);
  });

  test("history: lists of value and time; an empty identity is the device itself", () => {
    const identity = { productID: "", deviceName: "" };
    const temperature = [
      { value: 1, time: NOW - 20 },
      { value: 2, time: NOW - 10 },
    ];
    const decoded = decode("history/post", {
      id: "123",
      params: [{ identity, properties: { temperature } }],
    });
    expect(decoded).toMatchObject({
      events: [
        {
          ...own,
          points: [
            { ts: NOW - 20, value: 1 },
            { ts: NOW - 10, value: 2 },
          ],
        },
      ],
      reply: DONE,
    });
  });

  test("one device's refused part leaves the others'", () => {
    const params = [
      { properties: { led: { value: true } } },
      { identity: ofChild, properties: { temperature: { value: 999 } } },
    ];
    expect(decode("pack/post", { id: "123", params }, "strict")).toMatchObject({
      events: [{ ...own }],
      left: [{ code: "property_range" }],
    });
  });

  test("too many points, and what is no list", () => {
    const many = Array.from({ length: 3_000 }, (_, i) => ({ value: i % 100, time: NOW - i }));
    const pack = { properties: { temperature: many } };
    expect(decode("history/post", { id: "1", params: [pack, { identity: ofChild, ...pack }] })).toMatchObject(
      {
        events: [],
        failure: { code: "too_many_points" },
        reply: '{"id":"1","code":413,"msg":"error: too_many_points"}',
      },
    );
    expect(decode("pack/post", { id: "1", params: 3 }).failure?.code).toBe("payload_shape");
  });
});

test("nothing is desired yet", () => {
  expect(decode("property/desired/get", { id: "123", params: ["led"] })).toMatchObject({
    events: [],
    reply: '{"id":"123","code":200,"msg":"success","data":{}}',
    replyTopic: "$sys/100/dn/thing/property/desired/get/reply",
  });
  expect(decode("property/desired/delete", { id: "123", params: { led: {} } }).reply).toBe(DONE);
});

test.each([
  ["property/set_reply", "thing.property.set"],
  ["property/get_reply", "thing.property.get"],
  ["service/reboot/invoke_reply", "thing.service.reboot.invoke"],
  ["sub/property/set_reply", "thing.sub.property.set"],
  ["sub/property/get_reply", "thing.sub.property.get"],
  ["sub/service/invoke_reply", "thing.sub.service.invoke"],
  ["sub/topo/change_reply", "thing.sub.topo.change"],
  ["sub/topo/get/result", "thing.sub.topo.get.result"],
])("%s is logged and never answered", (tail, method) => {
  const decoded = decode(tail, { id: "12", code: 200, msg: "success", data: { led: true } });
  expect(decoded).toEqual({
    events: [{ ...own, kind: "reply", ts: NOW, reqId: "12", method, code: 200, output: { led: true } }],
    failure: undefined,
    flags: [],
    left: [],
    reply: undefined,
    replyTopic: undefined,
  });
});

test.each(["property/get", "property/set", "service/a/b/invoke_reply", "sub/topo/change", "nope"])(
  "%s is no uplink",
  (tail) => {
    expect(onenet.route(THING + tail, "100", "dn")).toBeUndefined();
  },
);
