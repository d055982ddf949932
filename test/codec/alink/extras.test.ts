import { describe, expect, test } from "bun:test";
import { alink } from "../../../src/codec/alink/alink.ts";
import type { DeviceAnswer } from "../../../src/codec/dialect.ts";
import { failure } from "../../../src/spine/error.ts";
import { decode, MODEL, NOW } from "../context.ts";
import { checkRoutes } from "../route-check.ts";

const BASE = "/sys/pk/dn/thing";
const run = (topic: string, body: unknown) => decode(alink, topic, body);
const ask = (tail: string, params: unknown, rest: object = {}) =>
  run(`${BASE}/${tail}`, { id: "1", version: "1.0", params, ...rest });
const outcome: DeviceAnswer = { failure: undefined, children: [], values: [], model: MODEL };

test("every topic of the table is one that the dialect knows", () => {
  expect(checkRoutes(alink)).toEqual([]);
});

test("a name that begins like another's hears nothing of it", () => {
  const hears = (filter: string) => alink.maySubscribe(filter, "pk", "dn");
  expect(["/shadow/get/pk/dn", "/ota/device/upgrade/pk/dn"].map(hears)).toEqual([true, true]);
  expect(["/shadow/get/pk/dn2", "/ota/device/upgrade/pk/dn2", "/sys/pk/dn2/#"].map(hears)).toEqual([
    false,
    false,
    false,
  ]);
});

test("time, byte for byte", () => {
  expect(run("/ext/ntp/pk/dn/request", '{"deviceSendTime":"1571724098000"}')).toMatchObject({
    reply: `{"deviceSendTime":"1571724098000","serverRecvTime":"${NOW}","serverSendTime":"${NOW}"}`,
    replyTopic: "/ext/ntp/pk/dn/response",
  });
});

describe("tags", () => {
  test("are set and removed", () => {
    const set = ask("deviceinfo/update", [
      { attrKey: "site", attrValue: "A" },
      { attrKey: "floor", attrValue: 2 },
    ]);
    expect(set.ask?.request).toEqual({ kind: "tags_set", tags: { site: "A", floor: "2" } });
    expect(set.ask?.answer(outcome)?.payload).toBe(
      '{"code":200,"data":{},"id":"1","message":"success","method":"thing.deviceinfo.update","version":"1.0"}',
    );
    expect(set.ask?.answer({ ...outcome, failure: failure("internal") })?.payload).toContain('"code":500');
    expect(ask("deviceinfo/delete", [{ attrKey: "site" }]).ask?.request).toEqual({
      kind: "tags_remove",
      keys: ["site"],
    });
  });

  test.each(["deviceinfo/update", "deviceinfo/delete"])("%s without any is refused", (tail) => {
    expect(ask(tail, {})).toMatchObject({
      failure: { code: "payload_shape" },
      reply: expect.stringContaining('"code":400'),
    });
  });
});

test.each(["dsltemplate/get", "dynamicTsl/get"])("%s answers with the model as TSL", (tail) => {
  const asked = ask(tail, {}).ask;
  expect(asked?.request).toEqual({ kind: "model_get" });
  const answer = JSON.parse(String(asked?.answer(outcome)?.payload));
  expect(answer).toMatchObject({ code: 200, id: "1", data: { profile: { productKey: "pk" } } });
  expect(answer.data.properties.map((p: { identifier: string }) => p.identifier)).toEqual([
    "temp",
    "on",
    "count",
  ]);
});

test.each([
  ["config/get", 6710, {}],
  ["config/log/get", 200, { getType: "content", content: { mode: 0 } }],
  ["property/desired/get", 200, {}],
  ["property/desired/delete", 200, {}],
  ["ota/firmware/get", 200, {}],
])("%s is answered with %d", (tail, code, data) => {
  const { reply, replyTopic } = ask(tail, ["temp"]);
  expect([JSON.parse(String(reply)), replyTopic]).toMatchObject([{ code, data }, `${BASE}/${tail}_reply`]);
  expect(ask(tail, ["temp"], { sys: { ack: 0 } }).reply).toBeUndefined();
});

test("lines of a log become events", () => {
  const line = {
    utcTime: "2020-03-06T15:15:28.000+08:00",
    logLevel: "ERROR",
    module: "net",
    logContent: "lost",
  };
  expect(ask("log/post", [line, { logContent: { a: 1 } }])).toMatchObject({
    events: [
      {
        identifier: "log",
        level: "error",
        ts: Date.UTC(2020, 2, 6, 7, 15, 28),
        output: { module: "net", logContent: "lost" },
      },
      { identifier: "log", level: "info", ts: NOW, output: { logContent: '{"a":1}' } },
    ],
    reply: expect.stringContaining('"code":200'),
  });
});

test("a log of too many lines is refused", () => {
  expect(ask("log/post", Array(201).fill({})).failure?.code).toBe("payload_shape");
  expect(ask("log/post", Array(200).fill({})).events).toHaveLength(200);
});

test("an answer to a synchronous call", () => {
  expect(run("/sys/pk/dn/rrpc/response/77", { code: 200, data: { on: 1 } }).events).toMatchObject([
    { kind: "reply", reqId: "77", method: "rrpc", code: 200, output: { on: 1 } },
  ]);
});

test.each([
  `${BASE}/reset`,
  `${BASE}/cipher/get`,
  `${BASE}/awss/enrollee/match`,
  "/dev/core/service/dev",
  "/ota/device/inform/pk/dn",
  "/ota/device/progress/pk/dn",
])("%s is taken without a word", (topic) => {
  expect(run(topic, "whatever")).toMatchObject({ events: [], failure: undefined, reply: undefined });
});

test("what is another device's, or nobody's, is no uplink; what is no JSON is refused", () => {
  for (const topic of [
    "/ext/ntp/pk/dn2/request",
    "/ota/device/inform/pk/dn2",
    "/ota/device/upgrade/pk/dn",
    `${BASE}/x`,
  ])
    expect(alink.route(topic, "pk", "dn")).toBeUndefined();
  expect(run(`${BASE}/config/get`, "x")).toMatchObject({
    failure: { code: "payload_not_json" },
    reply: expect.stringContaining('"code":400'),
  });
});
