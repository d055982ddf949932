import { expect, test } from "bun:test";
import type { LoginClaim } from "../../../src/codec/dialect.ts";
import {
  readYudaoLogin,
  signYudao,
  yudaoRegistrationText,
  yudaoText,
} from "../../../src/codec/yudao/login.ts";

// The constants of yudao's own gateway tests, and the signature that the reference computes of them.
const names = { productKey: "4aymZgOTOOCrDKRT", deviceName: "small" };
const SECRET = "0baa4c2ecc104ae1a26b4070c218bdf3";
const SIGNED = "509e2b08f7598eb139d276388c600435913ba4c94cd0d50aebc5c0d1855bcb75";
const secrets = { deviceSecret: SECRET, productSecret: "ps" };

function claim(clientId: string, password: string): LoginClaim {
  const username = "small&4aymZgOTOOCrDKRT";
  return { clientId, username, password: new TextEncoder().encode(password) };
}

test("the signature of the reference lets in, in either case", () => {
  expect(signYudao(SECRET, yudaoText(names, SECRET))).toBe(SIGNED);
  for (const password of [SIGNED, SIGNED.toUpperCase()]) {
    const reading = readYudaoLogin(claim("4aymZgOTOOCrDKRT.small", password));
    if (reading.kind !== "login") throw new Error(reading.kind);
    expect(reading.login).toMatchObject({ dialect: "yudao", ...names });
    expect(reading.login.verify(secrets)).toBeUndefined();
  }
});

test("a wrong signature is told without the secret", () => {
  const reading = readYudaoLogin(claim("4aymZgOTOOCrDKRT.small", "0".repeat(64)));
  const why = reading.kind === "login" ? reading.login.verify(secrets) : undefined;
  expect(why).toMatchObject({ code: "sign_mismatch", params: { expected: "509e...cb75" } });
  expect(JSON.stringify(why)).not.toContain(SECRET);
});

test.each([
  ["@cause_product_secret", signYudao("ps", yudaoText(names, "ps"))],
  ["@cause_product_secret", signYudao("ps", yudaoText(names, SECRET))],
  ["@cause_white_space", signYudao(`${SECRET}\n`, yudaoText(names, `${SECRET}\n`))],
  ["@cause_yudao_text", signYudao(SECRET, yudaoText(names, SECRET).replace(`deviceSecret${SECRET}`, ""))],
  [
    "@cause_yudao_text",
    signYudao(SECRET, yudaoText(names, SECRET).replace(/^clientId\w+\.small/, "clientIdsmall")),
  ],
  [
    "@cause_swapped_names",
    signYudao(SECRET, yudaoText({ productKey: "small", deviceName: names.productKey }, SECRET)),
  ],
  ["@cause_unknown", "0".repeat(64)],
])("%s", (cause, password) => {
  const reading = readYudaoLogin(claim("4aymZgOTOOCrDKRT.small", password));
  const why = reading.kind === "login" ? reading.login.verify(secrets) : undefined;
  expect(why).toMatchObject({ code: "sign_mismatch", params: { tried: "@key_of_device", cause } });
});

test("registration is signed with the product secret, without random, and answered on its topic", () => {
  const password = signYudao("ps", yudaoRegistrationText(names));
  const reading = readYudaoLogin(claim("4aymZgOTOOCrDKRT.small|authType=register|", password));
  if (reading.kind !== "registration") throw new Error(reading.kind);
  expect([reading.claim.kind, reading.claim.verify("ps")]).toEqual(["open", undefined]);
  expect(reading.claim.verify("other")).toMatchObject({
    code: "sign_mismatch",
    params: { tried: "@key_of_product", cause: "@cause_not_product_secret" },
  });
  expect(reading.claim.verify("Ps")).toMatchObject({ params: { cause: "@cause_letter_case" } });
  expect(reading.claim.answer({ deviceSecret: "s" })).toEqual({
    topic: "/sys/4aymZgOTOOCrDKRT/small/thing/auth/register_reply",
    payload:
      '{"requestId":"","method":"thing.auth.register","code":0,"data":{"productKey":"4aymZgOTOOCrDKRT","deviceName":"small","deviceSecret":"s"},"msg":"success"}',
  });
});

test.each([
  ["another client id", claim("small", SIGNED)],
  ["a password that is no signature", claim("4aymZgOTOOCrDKRT.small", SECRET)],
  ["a user name of another form", { ...claim("4aymZgOTOOCrDKRT.small", SIGNED), username: "small" }],
])("%s is foreign", (_, of) => {
  expect(readYudaoLogin(of)).toEqual({ kind: "foreign" });
});
