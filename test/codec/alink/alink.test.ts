import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { alink } from "../../../src/codec/alink/alink.ts";
import type { DecodeContext, Decoded } from "../../../src/codec/dialect.ts";
import { ThingModelSchema, type ValidationLevel } from "../../../src/spine/model.ts";

const NOW = 1_600_000_000_000;
const model = v.parse(ThingModelSchema, {
  properties: [
    { identifier: "temp", name: "Temperature", dataType: { type: "float", min: -40, max: 200 } },
    { identifier: "count", name: "Count", dataType: { type: "long" } },
    { identifier: "on", name: "On", dataType: { type: "bool" } },
    { identifier: "mode", name: "Mode", dataType: { type: "enum", items: { "0": "off", "1": "auto" } } },
  ],
  events: [
    {
      identifier: "over",
      name: "Over temperature",
      level: "alert",
      output: [{ identifier: "temp", name: "T", dataType: { type: "float" } }],
    },
  ],
});

function context(validation: ValidationLevel): DecodeContext {
  return {
    deviceId: 7,
    productKey: "pk",
    deviceName: "dn",
    model,
    validation,
    protocol: "mqtt",
    dialect: "alink",
    recvTs: NOW,
    retentionDays: 30,
  };
}

function decode(tail: string, body: unknown, validation: ValidationLevel = "warn"): Decoded {
  const route = alink.route(`/sys/pk/dn/thing/${tail}`, "pk", "dn");
  if (!route) throw new Error(`no route for ${tail}`);
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return route.decode(new TextEncoder().encode(text), context(validation));
}

const base = {
  seq: 0,
  deviceId: 7,
  productKey: "pk",
  deviceName: "dn",
  recvTs: NOW,
  protocol: "mqtt",
  dialect: "alink",
};

describe("property post", () => {
  test("bare and timed values, reply byte for byte", () => {
    const decoded = decode("event/property/post", {
      id: "123",
      version: "1.0",
      params: { temp: 21.5, on: { value: 1, time: NOW - 5 } },
      method: "thing.event.property.post",
    });
    expect(decoded).toEqual({
      events: [
        {
          ...base,
          kind: "property",
          ts: NOW,
          reqId: "123",
          points: [
            { property: "temp", ts: NOW, value: 21.5, quality: 0 },
            { property: "on", ts: NOW - 5, value: true, quality: 0 },
          ],
        },
      ],
      failure: undefined,
      flags: [],
      left: [],
      reply:
        '{"code":200,"data":{},"id":"123","message":"success","method":"thing.event.property.post","version":"1.0"}',
    });
  });

  test("sys.ack 0 wants no reply; a numeric id is answered as text; no envelope at all is fine", () => {
    expect(
      decode("event/property/post", { id: "1", sys: { ack: 0 }, params: { temp: 1 } }).reply,
    ).toBeUndefined();
    expect(decode("event/property/post", { id: 9, params: { temp: 1 } }).reply).toContain('"id":"9"');
    expect(decode("event/property/post", '{"params":{"temp":1}}\0').events).toHaveLength(1);
  });

  test("single quotes and what else real firmware sends are read, answered and flagged", () => {
    const decoded = decode("event/property/post", "{'id':'7','params':{'temp':21,},}\r\nOK");
    expect(decoded.events).toMatchObject([{ reqId: "7", points: [{ property: "temp", value: 21 }] }]);
    expect(decoded.flags).toMatchObject([{ code: "json_lenient" }]);
    expect(decoded.reply).toContain('"code":200');
  });

  test("an id that is no number is escaped, not trusted", () => {
    const reply = decode("event/property/post", { id: '1","code":500,"x":"', params: {} }).reply ?? "";
    expect(JSON.parse(String(reply))).toMatchObject({ code: 200, id: '1","code":500,"x":"' });
  });

  test("64-bit integers keep every digit", () => {
    const decoded = decode("event/property/post", '{"id":"1","params":{"count":9007199254740993}}');
    expect(decoded.events).toMatchObject([{ points: [{ property: "count", value: 9007199254740993n }] }]);
  });
});

describe("validation", () => {
  const odd = { id: "1", params: { temp: 999, mode: 7, speed: 3 } };

  test("off stores all as it came", () => {
    const decoded = decode("event/property/post", odd, "off");
    expect(decoded.flags).toEqual([]);
    expect(decoded.events).toMatchObject([
      { points: [{ value: 999, quality: 0 }, { value: 7 }, { value: 3 }] },
    ]);
  });

  test("warn stores and flags; what breaks the model is of bad quality; unknown properties are named, code 200", () => {
    const decoded = decode("event/property/post", odd, "warn");
    expect(decoded.events).toMatchObject([
      {
        points: [
          { property: "temp", quality: 2 },
          { property: "mode", quality: 2 },
          { property: "speed", value: 3, quality: 0 },
        ],
      },
    ]);
    expect(decoded.flags).toEqual([
      { code: "property_range", params: { property: "temp", received: "999", min: -40, max: 200 } },
      { code: "property_type", params: { property: "mode", type: "enum (0, 1)", received: "7" } },
      { code: "property_unknown", params: { property: "speed", received: "3" } },
    ]);
    expect(decoded.reply).toBe(
      '{"code":200,"data":{"speed":"tsl parse: params not exist"},"id":"1","message":"success","method":"thing.event.property.post","version":"1.0"}',
    );
  });

  test("strict refuses a wrong value whole and ignores an unknown property", () => {
    const refused = decode("event/property/post", odd, "strict");
    expect(refused).toMatchObject({ events: [], failure: { code: "property_range" } });
    expect(refused.reply).toBe(
      '{"code":460,"data":{},"id":"1","message":"params error: property_range","method":"thing.event.property.post","version":"1.0"}',
    );
    const ignored = decode("event/property/post", { id: "1", params: { temp: 1, speed: 3 } }, "strict");
    expect(ignored.events).toMatchObject([{ points: [{ property: "temp" }] }]);
    expect(ignored.left).toEqual([
      { code: "property_unknown", params: { property: "speed", received: "3" } },
    ]);
  });

  test.each([
    ["no JSON", "hello", "payload_not_json"],
    ["cut off", '{"params":{"temp":', "payload_not_json"],
    ["no object", "[1]", "payload_shape"],
    ["params missing", "{}", "payload_shape"],
    ["time is no time", '{"params":{"temp":{"value":1,"time":"soon"}}}', "payload_shape"],
    [
      "time more than a day ahead",
      `{"params":{"temp":{"value":1,"time":${NOW + 86_400_001}}}}`,
      "time_in_future",
    ],
  ])("%s", (_, body, code) => {
    const decoded = decode("event/property/post", body, "off");
    expect(decoded.events).toEqual([]);
    expect(decoded.failure?.code).toBe(code as never);
    expect(decoded.reply).toContain('"data":{}');
  });
});

describe("events and packed reports", () => {
  test("event post", () => {
    const decoded = decode("event/over/post", { id: "5", params: { value: { temp: 201.5 }, time: NOW - 1 } });
    expect(decoded.events).toEqual([
      {
        ...base,
        kind: "event",
        ts: NOW - 1,
        reqId: "5",
        identifier: "over",
        level: "alert",
        output: { temp: 201.5 },
      },
    ]);
    expect(decoded.reply).toBe(
      '{"code":200,"data":{},"id":"5","message":"success","method":"thing.event.over.post","version":"1.0"}',
    );
  });

  test("an unknown event is refused when strict, flagged otherwise", () => {
    expect(decode("event/zzz/post", { params: { value: {} } }, "strict").failure?.code).toBe("event_unknown");
    const flagged = decode("event/zzz/post", { params: { value: {} } }, "warn");
    expect(flagged.events).toHaveLength(1);
    expect(flagged.flags).toEqual([{ code: "event_unknown", params: { event: "zzz" } }]);
  });

  test("batch: many times of one property, and events", () => {
    const decoded = decode("event/property/batch/post", {
      id: "2",
      params: {
        properties: {
          temp: [
            { value: 1, time: NOW - 20 },
            { value: 2, time: NOW - 10 },
          ],
        },
        events: { over: [{ value: { temp: 3 }, time: NOW - 15 }] },
      },
    });
    expect(decoded.events).toMatchObject([
      {
        kind: "property",
        points: [
          { ts: NOW - 20, value: 1 },
          { ts: NOW - 10, value: 2 },
        ],
      },
      { kind: "event", ts: NOW - 15 },
    ]);
  });

  test("history and pack for the device itself; for a sub-device refused whole", () => {
    const history = [{ properties: [{ temp: { value: 4, time: NOW - 9 } }], events: [] }];
    expect(decode("event/property/history/post", { params: history }).events).toMatchObject([
      { points: [{ ts: NOW - 9, value: 4 }] },
    ]);
    const pack = { properties: { temp: { value: 5 } }, events: { over: { value: { temp: 6 } } } };
    expect(decode("event/property/pack/post", { params: pack }).events).toHaveLength(2);
    const child = { ...pack, subDevices: [{ identity: { productKey: "x", deviceName: "y" } }] };
    expect(decode("event/property/pack/post", { params: child })).toMatchObject({
      events: [],
      failure: { code: "child_not_bound" },
    });
  });

  test("a device's answer is logged and never answered", () => {
    const decoded = decode("service/property/set_reply", { id: "77", code: 200, data: { a: 1 } });
    expect(decoded).toMatchObject({
      events: [
        { kind: "reply", method: "thing.service.property.set", code: 200, reqId: "77", output: { a: 1 } },
      ],
      reply: undefined,
    });
  });
});

describe("topics", () => {
  test("only the device's own", () => {
    expect(alink.route("/sys/pk/other/thing/event/property/post", "pk", "dn")).toBeUndefined();
    expect(alink.route("/sys/pk/dn/thing/event/property/nope", "pk", "dn")).toBeUndefined();
    expect(alink.route("/sys/pk/dn/thing/event/a/b/post", "pk", "dn")).toBeUndefined();
  });

  test.each([
    ["/sys/pk/dn/#", true],
    ["/sys/pk/dn/thing/event/+/post_reply", true],
    ["/pk/dn/user/get", true],
    ["/ext/rrpc/+/sys/pk/dn/thing/service/x", true],
    ["/sys/pk/dn2/#", false],
    ["/shadow/get/pk/dn2", false],
    ["/sys/+/+/#", false],
    ["/sys/pk/+/thing/#", false],
    ["#", false],
  ])("subscribe %s: %p", (filter, allowed) => {
    expect(alink.maySubscribe(filter, "pk", "dn")).toBe(allowed);
  });

  test("every documented uplink pattern has a route and its example decodes", () => {
    for (const doc of alink.routes.filter((r) => r.direction === "up")) {
      const topic = doc.pattern
        .replace("{productKey}", "pk")
        .replace("{deviceName}", "dn")
        .replace("{event}", "over");
      const route = alink.route(topic, "pk", "dn");
      // Time, shadow and OTA have topics of their own; test/codec/alink/extras.test.ts holds them.
      if (/^\/(sys|ext\/session)\//.test(topic)) expect(route?.replyTopic).toBe(`${topic}_reply`);
      const example = doc.example.replaceAll("{property}", "temp").replaceAll("{event}", "over");
      expect(route?.decode(new TextEncoder().encode(example), context("strict")).failure).toBeUndefined();
    }
  });
});
