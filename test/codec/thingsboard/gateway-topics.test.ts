import { describe, expect, test } from "bun:test";
import type { DeviceAnswer } from "../../../src/codec/dialect.ts";
import { thingsboard } from "../../../src/codec/thingsboard/thingsboard.ts";
import { failure } from "../../../src/spine/error.ts";
import { decode, makeContext, NOW } from "../context.ts";

const run = (tail: string, body: unknown) =>
  decode(thingsboard, `v1/gateway/${tail}`, body, makeContext("thingsboard", ["A", "Device@20B"]));

const loginOf = (deviceName: string) => ({
  kind: "children_login",
  children: [{ productKey: undefined, deviceName, verify: undefined }],
  isCreating: true,
});

describe("connections", () => {
  test("connect logs in and creates, disconnect logs out; neither is answered", () => {
    const connect = run("connect", { device: "Device B" }).ask;
    expect<unknown>(connect?.request).toEqual(loginOf("Device@20B"));
    expect(
      connect?.answer({ failure: undefined, children: [], values: [], model: undefined }),
    ).toBeUndefined();
    expect(run("disconnect", { device: "A" }).ask?.request).toEqual({
      kind: "children_logout",
      children: [{ productKey: undefined, deviceName: "A" }],
    });
  });

  test.each(["connect", "disconnect", "rpc", "attributes/request"])("%s needs a device", (tail) => {
    expect(run(tail, { device: "" }).failure?.code).toBe("payload_shape");
  });
});

describe("reports", () => {
  test("telemetry of several devices is stored together", () => {
    const sent = {
      A: [
        { ts: NOW - 5, values: { temp: 1 } },
        { ts: NOW, values: { temp: 2 } },
      ],
      "Device B": { temp: 3 },
    };
    const decoded = run("telemetry", sent);
    expect(decoded.events).toMatchObject([
      {
        deviceId: 8,
        deviceName: "A",
        points: [
          { ts: NOW - 5, value: 1 },
          { ts: NOW, value: 2 },
        ],
      },
      { deviceId: 9, deviceName: "Device@20B", points: [{ value: 3 }] },
    ]);
    expect(decoded.ask).toBeUndefined();
  });

  test("a device that is not connected is left out and told", () => {
    const decoded = run("attributes", { A: { temp: 1 }, C: { temp: 2 } });
    expect(decoded.events).toMatchObject([{ deviceId: 8 }]);
    expect(decoded.left).toEqual([failure("child_not_bound", { device: "C", gateway: "dn" })]);
    expect(decoded.ask).toBeUndefined();
  });

  test("one bad part refuses the message", () => {
    expect(run("telemetry", { A: { temp: 1 }, "Device B": 5 })).toMatchObject({
      events: [],
      failure: { code: "payload_shape" },
    });
    expect(run("telemetry", [1]).failure?.code).toBe("payload_shape");
  });
});

describe("requests", () => {
  const outcome: DeviceAnswer = {
    failure: undefined,
    children: [],
    values: [{ property: "a", ts: 1, value: 5 }],
    model: undefined,
  };

  test.each([
    [{ id: 1, device: "A", client: true, key: "a" }, ["a"], '{"id":1,"device":"A","value":5}'],
    [
      { id: 2, device: "A", client: true, keys: ["a", "b"] },
      ["a", "b"],
      '{"id":2,"device":"A","values":{"a":5}}',
    ],
    [
      { id: 3, device: "A", client: ["a"], shared: ["b"] },
      ["a", "b"],
      '{"id":3,"device":"A","values":{"a":5}}',
    ],
  ])("%j", (body, properties, payload) => {
    const { ask } = run("attributes/request", body);
    expect(ask?.request).toEqual({
      kind: "latest",
      child: { productKey: undefined, deviceName: "A" },
      properties,
    });
    expect(ask?.answer(outcome)?.payload).toBe(payload);
  });

  test("one that fails is told why", () => {
    const { ask, replyTopic } = run("attributes/request", { id: 1, device: "C", key: "a" });
    const why = failure("child_not_bound", { device: "C", gateway: "dn" });
    expect(ask?.answer({ ...outcome, failure: why })?.payload).toBe(
      '{"id":1,"device":"C","error":"Sub-device C is not bound to gateway dn."}',
    );
    expect(replyTopic).toBeUndefined();
    expect(thingsboard.route("v1/gateway/attributes/request", "pk", "dn")?.replyTopic).toBe(
      "v1/gateway/attributes/response",
    );
  });

  test("an answer to a command is the child's", () => {
    expect(run("rpc", { device: "A", id: 4, data: { ok: true } }).events).toMatchObject([
      { kind: "reply", deviceId: 8, reqId: "4", output: { ok: true } },
    ]);
    expect(run("rpc", { device: "C", id: 4 }).failure?.code).toBe("child_not_bound");
  });
});

test("claims are taken; lenient JSON is flagged; other topics are no uplinks", () => {
  expect(run("claim", { A: {} })).toMatchObject({ events: [], failure: undefined });
  expect(run("telemetry", "{'A':{'temp':1}}").flags).toMatchObject([{ code: "json_lenient" }]);
  expect(thingsboard.route("v1/gateway/other", "pk", "dn")).toBeUndefined();
});
