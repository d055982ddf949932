import { describe, expect, test } from "bun:test";
import { createHmac } from "node:crypto";
import type { ChildResult, DeviceAnswer } from "../../../src/codec/dialect.ts";
import { onenet } from "../../../src/codec/onenet/onenet.ts";
import { failure } from "../../../src/spine/error.ts";
import { decodeOn } from "./sample.ts";

const KEY = "KuF3NT/jUBJ62LNBB/A8XZA9CqS3Cu79B/ABmfA1UCw=";
const secrets = { deviceSecret: KEY, productSecret: KEY };

function ask(tail: string, params: unknown) {
  const topic = `$sys/100/dn/thing/${tail}`;
  const decoded = decodeOn(onenet, topic, { payload: { id: "123", version: "1.0", params } });
  expect(decoded).toMatchObject({ events: [], failure: undefined, reply: undefined });
  expect(decoded.replyTopic).toBe(`${topic}/reply`);
  if (!decoded.ask) throw new Error("it asks for nothing");
  return decoded.ask;
}

function result(change: Partial<ChildResult> = {}): ChildResult {
  const names = { productKey: "200", deviceName: "sub", deviceId: 8, deviceSecret: KEY };
  return { ...names, failure: undefined, ...change };
}

function outcome(change: Partial<DeviceAnswer> = {}): DeviceAnswer {
  return { failure: undefined, children: [], values: [], model: undefined, ...change };
}

const named = { productID: "200", deviceName: "sub" };
const name = { productKey: "200", deviceName: "sub" };
const DONE = { payload: '{"id":"123","code":200,"msg":"success"}' };

test.each([
  [
    "sub/login",
    { kind: "children_login", children: [{ ...name, verify: undefined }], isCreating: false } as const,
  ],
  ["sub/logout", { kind: "children_logout", children: [name] } as const],
  ["sub/topo/delete", { kind: "topology_remove", children: [name] } as const],
])("%s", (tail, request) => {
  const asked = ask(tail, named);
  expect(asked.request).toEqual(request);
  expect(asked.answer(outcome({ children: [result()] }))).toEqual(DONE);
  expect(asked.answer(outcome({ children: [result({ failure: failure("unknown_device") })] }))).toEqual({
    payload: '{"id":"123","code":404,"msg":"error: unknown_device"}',
  });
  expect(asked.answer(outcome({ failure: failure("device_disabled") }))).toEqual({
    payload: '{"id":"123","code":460,"msg":"error: device_disabled"}',
  });
});

describe("sub/topo/add", () => {
  const res = "products/200/devices/sub";
  const sign = createHmac("sha1", Buffer.from(KEY, "base64"))
    .update(`4102444800\nsha1\n${res}\n2018-10-31`)
    .digest("base64");
  const sasToken = `version=2018-10-31&res=${res}&et=4102444800&method=sha1&sign=${encodeURIComponent(sign)}`;

  function verdict(token: unknown, et = "4102444800") {
    const { request } = ask("sub/topo/add", { ...named, sasToken: String(token).replace("4102444800", et) });
    if (request.kind !== "topology_add") throw new Error(request.kind);
    expect(request.children).toMatchObject([name]);
    return request.children[0]?.verify?.(secrets);
  }

  test("the sub-device proves itself", () => {
    expect(verdict(sasToken)).toBeUndefined();
    expect(verdict(sasToken, "4102444801")?.code).toBe("token_sign_mismatch");
    expect(verdict(sasToken.replace("devices/sub", "devices/other"))?.code).toBe("token_resource");
    expect(verdict("")?.code).toBe("token_malformed");
  });

  test("an expired token is refused by the time of receipt", () => {
    const old = createHmac("sha1", Buffer.from(KEY, "base64"))
      .update(`1500000000\nsha1\n${res}\n2018-10-31`)
      .digest("base64");
    const token = `version=2018-10-31&res=${res}&et=1500000000&method=sha1&sign=${encodeURIComponent(old)}`;
    expect(verdict(token)?.code).toBe("token_expired");
  });
});

test("sub/topo/get lists what is bound", () => {
  const asked = ask("sub/topo/get", undefined);
  expect(asked.request).toEqual({ kind: "topology_list" });
  const children = [result(), result({ deviceName: "sub2" })];
  expect(asked.answer(outcome({ children }))).toEqual({
    payload:
      '{"id":"123","code":200,"msg":"success","data":[{"deviceName":"sub","productID":"200"},{"deviceName":"sub2","productID":"200"}]}',
  });
  expect(asked.answer(outcome({ failure: failure("internal") }))).toEqual({
    payload: '{"id":"123","code":460,"msg":"error: internal"}',
  });
});

test("params that name no device are refused", () => {
  const topic = "$sys/100/dn/thing/sub/login";
  expect(decodeOn(onenet, topic, { payload: { id: "5", params: { deviceName: "sub" } } })).toMatchObject({
    failure: { code: "payload_shape" },
    reply: '{"id":"5","code":400,"msg":"error: payload_shape"}',
  });
  expect(decodeOn(onenet, topic, { payload: "x" }).failure?.code).toBe("payload_not_json");
  expect(decodeOn(onenet, "$sys/100/dn/thing/sub/topo/get", { payload: "x" }).failure?.code).toBe(
    "payload_not_json",
  );
});
