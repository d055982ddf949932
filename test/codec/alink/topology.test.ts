import { describe, expect, test } from "bun:test";
import { alink } from "../../../src/codec/alink/alink.ts";
import type { ChildResult, DecodeContext, DeviceAnswer } from "../../../src/codec/dialect.ts";
import { type ErrorCode, failure } from "../../../src/spine/error.ts";
import { EMPTY_MODEL } from "../../../src/spine/model.ts";

const NOW = 1_700_000_000_000;

function contextOf(productKey: string, deviceName: string, deviceId: number): DecodeContext {
  const limits = { retentionDays: 30, recvTs: NOW, validation: "warn" as const, model: EMPTY_MODEL };
  return { ...limits, productKey, deviceName, deviceId, dialect: "alink", protocol: "mqtt" };
}

const child = contextOf("pk", "sub1", 9);
const gateway: DecodeContext = {
  ...contextOf("gw", "g1", 1),
  child: ({ deviceName }) => (deviceName === "sub1" ? child : undefined),
  childRefusal: ({ deviceName }) => failure("child_not_online", { device: `pk/${deviceName}` }),
};

function send(topic: string, body: object) {
  const route = alink.route(topic, "gw", "g1");
  const decoded = route?.decode(new TextEncoder().encode(JSON.stringify(body)), gateway);
  if (!route || !decoded) throw new Error(`no route ${topic}`);
  const answer = (outcome: Partial<DeviceAnswer>) =>
    decoded.ask?.answer({
      failure: undefined,
      children: [],
      values: [],
      model: undefined,
      ...outcome,
    })?.payload;
  return { decoded, replyTopic: route.replyTopic, answer };
}

function result(deviceName: string, code?: ErrorCode): ChildResult {
  const why = code && failure(code);
  return { productKey: "pk", deviceName, deviceId: 9, deviceSecret: "secret", failure: why };
}

/** dialects.md 2.2.3: hmacsha1 over clientId, deviceName, productKey and timestamp with the child's secret. */
const SIGNED = {
  deviceName: "sub1",
  productKey: "pk",
  sign: "4dc912d0f4e72403808c4439ad50a17e8c114686",
  signmethod: "hmacSha1",
  timestamp: "1524448722000",
  clientId: "123",
};

describe("topology", () => {
  test("adding asks for the children with their proof, and answers byte for byte", () => {
    const { decoded, replyTopic, answer } = send("/sys/gw/g1/thing/topo/add", { id: "1", params: [SIGNED] });
    expect(replyTopic).toBe("/sys/gw/g1/thing/topo/add_reply");
    const request = decoded.ask?.request;
    if (request?.kind !== "topology_add") throw new Error("no topology_add");
    const verify = request.children[0]?.verify;
    const secrets = (deviceSecret: string) => ({ deviceSecret, productSecret: "p" });
    expect(verify?.(secrets("secret"))).toBeUndefined();
    expect(verify?.(secrets("other"))).toMatchObject({ code: "sign_mismatch" });
    expect(answer({ children: [result("sub1")] })).toBe(
      '{"code":200,"data":[{"deviceName":"sub1","productKey":"pk"}],"id":"1","message":"success","method":"thing.topo.add","version":"1.0"}',
    );
    expect(answer({ children: [result("sub1", "sign_mismatch")] })).toBe(
      '{"code":6287,"data":[],"id":"1","message":"sign_mismatch","method":"thing.topo.add","version":"1.0"}',
    );
  });

  test("each failure has Alibaba's code", () => {
    const { answer } = send("/ext/session/gw/g1/combine/login", { id: "1", params: SIGNED });
    const codeOf = (code: ErrorCode) => JSON.parse(String(answer({ children: [result("sub1", code)] }))).code;
    const codes = {
      sign_mismatch: 460,
      sign_method_unknown: 6292,
      rate_limited: 429,
      child_not_bound: 6401,
      child_not_online: 520,
      device_deleted: 521,
      device_disabled: 522,
      unknown_device: 6100,
      unknown_product: 5005,
      too_many_children: 6400,
      not_a_sub_device: 460,
    };
    const found = Object.keys(codes).map((code) => [code, codeOf(code as ErrorCode)]);
    expect(Object.fromEntries(found)).toEqual(codes);
  });

  test("deleting, listing and registering", () => {
    const names = [{ deviceName: "sub1", productKey: "pk" }];
    const remove = send("/sys/gw/g1/thing/topo/delete", { id: "2", params: names });
    expect(remove.decoded.ask?.request).toEqual({ kind: "topology_remove", children: names });
    const list = send("/sys/gw/g1/thing/topo/get", { id: "3", params: {} });
    expect(list.answer({ children: [result("sub1"), result("sub2")] })).toBe(
      '{"code":200,"data":[{"deviceName":"sub1","productKey":"pk"},{"deviceName":"sub2","productKey":"pk"}],"id":"3","message":"success","method":"thing.topo.get","version":"1.0"}',
    );
    const register = send("/sys/gw/g1/thing/sub/register", { id: "4", params: names });
    expect(register.decoded.ask?.request).toEqual({ kind: "children_register", children: names });
    expect(register.answer({ children: [result("sub1")] })).toBe(
      '{"code":200,"data":[{"iotId":"9","productKey":"pk","deviceName":"sub1","deviceSecret":"secret"}],"id":"4","message":"success","method":"thing.sub.register","version":"1.0"}',
    );
  });

  test("found devices become an event; what names nobody is refused", () => {
    const found = send("/sys/gw/g1/thing/list/found", {
      id: "5",
      params: [{ productKey: "pk", deviceName: "new" }],
    });
    expect(found.decoded.events).toMatchObject([
      { identifier: "children_found", deviceName: "g1", output: { count: 1, devices: "pk/new" } },
    ]);
    expect(found.decoded.reply).toBe(
      '{"code":200,"data":{},"id":"5","message":"success","method":"thing.list.found","version":"1.0"}',
    );
    const bad = send("/sys/gw/g1/thing/topo/add", { id: "6", params: [{ productKey: "pk" }] });
    expect(bad.decoded).toMatchObject({ events: [], failure: { code: "payload_shape" } });
  });
});

describe("sessions", () => {
  test("login and logout of one, and of many with one sign method", () => {
    const login = send("/ext/session/gw/g1/combine/login", { id: "1", params: SIGNED });
    expect(login.replyTopic).toBe("/ext/session/gw/g1/combine/login_reply");
    expect(login.answer({ children: [result("sub1")] })).toBe(
      '{"code":200,"data":{"deviceName":"sub1","productKey":"pk"},"id":"1","message":"success","method":"combine.login","version":"1.0"}',
    );
    const { signmethod: _, ...unsigned } = SIGNED;
    const many = send("/ext/session/gw/g1/combine/batch_login", {
      id: "2",
      params: { signMethod: "hmacSha1", deviceList: [unsigned, SIGNED] },
    });
    const request = many.decoded.ask?.request;
    if (request?.kind !== "children_login") throw new Error("no children_login");
    const secrets = { deviceSecret: "secret", productSecret: "p" };
    expect(request.children.map((claim) => claim.verify?.(secrets))).toEqual([undefined, undefined]);
    const out = send("/ext/session/gw/g1/combine/batch_logout", { id: "3", params: [SIGNED] });
    expect(out.decoded.ask?.request).toEqual({
      kind: "children_logout",
      children: [{ deviceName: "sub1", productKey: "pk" }],
    });
  });

  test("who wants no reply gets none", () => {
    const { answer } = send("/ext/session/gw/g1/combine/login", { sys: { ack: 0 }, params: SIGNED });
    expect(answer({ children: [result("sub1")] })).toBeUndefined();
  });
});

describe("what a gateway says for its children", () => {
  test("a pack carries a part for each, under the child's own names, all or nothing", () => {
    const part = (deviceName: string) => ({
      identity: { productKey: "pk", deviceName },
      properties: { t: { value: 2, time: NOW - 5 } },
    });
    const pack = (...names: string[]) =>
      send("/sys/gw/g1/thing/event/property/pack/post", {
        id: "1",
        params: { properties: { t: { value: 1 } }, subDevices: names.map(part) },
      }).decoded;
    expect(pack("sub1").events).toMatchObject([
      { deviceId: 1, deviceName: "g1", points: [{ value: 1, ts: NOW }] },
      { deviceId: 9, productKey: "pk", deviceName: "sub1", points: [{ value: 2, ts: NOW - 5 }] },
    ]);
    const refused = pack("sub1", "stranger");
    expect(refused).toMatchObject({ events: [], failure: { code: "child_not_online" } });
    expect(refused.reply).toBe(
      '{"code":520,"data":{},"id":"1","message":"params error: child_not_online","method":"thing.event.property.pack.post","version":"1.0"}',
    );
  });

  test("history names the device of each item", () => {
    const items = [
      {
        identity: { productKey: "pk", deviceName: "sub1" },
        properties: [{ t: { value: 3, time: NOW - 9 } }],
      },
      { properties: [{ t: { value: 4, time: NOW - 8 } }] },
    ];
    const { decoded } = send("/sys/gw/g1/thing/event/property/history/post", { id: "1", params: items });
    expect(decoded.events.map(({ deviceName }) => deviceName)).toEqual(["g1", "sub1"]);
  });

  test("registration by the secret of the child's product", () => {
    const signed = {
      ...{ productKey: "a1zHhFd", deviceName: "device1", random: "123" },
      ...{ signMethod: "hmacSha1", sign: "91bd46a28c79e718b4bd8443041b61905c6d15ed" },
    };
    const topic = "/sys/gw/g1/thing/proxy/provisioning/product_register";
    const { decoded, replyTopic, answer } = send(topic, { id: "4", params: { proxieds: [signed] } });
    expect(replyTopic).toBe(`${topic}_reply`);
    const request = decoded.ask?.request;
    if (request?.kind !== "children_register") throw new Error("no children_register");
    const [claim] = request.children;
    const verify = claim && "verify" in claim ? claim.verify : undefined;
    expect(verify?.({ deviceSecret: "", productSecret: "productSecret0001" })).toBeUndefined();
    expect(verify?.({ deviceSecret: "", productSecret: "other" })).toMatchObject({ code: "sign_mismatch" });
    expect(answer({ children: [result("sub1"), result("sub2", "sign_mismatch")] })).toBe(
      '{"code":200,"data":{"successes":[{"iotId":"9","productKey":"pk","deviceName":"sub1","deviceSecret":"secret"}],"failures":[{"productKey":"pk","deviceName":"sub2","code":6287,"message":"sign_mismatch"}]},"id":"4","message":"success","method":"thing.proxy.provisioning.product_register","version":"1.0"}',
    );
    const unsigned = send(topic, { id: "5", params: { proxieds: [{ productKey: "pk", deviceName: "d" }] } });
    expect(unsigned.decoded.failure).toBeUndefined();
  });

  test("the children's own topics are known by their owner", () => {
    const topic = "/sys/pk/sub1/thing/event/property/post";
    const all = [
      ...[topic, "/sys/pk/sub1/rrpc/request/+", "/shadow/update/pk/sub1", "/shadow/get/pk/sub1"],
      ...["/ota/device/inform/pk/sub1", "/ext/ntp/pk/sub1/request", "/pk/sub1/user/update"],
      "/ext/session/pk/sub1/combine/login_reply",
    ];
    for (const one of all) expect(alink.ownerOf?.(one)).toEqual({ productKey: "pk", deviceName: "sub1" });
    for (const other of [
      "/ext/session/pk/sub1/combine/login",
      "/dev/core/service/dev",
      "/ext/rrpc/1/pk/sub1",
    ])
      expect(alink.ownerOf?.(other)).toBeUndefined();
    const refusal = alink.route(topic, "pk", "sub1")?.refuse;
    expect(refusal?.(Buffer.from('{"id":"8"}'), failure("child_not_online"))).toBe(
      '{"code":520,"data":{},"id":"8","message":"params error: child_not_online","method":"thing.event.property.post","version":"1.0"}',
    );
  });

  test("changes of children are told on the topics that Alibaba uses", () => {
    const names = [
      { productKey: "gw", deviceName: "g1" },
      { productKey: "pk", deviceName: "sub1" },
    ] as const;
    expect(alink.tellChildChange?.(...names, { change: "disabled", id: "7" })).toEqual({
      topic: "/sys/pk/sub1/thing/disable",
      payload: '{"id":"7","version":"1.0","params":{},"method":"thing.disable"}',
    });
    expect(alink.tellChildChange?.(...names, { change: "unbound", id: "8" })).toEqual({
      topic: "/sys/gw/g1/thing/topo/change",
      payload:
        '{"id":"8","version":"1.0","params":{"status":1,"subList":[{"productKey":"pk","deviceName":"sub1"}]},"method":"thing.topo.change"}',
    });
  });
});
