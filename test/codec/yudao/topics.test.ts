import { describe, expect, test } from "bun:test";
import type { DeviceAnswer, DeviceSecrets } from "../../../src/codec/dialect.ts";
import { signYudao, yudaoText } from "../../../src/codec/yudao/login.ts";
import { yudao } from "../../../src/codec/yudao/yudao.ts";
import { failure } from "../../../src/spine/error.ts";
import { decode, makeContext, NOW } from "../context.ts";

const BASE = "/sys/pk/dn/thing";
const run = (tail: string, body: unknown, children: readonly string[] = []) =>
  decode(yudao, `${BASE}/${tail}`, body, makeContext("yudao", children));

describe("reports", () => {
  test("properties, and the reply byte for byte", () => {
    const decoded = run("property/post", {
      id: "9",
      method: "thing.property.post",
      params: { temp: 21, on: 1 },
    });
    expect(decoded.events).toMatchObject([
      {
        kind: "property",
        reqId: "9",
        points: [
          { property: "temp", value: 21 },
          { property: "on", value: true },
        ],
      },
    ]);
    expect([decoded.replyTopic, decoded.reply]).toEqual([
      `${BASE}/property/post_reply`,
      '{"id":"9","version":"1.0","method":"thing.property.post","code":0,"data":null,"msg":"success"}',
    ]);
  });

  test("an event", () => {
    const params = { identifier: "over", value: { temp: 99 }, time: NOW - 5 };
    expect(run("event/post", { requestId: "1", params }).events).toMatchObject([
      { kind: "event", identifier: "over", level: "alert", ts: NOW - 5, output: { temp: 99 } },
    ]);
    expect(run("event/post", { requestId: "1", params: {} })).toMatchObject({
      failure: { code: "payload_shape" },
      reply: expect.stringContaining('"code":400'),
    });
  });

  test("a pack carries the gateway and its bound children; the others are left out and told", () => {
    const part = (deviceName: string) => ({
      identity: { productKey: "sub", deviceName },
      properties: { temp: { value: 5, time: NOW } },
    });
    const params = { properties: { on: 0 }, events: {}, subDevices: [part("a"), part("stranger"), {}] };
    const decoded = run("event/property/pack/post", { id: "1", params }, ["a"]);
    expect(decoded.events).toMatchObject([
      { deviceId: 7, points: [{ property: "on", value: false }] },
      { deviceId: 8, deviceName: "a", points: [{ property: "temp", value: 5 }] },
    ]);
    expect(decoded.left).toMatchObject([{ code: "child_not_bound" }, { code: "payload_shape" }]);
  });

  test("state and progress are taken without a word", () => {
    const nothing = { events: [], failure: undefined, reply: undefined, replyTopic: undefined };
    expect(run("state/update", { id: "1", params: { state: 1 } })).toMatchObject(nothing);
    expect(run("ota/progress", { id: "1", params: { step: 10 } })).toMatchObject(nothing);
  });

  test("an answer to a command", () => {
    expect(run("property/set_reply", { id: "5", code: 0, data: { on: true } }).events).toMatchObject([
      { kind: "reply", method: "thing.property.set", reqId: "5", code: 0, output: { on: true } },
    ]);
  });

  test("what is no JSON is refused with an answer", () => {
    expect(run("property/post", "temp=1")).toMatchObject({
      failure: { code: "payload_not_json" },
      reply: expect.stringContaining('"code":400'),
    });
  });
});

describe("topology", () => {
  const outcome = (children: DeviceAnswer["children"]): DeviceAnswer => ({
    failure: undefined,
    children,
    values: [],
    model: undefined,
  });
  const child = { productKey: "sub", deviceName: "a", deviceId: 8, deviceSecret: "s", failure: undefined };

  test("children are added with the signature of their own login", () => {
    const names = { productKey: "sub", deviceName: "a" };
    const secrets: DeviceSecrets = { deviceSecret: "s", productSecret: "p" };
    const sub = { clientId: "sub.a", username: "a&sub", password: signYudao("s", yudaoText(names, "s")) };
    const { ask } = run("topo/add", { id: "1", params: { subDevices: [sub, { username: "bad" }] } });
    if (ask?.request.kind !== "topology_add") throw new Error("asks for nothing");
    expect(ask.request.children).toMatchObject([names]);
    expect(ask.request.children[0]?.verify?.(secrets)).toBeUndefined();
    expect(ask.request.children[0]?.verify?.({ ...secrets, deviceSecret: "x" })).toBeDefined();
    expect(ask.answer(outcome([child, { ...child, failure: failure("device_disabled") }]))?.payload).toBe(
      '{"id":"1","version":"1.0","method":"thing.topo.add","code":0,"data":[{"productKey":"sub","deviceName":"a"}],"msg":"success"}',
    );
    expect(ask.answer(outcome([{ ...child, failure: failure("device_disabled") }]))?.payload).toContain(
      '"code":400',
    );
  });

  test("is listed, reduced, and children are registered", () => {
    const list = run("topo/get", { id: "1", params: {} }).ask;
    expect(list?.answer(outcome([child]))?.payload).toContain(
      '"data":{"subDevices":[{"productKey":"sub","deviceName":"a"}]}',
    );
    const names = [{ productKey: "sub", deviceName: "a" }];
    expect(run("topo/delete", { id: "1", params: { subDevices: names } }).ask?.request).toEqual({
      kind: "topology_remove",
      children: names,
    });
    const registered = run("auth/register/sub", { id: "1", params: names }).ask;
    expect(registered?.request).toEqual({ kind: "children_register", children: names });
    expect(registered?.answer(outcome([child]))?.payload).toContain(
      '"data":[{"productKey":"sub","deviceName":"a","deviceSecret":"s"}]',
    );
  });
});
