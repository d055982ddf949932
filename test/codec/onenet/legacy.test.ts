import { describe, expect, test } from "bun:test";
import { onenetLegacy, readLegacyLogin } from "../../../src/codec/onenet/legacy.ts";
import { DEVICE_NAME_PATTERN, PRODUCT_KEY_PATTERN } from "../../../src/spine/ids.ts";
import type { ValidationLevel } from "../../../src/spine/model.ts";
import { packBinary, packFloats, packFrame } from "./frames.ts";
import { decodeOn, head, NOW } from "./sample.ts";

const secrets = { deviceSecret: "sn-0001", productSecret: "2ar=0yznUqoLTIw6t4P2fOIprog=" };
const bytes = (text: string) => new TextEncoder().encode(text);

function verdict(password: string, isProductSecretShared = false) {
  const reading = readLegacyLogin({ clientId: "503223399", username: "238322", password: bytes(password) });
  if (reading.kind !== "login") throw new Error(reading.kind);
  expect(reading.login).toMatchObject({
    dialect: "onenet-legacy",
    productKey: "238322",
    deviceName: "503223399",
  });
  return reading.login.verify({ ...secrets, isProductSecretShared });
}

describe("login", () => {
  test("by auth info or API key", () => {
    expect(verdict(secrets.deviceSecret)).toBeUndefined();
    expect(verdict(secrets.productSecret)).toBeUndefined();
    expect(verdict("sn-0002")).toEqual({
      code: "secret_mismatch",
      params: { received: "(7 characters)", tried: "@keys_device_and_product", cause: "@cause_unknown" },
    });
    expect(verdict("sn-0001\n")).toMatchObject({ params: { cause: "@cause_white_space" } });
  });

  test("not by an API key that all devices have, to register with", () => {
    expect(verdict(secrets.deviceSecret, true)).toBeUndefined();
    expect(verdict(secrets.productSecret, true)).toMatchObject({
      params: { tried: "@key_of_device", cause: "@cause_product_secret" },
    });
  });

  test("its numbers are names that products and devices may have", () => {
    expect(PRODUCT_KEY_PATTERN.test("238322") && DEVICE_NAME_PATTERN.test("503223399")).toBe(true);
  });

  test.each([
    ["dn", "238322", "x"],
    ["503223399", "dn&pk", "x"],
    ["503223399", undefined, "x"],
    ["503223399", "238322", ""],
  ])("%s %s is foreign", (clientId, username, password) => {
    expect(readLegacyLogin({ clientId, username, password: bytes(password) })).toEqual({ kind: "foreign" });
  });
});

function decode(payload: Uint8Array, validation: ValidationLevel = "warn") {
  return decodeOn(onenetLegacy, "$dp", { payload, validation });
}

describe("$dp", () => {
  test("values by stream, unanswered", () => {
    expect(decode(packFrame(3, '{"temperature":22.5,"led":1}'))).toEqual({
      events: [
        {
          ...head("onenet-legacy"),
          kind: "property",
          ts: NOW,
          reqId: "",
          points: [
            { property: "temperature", ts: NOW, value: 22.5, quality: 0 },
            { property: "led", ts: NOW, value: true, quality: 0 },
          ],
        },
      ],
      failure: undefined,
      flags: [],
      left: [],
      reply: undefined,
      replyTopic: undefined,
    });
  });

  test("text is what the model has the stream for", () => {
    const fields = packFrame(
      5,
      ",;temperature,2020-09-01 08:00:00,22.5;code,0012;led,true;other,7;free,on;count,9",
    );
    expect(decode(fields, "off").events).toMatchObject([{ points: [{}, {}, {}, {}, {}, {}] }]);
    expect(decode(fields)).toMatchObject({
      events: [
        {
          points: [
            { property: "temperature", ts: Date.UTC(2020, 8, 1), value: 22.5 },
            { property: "code", value: "0012" },
            { property: "led", value: true },
            { property: "other", value: 7 },
            { property: "free", value: "on" },
            { property: "count", value: 9 },
          ],
        },
      ],
      flags: [{ code: "property_unknown" }, { code: "property_unknown" }],
    });
  });

  test("bytes go where the model has text for them, if they are few", () => {
    expect(decode(packBinary({ ds_id: "code" }, Buffer.from("abc")), "strict").events).toMatchObject([
      { points: [{ property: "code", value: "YWJj", quality: 0 }] },
    ]);
    expect(decode(packBinary({ ds_id: "image" }, Buffer.alloc(9_000)))).toMatchObject({
      events: [],
      left: [{ code: "property_length", params: { property: "image", received: 12_000, limit: 10_240 } }],
    });
  });

  test("what is no number is not stored as one", () => {
    expect(decode(packFloats([[1, [Number.NaN]]]))).toMatchObject({
      events: [],
      left: [{ code: "property_type" }],
    });
  });

  test("refused whole: a broken frame, a strict model", () => {
    expect(decode(new Uint8Array([9]))).toMatchObject({ events: [], failure: { code: "payload_shape" } });
    expect(decode(packFrame(3, '{"temperature":999}'), "strict").failure?.code).toBe("property_range");
  });
});

test("an answer to a command is logged", () => {
  expect(decodeOn(onenetLegacy, "$crsp/5f-01", { payload: "hello" })).toMatchObject({
    events: [{ kind: "reply", reqId: "5f-01", method: "cmd", code: 200, output: { text: "hello" } }],
    reply: undefined,
  });
});

test.each([
  ["$creq/+", true],
  ["$creq/#", true],
  ["/dn/temperature", true],
  ["/other/temperature", false],
  ["#", false],
  ["$dp", false],
])("subscribe %s: %p", (filter, isAllowed) => {
  expect(onenetLegacy.maySubscribe(filter, "100", "dn")).toBe(isAllowed);
});

test("other topics are not its own; commands come unasked", () => {
  expect(onenetLegacy.route("$crsp/", "100", "dn")).toBeUndefined();
  expect(onenetLegacy.route("/dn/temperature", "100", "dn")).toBeUndefined();
  expect(onenetLegacy.hasAutoSubscription).toBe(true);
});
