import { expect, test } from "bun:test";
import { readPlainLogin } from "../../../src/codec/plain/plain.ts";

const secrets = { deviceSecret: "d3v1c3S3cr3tOfThisDevice", productSecret: "productSecret0001" };
const bytes = (text: string) => new TextEncoder().encode(text);

function verdict(password: string) {
  const reading = readPlainLogin({ clientId: "any", username: "press-1&pk", password: bytes(password) });
  if (reading.kind !== "login") throw new Error("not a login");
  return reading.login.verify(secrets);
}

test("takes the device secret as password", () => {
  expect(verdict(secrets.deviceSecret)).toBeUndefined();
});

test.each([
  ["wrong", "@cause_unknown"],
  ["", "@cause_no_password"],
  [secrets.productSecret, "@cause_product_secret"],
  [`${secrets.deviceSecret}\n`, "@cause_white_space"],
  [` ${secrets.deviceSecret} `, "@cause_white_space"],
  [`"${secrets.deviceSecret}"`, "@cause_quotes"],
  [secrets.deviceSecret.slice(0, -1), "@cause_cut_secret"],
  ["a".repeat(40), "@cause_signature_as_secret"],
])("%p is refused with its cause", (password, cause) => {
  expect(verdict(password)).toMatchObject({ code: "secret_mismatch", params: { cause } });
});

test("needs a user name that names the device", () => {
  const read = (username: string | undefined) =>
    readPlainLogin({ clientId: "c", username, password: bytes("x") });
  expect(read(undefined)).toEqual({ kind: "refused", failure: { code: "no_credentials", params: {} } });
  expect(read("justme")).toMatchObject({ kind: "refused", failure: { code: "bad_client_id" } });
  expect(read("&pk")).toMatchObject({ kind: "refused", failure: { code: "bad_client_id" } });
});
