import { describe, expect, test } from "bun:test";
import type { DeviceAnswer } from "../../../src/codec/dialect.ts";
import { deviceRoute } from "../../../src/codec/thingsboard/device-topics.ts";
import { thingsboard } from "../../../src/codec/thingsboard/thingsboard.ts";
import { decode, NOW } from "../context.ts";

const run = (topic: string, body: unknown) => decode(thingsboard, topic, body);

test.each(["v1/devices/me/telemetry", "v2/t", "v2/t/j", "v1/devices/me/attributes", "v2/a", "v2/a/j"])(
  "%s reports without an answer",
  (topic) => {
    expect(run(topic, { temp: 21 })).toMatchObject({
      events: [{ kind: "property", deviceId: 7, points: [{ property: "temp", ts: NOW, value: 21 }] }],
      failure: undefined,
      reply: undefined,
    });
    expect(run(topic, "x")).toMatchObject({ events: [], failure: { code: "payload_not_json" } });
  },
);

describe("attribute requests", () => {
  const values: DeviceAnswer["values"] = [
    { property: "a", ts: 1, value: 9007199254740993n },
    { property: "b", ts: 1, value: "x" },
  ];
  const ask = (topic: string, body: unknown) => {
    const { ask: asked } = run(topic, body);
    if (asked?.request.kind !== "latest") throw new Error("asks for nothing");
    const outcome = { failure: undefined, children: [], values, model: undefined };
    return [asked.request.properties, asked.answer(outcome)?.payload];
  };

  test("are answered by kind, and a kind without values is left out", () => {
    expect(ask("v1/devices/me/attributes/request/1", { clientKeys: "a,c", sharedKeys: "b" })).toEqual([
      ["a", "c", "b"],
      '{"client":{"a":9007199254740993},"shared":{"b":"x"}}',
    ]);
    expect(ask("v2/a/req/1", { sharedKeys: "c" })).toEqual([["c"], "{}"]);
  });

  test("without keys ask for all", () => {
    expect(ask("v1/devices/me/attributes/request/1", "")).toEqual([
      undefined,
      '{"client":{"a":9007199254740993,"b":"x"}}',
    ]);
  });

  test.each([
    ["v1/devices/me/attributes/request/7", "v1/devices/me/attributes/response/7"],
    ["v2/a/req/7", "v2/a/res/7"],
    ["v2/a/req/j/7", "v2/a/res/j/7"],
    ["v1/devices/me/rpc/request/7", "v1/devices/me/rpc/response/7"],
    ["v2/r/req/7", "v2/r/res/7"],
  ])("%s is answered on %s", (topic, reply) => {
    expect(deviceRoute(topic)?.replyTopic).toBe(reply);
  });
});

describe("rpc", () => {
  test("an answer to a command is kept, whatever it is", () => {
    expect(run("v1/devices/me/rpc/response/5", { ok: true }).events).toMatchObject([
      { kind: "reply", reqId: "5", method: "rpc", code: 200, output: { ok: true } },
    ]);
    expect(run("v2/r/res/j/5", "done").events).toMatchObject([{ reqId: "5", output: { value: "done" } }]);
  });

  test("the limits that SDKs ask for when they connect", () => {
    expect(run("v1/devices/me/rpc/request/1", { method: "getSessionLimits", params: {} })).toMatchObject({
      failure: undefined,
      replyTopic: "v1/devices/me/rpc/response/1",
      reply: '{"maxPayloadSize":65536,"maxInflightMessages":1000,"rateLimits":{},"gatewayRateLimits":{}}',
    });
  });

  test("a request of the device is told that nobody answers", () => {
    expect(run("v1/devices/me/rpc/request/3", { method: "getTime", params: {} })).toMatchObject({
      failure: { code: "request_unsupported", params: { what: "getTime" } },
      replyTopic: "v1/devices/me/rpc/response/3",
      reply: '{"error":"Gantry does not answer request getTime."}',
    });
  });
});

test("claiming is taken without a word; what else there is, is no uplink", () => {
  expect(run("v1/devices/me/claim", "{}")).toMatchObject({
    events: [],
    failure: undefined,
    reply: undefined,
  });
  for (const topic of [
    "v1/devices/you/telemetry",
    "v2/t/p",
    "v1/devices/me/rpc/response/",
    "v2/fw/request/1/chunk/0",
  ])
    expect(deviceRoute(topic)).toBeUndefined();
});
