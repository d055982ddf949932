import { describe, expect, test } from "bun:test";
import { sign } from "../../../src/codec/alink/login.ts";
import {
  deviceToken,
  readAlinkRegistration,
  readRegistrationForm,
  registrationText,
  tellFormRefusal,
} from "../../../src/codec/alink/registration.ts";
import type { LoginClaim } from "../../../src/codec/dialect.ts";
import { type ErrorCode, failure } from "../../../src/spine/error.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const names = { productKey: "a1zHhFd", deviceName: "device1" };

function claim(block: string, password: string): LoginClaim {
  return { clientId: `cid|${block}|`, username: "device1&a1zHhFd", password: bytes(password) };
}

function registration(block: string, password: string) {
  const reading = readAlinkRegistration(claim(block, password));
  if (reading.kind !== "registration") throw new Error(`not read as a registration: ${reading.kind}`);
  return reading.claim;
}

// The vector of the reference: HMAC-SHA1 with the product's secret.
const SIGNED = "91bd46a28c79e718b4bd8443041b61905c6d15ed";
const BLOCK = "securemode=2,authType=register,random=123,signmethod=hmacsha1";

describe("a device that was listed", () => {
  test("signs as the reference computes", () => {
    const text = registrationText({ ...names, random: "123" });
    expect(text).toBe("deviceNamedevice1productKeya1zHhFdrandom123");
    expect(sign("hmacsha1", "productSecret0001", text)).toBe(SIGNED);
  });

  test("is told its secret on /ext/register, byte for byte", () => {
    const wanted = registration(BLOCK, SIGNED.toUpperCase());
    expect([wanted.kind, wanted.productKey, wanted.deviceName]).toEqual(["listed", "a1zHhFd", "device1"]);
    expect(wanted.verify("productSecret0001")).toBeUndefined();
    expect(wanted.answer({ deviceSecret: "s3cret" })).toEqual({
      topic: "/ext/register",
      payload: '{"productKey":"a1zHhFd","deviceName":"device1","deviceSecret":"s3cret"}',
    });
  });

  test("another secret is told without either", () => {
    const why = registration(BLOCK, SIGNED).verify("other");
    expect(why).toMatchObject({ code: "sign_mismatch", params: { received: "91bd...15ed" } });
    expect(JSON.stringify(why)).not.toContain(SIGNED);
  });

  test("a secret that is spelled otherwise is named", () => {
    const text = registrationText({ ...names, random: "123" });
    const causeOf = (password: string) =>
      registration(BLOCK, password).verify("productSecret0001")?.params.cause;
    expect(causeOf(sign("hmacsha1", "productSecret0001\n", text))).toBe("@cause_white_space");
    expect(causeOf(sign("hmacsha1", "the device's own", text))).toBe("@cause_not_product_secret");
    expect(causeOf("")).toBe("@cause_no_password");
  });

  test("keys come in any order", () => {
    const block = "signmethod=hmacsha1,random=123,,authType=register,securemode=2,x=1,";
    expect(registration(block, SIGNED).verify("productSecret0001")).toBeUndefined();
  });
});

describe("a device that was not listed", () => {
  const block = "securemode=-2,authType=regnwl,random=123,signmethod=hmacsha1,instanceId=iot-1";

  test("is told a token, with which it logs in from then on", () => {
    const wanted = registration(block, SIGNED);
    expect([wanted.kind, wanted.verify("productSecret0001")]).toEqual(["open", undefined]);
    const { topic, payload } = wanted.answer({ deviceSecret: "s3cret" });
    const token = deviceToken("s3cret", { ...names, clientId: "cid" });
    expect([topic, payload]).toEqual([
      "/ext/regnwl",
      `{"clientId":"cid","productKey":"a1zHhFd","deviceName":"device1","deviceToken":"${token}"}`,
    ]);
    const login = readAlinkRegistration(claim("securemode=-2,authType=connwl", token));
    if (login.kind !== "login") throw new Error(login.kind);
    const secrets = { deviceSecret: "s3cret", productSecret: "productSecret0001" };
    expect(login.login.verify(secrets)).toBeUndefined();
    expect(login.login.verify({ ...secrets, deviceSecret: "changed" })).toMatchObject({
      code: "device_token_mismatch",
    });
  });

  test("the token of another client id, or of nobody, is none", () => {
    const token = deviceToken("s3cret", { ...names, clientId: "other" });
    for (const password of [token, "", "s3cret"]) {
      const login = readAlinkRegistration(claim("authType=connwl", password));
      const verdict =
        login.kind === "login" && login.login.verify({ deviceSecret: "s3cret", productSecret: "p" });
      expect(verdict).toMatchObject({ code: "device_token_mismatch" });
    }
  });
});

test("what is no registration of this dialect is foreign; what is broken is refused", () => {
  const kinds = ["securemode=3,signmethod=hmacsha1", "authType=register", "authType=none,random=1"].map(
    (block) => readAlinkRegistration(claim(block, "x")).kind,
  );
  expect(kinds).toEqual(["foreign", "foreign", "foreign"]);
  expect(readAlinkRegistration({ ...claim(BLOCK, "x"), username: "device1" })).toMatchObject({
    kind: "refused",
    failure: { code: "bad_client_id" },
  });
  expect(readAlinkRegistration(claim("authType=register,random=1,signmethod=rot13", "x"))).toMatchObject({
    failure: { code: "sign_method_unknown" },
  });
});

describe("the form over HTTP", () => {
  const form = {
    ...{ productKey: "a1zHhFd", deviceName: "device1", random: "123", signMethod: "HmacSHA1" },
    sign: "91bd46a28c79e718b4bd8443041b61905c6d15ed",
  };

  test("is a registration of a listed device, signed as Alibaba signs, in any spelling of the method", () => {
    for (const signMethod of ["HmacSHA1", "hmacsha1"]) {
      const read = readRegistrationForm({ ...form, signMethod });
      if (!read.ok) throw new Error(read.error.code);
      const { dialect, productKey, deviceName, kind, verify, answer } = read.value;
      expect({ dialect, productKey, deviceName, kind }).toEqual({
        ...{ dialect: "alink", productKey: "a1zHhFd", deviceName: "device1", kind: "listed" },
      });
      expect(verify("productSecret0001")).toBeUndefined();
      expect(verify("another")).toMatchObject({ code: "sign_mismatch" });
      expect(answer({ deviceSecret: "s" }).payload).toBe(
        '{"code":200,"data":{"productKey":"a1zHhFd","deviceName":"device1","deviceSecret":"s"},"message":"success"}',
      );
    }
  });

  test.each(["productKey", "deviceName", "random", "sign"])("without %s is refused", (name) => {
    expect(readRegistrationForm({ ...form, [name]: undefined })).toMatchObject({
      error: { code: "provisioning_incomplete", params: { what: name } },
    });
  });

  test("with an unknown method is refused; refusals have Alibaba's numbers and tell no signature", () => {
    expect(readRegistrationForm({ ...form, signMethod: "rot13" })).toMatchObject({
      error: { code: "sign_method_unknown" },
    });
    const tell = (code: ErrorCode) => JSON.parse(tellFormRefusal(failure(code, { expected: "91bd" }))).code;
    expect(
      (["registration_off", "registration_closed", "already_activated", "sign_mismatch"] as const).map(tell),
    ).toEqual([6288, 6288, 6289, 6600]);
    expect(tellFormRefusal(failure("device_disabled"))).toBe(
      '{"code":6619,"message":"registration refused"}',
    );
    expect(tellFormRefusal(failure("sign_mismatch", { expected: "91bd" }))).not.toContain("91bd");
  });
});
