import { describe, expect, test } from "bun:test";
import { createHmac } from "node:crypto";
import type { DeviceSecrets, LoginClaim } from "../../../src/codec/dialect.ts";
import {
  isToken,
  makeOnenetLogin,
  readToken,
  readTokenLogin,
  type Token,
  textToSign,
} from "../../../src/codec/onenet/token.ts";
import { describeError } from "../../../src/spine/error.ts";

const KEY = "KuF3NT/jUBJ62LNBB/A8XZA9CqS3Cu79B/ABmfA1UCw=";
const OTHER_KEY = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=";
const secrets = { deviceSecret: KEY, productSecret: OTHER_KEY };
const DEVICE = "products/123123/devices/mydev";
const NOW = 1_500_000_000_000;
const bytes = (text: string) => new TextEncoder().encode(text);

function sign(
  token: Omit<Token, "sign">,
  algorithm: string,
  key: string | Buffer = Buffer.from(KEY, "base64"),
) {
  const text = textToSign({ ...token, sign: "" });
  return createHmac(algorithm, key).update(text).digest("base64");
}

function write(token: Token, encode: (value: string) => string = encodeURIComponent): string {
  const { version, res, et, method, sign: signature } = token;
  return `version=${version}&res=${encode(res)}&et=${et}&method=${method}&sign=${encode(signature)}`;
}

const bare = { version: "2018-10-31", res: DEVICE, et: "1537255523", method: "sha1" };

function claim(password: string, nowMs: number | undefined = NOW): LoginClaim {
  return { clientId: "mydev", username: "123123", password: bytes(password), nowMs };
}

function verdict(password: string, held: DeviceSecrets = secrets, nowMs?: number) {
  const reading = readTokenLogin(claim(password, nowMs));
  if (reading.kind !== "login") throw new Error(`not a login: ${JSON.stringify(reading)}`);
  expect(reading.login).toMatchObject({ dialect: "onenet", productKey: "123123", deviceName: "mydev" });
  return reading.login.verify(held);
}

/** A token of the device, signed right but for what `change` says. */
function made(change: Partial<Omit<Token, "sign">> = {}, key: string = KEY): string {
  const token = { ...bare, ...change };
  const algorithm = token.method.toLowerCase().replace("hmac", "");
  return write({ ...token, sign: sign(token, algorithm, Buffer.from(key, "base64")) });
}

describe("vectors", () => {
  test.each([
    [DEVICE, "md5", "XV29qkZOl7StAMRW9zVvaQ=="],
    [DEVICE, "sha1", "p2Bv5QYrZolQCtt68923gtxRCVk="],
    ["products/123123", "sha1", "lsaPSiiGvEFFjXu5WU7a6IkScqE="],
  ])("%s by %s", (res, method, expected) => {
    const token = { ...bare, res, method };
    expect(sign(token, method)).toBe(expected);
    expect(verdict(write({ ...token, sign: expected }))).toBeUndefined();
    // Documents show samples that are not encoded at all.
    expect(verdict(write({ ...token, sign: expected }, (value) => value))).toBeUndefined();
  });
});

describe("what is accepted", () => {
  test.each([
    ["sha256", {}],
    ["any version", { version: "2022-05-01" }],
    ["hmacsha1, signed as it is spelled", { method: "hmacsha1" }],
    ["upper case", { method: "SHA256" }],
    ["an expiry beyond 2^32", { et: "9998183737" }],
    ["an expiry in milliseconds", { et: "1537255523000" }],
    ["the product as resource", { res: "products/123123" }],
  ])("%s", (_, change) => {
    expect(verdict(made(change))).toBeUndefined();
    // The product's key proves as much as the device's.
    expect(verdict(made(change, OTHER_KEY))).toBeUndefined();
  });

  test("any order, a line's end behind it, a signature without its padding, a key without", () => {
    const { res, et, method, version } = bare;
    const signature = sign(bare, "sha1");
    expect(
      verdict(`version=${version}&method=${method}&sign=${signature}&et=${et}&res=${res}\r\n`),
    ).toBeUndefined();
    expect(verdict(write({ ...bare, sign: signature.replace("=", "") }))).toBeUndefined();
    expect(verdict(made(), { ...secrets, deviceSecret: KEY.replace("=", "") })).toBeUndefined();
  });

  test("+ is never a space", () => {
    let token = made();
    // Some expiry gives a signature with a plus in it.
    for (let et = 1_537_255_523; !decodeURIComponent(token).includes("+"); et++)
      token = made({ et: String(et) });
    expect(verdict(token)).toBeUndefined();
    expect(verdict(token.replaceAll("%2B", "+"))).toBeUndefined();
    expect(verdict(token.replaceAll("%2B", " "))).toMatchObject({
      code: "token_sign_mismatch",
      params: { cause: "@cause_plus_as_space" },
    });
  });
});

describe("what is refused, and why", () => {
  test("an expired token, with the skew", () => {
    expect(verdict(made(), secrets, 1_537_255_523_000)).toBeUndefined();
    expect(verdict(made(), secrets, 1_537_255_583_000)).toEqual({
      code: "token_expired",
      params: {
        expiredAt: "2018-09-18T07:25:23.000Z",
        now: "2018-09-18T07:26:23.000Z",
        skewS: 60,
        et: "1537255523",
      },
    });
  });

  test("a wrong signature shows its text, its ends and the keys tried, and no secret", () => {
    const strange = made({}, "d3Jvbmc=");
    const why = verdict(strange);
    const text = describeError("token_sign_mismatch", why?.params ?? {}, "en");
    expect(text).toContain("with the device secret or the product secret: expected p2Bv...CVk=");
    expect(why).toMatchObject({
      code: "token_sign_mismatch",
      params: {
        tried: "@keys_device_and_product",
        expected: expect.stringMatching(/^p2Bv\.\.\.CVk= \/ .{4}\.\.\..{4}$/),
        stringToSign: `1537255523\\nsha1\\n${DEVICE}\\n2018-10-31`,
        cause: "@cause_unknown",
      },
    });
    expect(JSON.stringify(why)).not.toContain(KEY);
  });

  const raw = sign(bare, "sha1", KEY);
  const encoded = sign({ ...bare, res: encodeURIComponent(DEVICE) }, "sha1");
  const ordered = createHmac("sha1", Buffer.from(KEY, "base64"))
    .update(`2018-10-31\n${DEVICE}\n1537255523\nsha1`)
    .digest("base64");
  const hex = Buffer.from(sign(bare, "sha1"), "base64").toString("hex");
  test.each([
    ["@cause_key_not_decoded", raw],
    ["@cause_white_space", sign(bare, "sha1", `${KEY}\n`)],
    ["@cause_quotes", sign(bare, "sha1", `"${KEY}"`)],
    ["@cause_et_unit", sign({ ...bare, et: `${bare.et}000` }, "sha1")],
    ["@cause_encoded_twice", encodeURIComponent(sign(bare, "sha1"))],
    ["@cause_encoded_resource", encoded],
    ["@cause_token_order", ordered],
    ["@cause_hex_signature", hex],
    ["@cause_token_method", sign({ ...bare, method: "sha256" }, "sha256")],
    ["@cause_token_method", sign({ ...bare, method: "hmacsha1" }, "sha1")],
    ["@cause_unknown", "AAAA"],
  ])("%s", (cause, signature) => {
    expect(verdict(write({ ...bare, sign: signature }))).toMatchObject({
      code: "token_sign_mismatch",
      params: { cause },
    });
  });

  test("a stored key that is not base64", () => {
    const held = { deviceSecret: "not base64!", productSecret: OTHER_KEY };
    expect(verdict(made(), held)).toMatchObject({
      params: { tried: "@key_of_product", cause: "@cause_key_not_base64" },
    });
    expect(verdict(made({}, OTHER_KEY), held)).toBeUndefined();
    expect(verdict(made(), { deviceSecret: "-", productSecret: "_" })).toMatchObject({
      params: { tried: "@key_none", expected: "?" },
    });
  });

  test("a time that is a duration", () => {
    expect(verdict(made({ et: "3600" }), secrets, 1_537_255_583_000)).toMatchObject({
      code: "token_expired",
      params: { et: "3600", cause: "@cause_duration_as_time" },
    });
  });

  test("a time in milliseconds holds: platforms and firmware take it for one in the far future", () => {
    expect(verdict(made({ et: "1537255523000" }), secrets, 1_937_255_583_000)).toBeUndefined();
  });

  test.each([
    ["products/999/devices/mydev", "@cause_resource_product"],
    ["products/mydev/devices/123123", "@cause_swapped_names"],
    ["products/123123/devices/other", "@cause_resource_device"],
    ["products%2F123123%2Fdevices%2Fmydev", "@cause_encoded_twice"],
    ["userid/1", "@cause_resource_form"],
  ])("resource %s", (res, cause) => {
    expect(verdict(made({ res }))).toEqual({
      code: "token_resource",
      params: { received: res, expected: DEVICE, cause },
    });
  });

  test.each([
    ["version=1&res=a&et=soon&method=sha1&sign=x", "et is not a number of seconds"],
    ["version=1&res=a&et=1&method=sha512&sign=x", "method is none of md5, sha1, sha256"],
    ["version=1&res=a&et=1&sign=x", "method is missing"],
    ["version=1&res=&et=1&method=sha1&sign=x", "res is missing"],
  ])("%s", (password, detail) => {
    expect(readTokenLogin(claim(password))).toEqual({
      kind: "refused",
      failure: { code: "token_malformed", params: { detail } },
    });
  });

  test("a token without names beside it", () => {
    const nameless = { clientId: "mydev", username: undefined, password: bytes(made()) };
    expect(readTokenLogin(nameless)).toMatchObject({ kind: "refused", failure: { code: "bad_client_id" } });
  });
});

test("what is no token is another dialect's", () => {
  expect(isToken("version=1")).toBe(false);
  expect(readTokenLogin(claim("secret"))).toEqual({ kind: "foreign" });
  expect(readTokenLogin({ clientId: "a", username: "b", password: undefined })).toEqual({ kind: "foreign" });
});

test("a value that is not percent-encoded is taken as it is", () => {
  expect(readToken("version=1&res=50%&et=1&method=md5&sign=x")).toMatchObject({ value: { res: "50%" } });
});

test("makes the login of a device, ready to paste", () => {
  const device = { productKey: "123123", deviceName: "mydev", deviceSecret: KEY };
  const login = makeOnenetLogin(device);
  expect(login).toEqual({
    clientId: "mydev",
    username: "123123",
    password: expect.stringMatching(
      /^version=2018-10-31&res=products%2F123123%2Fdevices%2Fmydev&et=4102444800&method=sha256&sign=[\w%.-]+$/,
    ),
  });
  expect(verdict(login?.password ?? "")).toBeUndefined();
  expect(verdict(makeOnenetLogin(device, 1_600_000_000)?.password ?? "")).toBeUndefined();
  expect(makeOnenetLogin({ ...device, deviceSecret: "not base64!" })).toBeUndefined();
});

test("a product's key that all devices have, to register with, speaks for none of them", () => {
  const byProduct = made({ res: "products/123123" }, OTHER_KEY);
  expect(verdict(byProduct)).toBeUndefined();
  const shared = { ...secrets, isProductSecretShared: true };
  expect(verdict(made({ res: "products/123123" }), shared)).toBeUndefined();
  expect(verdict(byProduct, shared)).toMatchObject({
    code: "token_sign_mismatch",
    params: { tried: "@key_of_device", cause: "@cause_product_secret" },
  });
});
