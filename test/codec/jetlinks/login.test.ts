import { describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { readJetLinksLogin, signJetLinks } from "../../../src/codec/jetlinks/login.ts";

// The vector of the reference.
const USERNAME = "admin|1544427400000";
const SIGNED = "2c954f4431c3c3c38515ebad75763c02";
const secrets = { deviceSecret: "adminKey", productSecret: "ps" };

function read(nowMs: number | undefined, password = SIGNED, clientId = "dn", username = USERNAME) {
  return readJetLinksLogin({ clientId, username, password: new TextEncoder().encode(password), nowMs });
}

function verdict(...args: Parameters<typeof read>) {
  const reading = read(...args);
  if (reading.kind !== "name") throw new Error(reading.kind);
  return reading.login.verify(secrets);
}

describe("login", () => {
  test("the signature of the reference lets in, in either case", () => {
    expect(signJetLinks(USERNAME, "adminKey")).toBe(SIGNED);
    expect(read(undefined)).toMatchObject({
      kind: "name",
      productHint: "admin",
      login: { dialect: "jetlinks", deviceName: "dn" },
    });
    expect([verdict(undefined), verdict(1_544_427_400_000, SIGNED.toUpperCase())]).toEqual([
      undefined,
      undefined,
    ]);
  });

  test("five minutes either way are allowed, and told only to who has the key", () => {
    expect([verdict(1_544_427_700_000), verdict(1_544_427_100_000)]).toEqual([undefined, undefined]);
    expect(verdict(1_544_427_700_001)).toEqual({ code: "clock_skew", params: { skewS: 300, limitS: 300 } });
    expect(verdict(1_544_427_000_000)).toEqual({ code: "clock_skew", params: { skewS: -400, limitS: 300 } });
    const wrong = verdict(0, "0".repeat(32));
    expect(wrong).toMatchObject({ code: "sign_mismatch", params: { stringToSign: `${USERNAME}|***` } });
    expect(JSON.stringify(wrong)).not.toContain("adminKey");
  });

  const md5 = (text: string) => createHash("md5").update(text).digest("hex");
  test.each([
    ["@cause_product_secret", md5(`${USERNAME}|ps`)],
    ["@cause_white_space", md5(`${USERNAME}|adminKey\n`)],
    ["@cause_letter_case", md5(`${USERNAME}|adminkey`)],
    ["@cause_jetlinks_text", md5(`${USERNAME}adminKey`)],
    ["@cause_jetlinks_text", md5("admin|adminKey")],
    ["@cause_unknown", "0".repeat(32)],
  ])("%s", (cause, password) => {
    expect(verdict(undefined, password)).toMatchObject({
      code: "sign_mismatch",
      params: { tried: "@key_of_device", cause },
    });
  });

  test("a time in seconds is told", () => {
    const username = "admin|1544427400";
    const signed = md5(`${username}|adminKey`);
    expect(verdict(1_544_427_400_000, signed, "dn", username)).toEqual({
      code: "clock_skew",
      params: { skewS: 0, limitS: 300, cause: "@cause_time_in_seconds" },
    });
  });

  test.each([
    ["a password that is no MD5", "adminKey", "dn", USERNAME],
    ["a time that is none", SIGNED, "dn", "admin|now"],
    ["another user name", SIGNED, "dn", "dn&pk"],
    ["no client id", SIGNED, "", USERNAME],
  ])("%s is foreign", (_, password, clientId, username) => {
    expect(read(undefined, password, clientId, username)).toEqual({ kind: "foreign" });
  });
});
