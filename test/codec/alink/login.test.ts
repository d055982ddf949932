import { describe, expect, test } from "bun:test";
import { readAlinkLogin, readClientId, sign, stringToSign } from "../../../src/codec/alink/login.ts";
import type { LoginClaim } from "../../../src/codec/dialect.ts";

const secrets = { deviceSecret: "secret", productSecret: "productSecret" };
const bytes = (text: string) => new TextEncoder().encode(text);

function claim(block: string, password: string, cid = "12345"): LoginClaim {
  return { clientId: `${cid}|${block}|`, username: "device&pk", password: bytes(password) };
}

function verdict(of: LoginClaim) {
  const reading = readAlinkLogin(of);
  if (reading.kind !== "login") throw new Error(`not read as a login: ${reading.kind}`);
  return reading.login.verify(secrets);
}

describe("signature vectors", () => {
  const doc = { clientId: "12345", deviceName: "device", productKey: "pk", timestamp: "789" };
  const sdk = { clientId: "pk.device", deviceName: "device", productKey: "pk", timestamp: "2524608000000" };
  test.each([
    ["hmacsha1", doc, "fafd82a3d602b37fb0fa8b7892f24a477f851a14"],
    ["hmacmd5", doc, "14b198324fe55e1d3c88f2e705e201ee"],
    ["hmacsha256", doc, "6074a46a91b1ebb2cc4ea42790ad0e80202c9843859fc292e57c4eb19fad9e57"],
    ["hmacsha256", sdk, "2eab47d05ec94fab1a34e7e9f54aebd34a1e15770f932e05300193007e0091e9"],
  ] as const)("%s", (method, params, expected) => {
    expect(sign(method, "secret", stringToSign(params))).toBe(expected);
  });
});

describe("login", () => {
  test("accepts what the SDKs send: any key order, unknown keys, trailing comma, upper-case hex", () => {
    const password = "2EAB47D05EC94FAB1A34E7E9F54AEBD34A1E15770F932E05300193007E0091E9";
    const block = "timestamp=2524608000000,_ss=1,_v=sdk-c-4.1.2,securemode=2,signmethod=hmacsha256,ext=3,";
    expect(verdict(claim(block, password, "pk.device"))).toBeUndefined();
  });

  test("signs without a timestamp when none was sent, md5 by default", () => {
    const text = "clientId12345deviceNamedeviceproductKeypk";
    expect(verdict(claim("securemode=3", sign("hmacmd5", "secret", text)))).toBeUndefined();
  });

  test("is foreign without the parameter block", () => {
    expect(readAlinkLogin({ clientId: "abc", username: "device&pk", password: bytes("x") })).toEqual({
      kind: "foreign",
    });
    expect(readAlinkLogin({ clientId: "abc|x=1|", username: "device&pk", password: bytes("x") })).toEqual({
      kind: "foreign",
    });
  });

  test("refuses a user name of another form and an unknown method", () => {
    const reading = readAlinkLogin({ clientId: "a|securemode=3|", username: "device", password: bytes("x") });
    expect(reading).toEqual({
      kind: "refused",
      failure: { code: "bad_client_id", params: { detail: "the user name must be deviceName&productKey" } },
    });
    expect(readAlinkLogin(claim("securemode=3,signmethod=hmacsha512", "x"))).toEqual({
      kind: "refused",
      failure: { code: "sign_method_unknown", params: { method: "hmacsha512" } },
    });
  });

  test("reads pairs in any order and ignores empty items", () => {
    expect(readClientId("a|b=1,,c=2,d|")).toEqual({
      cid: "a",
      pairs: new Map([
        ["b", "1"],
        ["c", "2"],
      ]),
    });
    expect(readClientId("a|")).toBeUndefined();
  });
});

describe("a wrong signature names its cause and no secret", () => {
  const block = "securemode=3,signmethod=hmacsha1,timestamp=789";
  const text = "clientId12345deviceNamedeviceproductKeypktimestamp789";
  const whole = `clientId12345|${block}|deviceNamedeviceproductKeypktimestamp789`;
  test.each([
    ["@cause_unknown", sign("hmacsha1", "another", text)],
    ["@cause_product_secret", sign("hmacsha1", "productSecret", text)],
    ["@cause_whole_client_id", sign("hmacsha1", "secret", whole)],
    ["@cause_no_timestamp", sign("hmacsha1", "secret", text.replace("timestamp789", ""))],
    [
      "@cause_swapped_names",
      sign("hmacsha1", "secret", "clientId12345deviceNamepkproductKeydevicetimestamp789"),
    ],
    ["@cause_white_space", sign("hmacsha1", "secret\n", text)],
    ["@cause_other_method", sign("hmacsha256", "secret", text)],
    ["@cause_secret_in_clear", "secret"],
    ["@cause_secret_in_clear", "secret\n"],
    ["@cause_quotes", sign("hmacsha1", '"secret"', text)],
    ["@cause_letter_case", sign("hmacsha1", "SECRET", text)],
    ["@cause_cut_secret", sign("hmacsha1", "secre", text)],
    ["@cause_empty_secret", sign("hmacsha1", "", text)],
    ["@cause_no_password", ""],
    ["@cause_base64", Buffer.from(sign("hmacsha1", "secret", text), "hex").toString("base64")],
  ])("%s", (cause, password) => {
    const failure = verdict(claim(block, password));
    expect(failure).toMatchObject({
      code: "sign_mismatch",
      params: { cause, stringToSign: text, tried: "@key_of_device", expected: "fafd...1a14" },
    });
    expect(JSON.stringify(failure)).not.toContain('"secret"');
    if (password.length > 12) expect(JSON.stringify(failure)).not.toContain(password);
  });
});
